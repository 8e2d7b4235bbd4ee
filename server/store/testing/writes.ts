import { textToBytes } from '../../../shared/kernel/bytes.ts';
import { sha256 } from '../../../shared/kernel/hash.ts';
import { entryCommandId } from '../../../shared/kernel/ids.ts';
import { tablesByName } from '../../../shared/tables/index.ts';
import type { Domain, LogRecord, PostedPosting, RowChange, WriteSet } from '../../../sync/index.ts';

/** Small builders of what a batch writes. The store asks a domain for scopes only. */
export const DEVICE = '00112233445566778899aabbccddeeff';
export const DAY = '2026-11-10';
export const AT = 1_794_268_800_000;

const notAsked = (): never => {
  throw new Error('the store does not judge');
};
export const scopesOnly: Domain = {
  reads: notAsked,
  admit: notAsked,
  apply: notAsked,
  readable: notAsked,
  isPriority: notAsked,
  numbersFor: notAsked,
  sigma: notAsked,
  scopeOf: (table) => tablesByName.get(table)?.scope ?? 'never',
  kindsOf: (table) => tablesByName.get(table)?.fields ?? null,
};

export const EMPTY: WriteSet = { device: null, log: [], rows: [], postings: [], outbox: [], inbox: [], raw: [] };

export function aLog(seq: number, changes: Partial<LogRecord> = {}): LogRecord {
  const bytes = textToBytes(`entry ${seq}`);
  return {
    command: entryCommandId(DEVICE, seq),
    rowId: `${DEVICE.slice(0, 16)}.${seq}`,
    door: 'terminal',
    device: DEVICE,
    seq,
    hash: sha256(bytes),
    bytes,
    name: 'counter.deposit',
    payloadVersion: 1,
    businessDate: DAY,
    capturedAt: AT + seq,
    receivedAt: AT + seq + 500,
    maker: '41202600001',
    checker: null,
    verdict: 'posted',
    code: null,
    split: null,
    sigma: { command: 'counter.deposit', direction: 'in', fen: 10_000 },
    numbers: {},
    ...changes,
  };
}

/** Both legs of a deposit. */
export function depositPostings(log: LogRecord, fen: number, account: string): PostedPosting[] {
  const dates = { businessDate: log.businessDate, valueDate: log.businessDate, postingDate: log.businessDate };
  return [
    { command: log.command, ordinal: 0, ledger: 'CASH-TILL:01', account: null, fen, ...dates },
    { command: log.command, ordinal: 1, ledger: 'DEPOSIT', account, fen: -fen, ...dates },
  ];
}

export function anInteraction(log: LogRecord, changes: Readonly<Record<string, unknown>> = {}): RowChange {
  return {
    table: 'interaction',
    id: log.rowId,
    body: {
      kind: 'counter.deposit',
      channel: 'counter',
      status: 'posted',
      customer: '1',
      account: '1',
      card: null,
      amount_fen: 10_000,
      fee_fen: 0,
      direction: 'in',
      account_fen: 10_000,
      suspense_ledger: null,
      suspense_fen: 0,
      till: '01',
      device: log.device,
      seq: log.seq,
      business_date: log.businessDate,
      captured_at: log.capturedAt,
      maker: log.maker,
      checker: null,
      offline: false,
      voucher_no: null,
      reverses: null,
      reversed_by: null,
      replaces: null,
      rejection: null,
      summary: null,
      ...changes,
    },
  };
}
