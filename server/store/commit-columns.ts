import type { LogRecord, PostedPosting, RowChange } from '../../sync/index.ts';
import { column, type Column } from './binary-columns.ts';
import { bodyToText } from './body.ts';

/**
 * The three long lists of a batch (log, rows, postings) as columns of their tables. branch_id and version are the
 * same for all and are no columns here.
 */
export const LOG_COLUMNS: readonly Column<LogRecord>[] = [
  column('command_id', 'uuid', (one: LogRecord) => one.command),
  column('row_id', 'text', (one: LogRecord) => one.rowId),
  column('door', 'text', (one: LogRecord) => one.door),
  column('device_id', 'text', (one: LogRecord) => one.device),
  column('seq', 'int8', (one: LogRecord) => one.seq),
  column('hash', 'bytea', (one: LogRecord) => one.hash),
  column('bytes', 'bytea', (one: LogRecord) => one.bytes),
  column('name', 'text', (one: LogRecord) => one.name),
  column('payload_version', 'int4', (one: LogRecord) => one.payloadVersion),
  column('business_date', 'date', (one: LogRecord) => one.businessDate),
  column('captured_at', 'int8', (one: LogRecord) => one.capturedAt),
  column('received_at', 'int8', (one: LogRecord) => one.receivedAt),
  column('maker', 'text', (one: LogRecord) => one.maker),
  column('checker', 'text', (one: LogRecord) => one.checker),
  column('verdict', 'text', (one: LogRecord) => one.verdict),
  column('code', 'text', (one: LogRecord) => one.code),
  column('has_split', 'bool', (one: LogRecord) => one.split !== null),
  column('account_fen', 'int8', (one: LogRecord) => one.split?.accountFen ?? null),
  column('suspense_ledger', 'text', (one: LogRecord) => one.split?.suspenseLedger ?? null),
  column('suspense_fen', 'int8', (one: LogRecord) => one.split?.suspenseFen ?? null),
  column('sigma_command', 'text', (one: LogRecord) => one.sigma.command),
  column('sigma_direction', 'text', (one: LogRecord) => one.sigma.direction),
  column('sigma_fen', 'int8', (one: LogRecord) => one.sigma.fen),
  column('numbers', 'jsonb', (one: LogRecord) => JSON.stringify(one.numbers)),
];

/** A row with the scope its table has. */
export interface ScopedRow extends RowChange {
  readonly scope: string;
}

export const ROW_COLUMNS: readonly Column<ScopedRow>[] = [
  column('kind', 'text', (row: ScopedRow) => row.table),
  column('id', 'text', (row: ScopedRow) => row.id),
  column('scope', 'text', (row: ScopedRow) => row.scope),
  column('body', 'jsonb', (row: ScopedRow) => (row.body === null ? null : bodyToText(row.body))),
];

export const POSTING_COLUMNS: readonly Column<PostedPosting>[] = [
  column('command_id', 'uuid', (one: PostedPosting) => one.command),
  column('ordinal', 'int4', (one: PostedPosting) => one.ordinal),
  column('ledger', 'text', (one: PostedPosting) => one.ledger),
  column('account', 'text', (one: PostedPosting) => one.account),
  column('fen', 'int8', (one: PostedPosting) => one.fen),
  column('business_date', 'date', (one: PostedPosting) => one.businessDate),
  column('value_date', 'date', (one: PostedPosting) => one.valueDate),
  column('posting_date', 'date', (one: PostedPosting) => one.postingDate),
];
