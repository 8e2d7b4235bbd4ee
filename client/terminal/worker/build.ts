import { bytesToHex, type Bytes } from '../../../shared/kernel/bytes.ts';
import { encodeCbor } from '../../../shared/kernel/cbor.ts';
import { sha256 } from '../../../shared/kernel/hash.ts';
import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import { deviceRowId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { CommandDef } from '../../../shared/commands/define.ts';
import { findCommand, payloadToCbor } from '../../../shared/commands/domain.ts';
import type { ConfigKey } from '../../../shared/rules/config-defaults.ts';
import { configValue } from '../../../shared/rules/limits.ts';
import { nonceOf } from '../../../shared/rules/hand-code.ts';
import { captureStop, goesOnAnyway } from '../../../shared/rules/queue.ts';
import { account } from '../../../shared/tables/account.ts';
import { config } from '../../../shared/tables/config.ts';
import { checkRecord, type Field, type RecordOf } from '../../../shared/tables/fields.ts';
import { interaction } from '../../../shared/tables/interaction.ts';
import { till } from '../../../shared/tables/till.ts';
import { tellerSession } from '../../../shared/tables/teller-session.ts';
import type { CaptureDraft } from '../../../sync/index.ts';
import { dayCloseFigures, deviceCloseFigures } from './views/day-end.ts';
import { passbookFigures } from './views/passbook.ts';
import type { Draft, Failure } from './api.ts';
import type { Clerk } from './clerk.ts';
import { dataLock } from './data-lock.ts';
import { currentLease, type Terminal } from './terminal.ts';
import { feeOf } from './fees.ts';
import type { Vouchers } from './vouchers.ts';

/**
 * From what a clerk filled in to what the engine captures: the worker adds the till, the voucher number, the
 * account's number and the lease, and decides whether the entry is a request or an advice.
 */
export type Mode = 'online' | 'offline';

export interface Built {
  readonly definition: CommandDef;
  readonly payload: RecordOf<CommandDef['payload']>;
  readonly capture: CaptureDraft;
  readonly mode: Mode;
  /** Hash of everything that is shown and decided: what a second person approves. */
  readonly approval: Bytes;
  readonly approvalCode: string;
}

export interface BuildContext {
  readonly terminal: Terminal;
  readonly clerk: Clerk;
  readonly vouchers: Vouchers;
}

const fail = (code: string, detail: Failure['detail'] = {}): { readonly ok: false; readonly error: Failure } =>
  err({ code, detail });

export const canRequest = (definition: CommandDef): boolean => definition.bases.includes('request');

const REQUEST_WAIT_MS = 1500;
const REQUEST_STEP_MS = 50;

/** A request may be offered when everything earlier is received and the clock is anchored; waits a moment for the queue to empty. */
export async function requestMode(terminal: Terminal): Promise<Mode> {
  const { clock, timer } = terminal.world;
  const until = clock.mono() + REQUEST_WAIT_MS;
  for (;;) {
    const status = terminal.engine.status();
    if (!status.online || status.phase === 'stopped' || status.rebuilding) return 'offline';
    if (status.phase === 'live' && status.waiting === 0 && status.anchored) return 'online';
    if (clock.mono() >= until) return 'offline';
    terminal.engine.nudge();
    await new Promise<void>((resolve) => void timer.after(REQUEST_STEP_MS, resolve));
  }
}

/** What takes the place of a request was done without the centre's word, whatever the line is now. */
export async function modeFor(terminal: Terminal, definition: CommandDef, replaces: number | null): Promise<Mode> {
  if (canRequest(definition)) return replaces === null ? requestMode(terminal) : 'offline';
  const { online, rebuilding } = terminal.engine.status();
  return online && !rebuilding ? 'online' : 'offline';
}

/** What stands in a field the draft leaves out. */
function quiet(field: Field<unknown>): unknown {
  if (field.nullable) return null;
  return field.kind === 'list' ? [] : undefined;
}

async function fill(context: BuildContext, definition: CommandDef, draft: Draft): Promise<Record<string, unknown>> {
  const { terminal, clerk } = context;
  const filled: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(definition.payload)) {
    const given = draft.payload[name];
    filled[name] = given === undefined ? quiet(field as Field<unknown>) : given;
  }
  const absent = (name: string): boolean =>
    Object.hasOwn(filled, name) && (filled[name] === undefined || filled[name] === null);
  if (absent('till'))
    filled['till'] = (await terminal.rows.get(tellerSession, clerk.employeeNo))?.till ?? filled['till'];
  if (absent('voucher_no')) filled['voucher_no'] = await context.vouchers.next(clerk.businessDate);
  if (absent('account_no') && typeof filled['account'] === 'string') {
    filled['account_no'] = (await terminal.rows.get(account, filled['account']))?.account_no ?? filled['account_no'];
  }
  if (absent('to_outlet')) filled['to_outlet'] = terminal.device.outlet.code;
  if (filled['fee_fen'] === undefined && Object.hasOwn(filled, 'fee_fen'))
    filled['fee_fen'] = await feeOf(terminal, definition.name, filled);
  if (absent('nonce')) filled['nonce'] = nonceOf(terminal.world.random());
  if (definition.name === 'counter.passbook_update')
    Object.assign(filled, await passbookFigures(terminal, filled, clerk.businessDate));
  // The page does not know the book: whoever counts does not either.
  if (definition.name === 'till.collect')
    filled['closes'] = (await terminal.rows.get(till, String(filled['till'])))?.cash_fen === filled['counted_fen'];
  if (definition.name === 'counter.reverse') await fillReversal(terminal, filled);
  if (definition.name === 'outlet.device_close') Object.assign(filled, await deviceCloseFigures(terminal, clerk));
  if (definition.name === 'outlet.day_close')
    Object.assign(filled, await dayCloseFigures(terminal, clerk, draft.missing ?? []));
  return filled;
}

/** A page names the original by its number in this journal; amount and direction follow from what it was. */
async function fillReversal(terminal: Terminal, filled: Record<string, unknown>): Promise<void> {
  const original = filled['original'];
  if (typeof original === 'number') filled['original'] = deviceRowId(terminal.device.deviceId, original);
  const id: unknown = filled['original'];
  const row = typeof id === 'string' ? await terminal.rows.get(interaction, id) : null;
  if (row === null) return;
  filled['fen'] ??= row.amount_fen;
  filled['direction'] ??= ({ in: 'out', out: 'in', none: 'none' } as const)[row.direction];
}

function fault(definition: CommandDef, payload: Readonly<Record<string, unknown>>): Failure | null {
  const found = checkRecord(definition.payload, payload);
  if (found === null) return null;
  if (found.field === 'till') return { code: 'NO_TILL', detail: {} };
  return { code: found.what === 'missing' ? 'FIELD_REQUIRED' : 'FIELD_FORMAT', detail: { field: found.field } };
}

function basisOf(definition: CommandDef, mode: Mode): CaptureDraft['basis'] {
  if (canRequest(definition) && mode === 'online') return 'request';
  if (definition.bases.includes('advice')) return 'advice';
  return definition.bases.find((basis) => basis !== 'request') ?? 'request';
}

/** Too much, or too old, lies here unreceived: what may wait is not recorded any more. */
async function queueStop(terminal: Terminal, definition: CommandDef, replaces: boolean) {
  const { waiting, oldestWaitingAt } = terminal.engine.status();
  if (goesOnAnyway({ name: definition.name, priority: definition.priority, replaces })) return null;
  // Nothing waits, but nobody knows any more what this tablet's customers have.
  if ((await dataLock(terminal)) !== null) return 'CAPTURE_TOO_OLD' as const;
  const { at } = terminal.engine.now();
  const of = async (key: ConfigKey): Promise<number> =>
    configValue(await terminal.rows.get(config, key), key, shanghaiDate(at));
  const limits = { block: await of('offline.queue_block'), maxDays: await of('offline.capture_max_days') };
  return captureStop({ waiting, oldestAt: oldestWaitingAt, now: at }, limits);
}

/** Short enough to be read aloud, long enough that another entry does not share it by chance. */
const codeOf = (hash: Bytes): string => bytesToHex(hash.subarray(0, 3)).toUpperCase();

export async function build(context: BuildContext, draft: Draft): Promise<Result<Built, Failure>> {
  const { terminal, clerk } = context;
  const definition = findCommand(draft.command);
  if (definition === undefined) return fail('BUG', { command: draft.command });
  const replaces = draft.replaces ?? null;
  const stopped = await queueStop(terminal, definition, replaces !== null);
  if (stopped !== null) return fail(stopped);
  const mode = await modeFor(terminal, definition, replaces);
  // A request that cannot be made offline has no offline form to fall back on, unless its cash is out already.
  const inItsPlace = replaces !== null && definition.bases.includes('advice');
  if (mode === 'offline' && definition.offline === 'N' && !inItsPlace) return fail('OFFLINE_NOT_ALLOWED');
  const payload = await fill(context, definition, draft);
  const wrong = fault(definition, payload);
  if (wrong !== null) return err(wrong);
  const record = payload as RecordOf<CommandDef['payload']>;
  const cbor = payloadToCbor(definition, record);
  const basis = basisOf(definition, mode);
  const lease = await currentLease(terminal);
  const approval = sha256(
    encodeCbor([
      'approval',
      definition.name,
      definition.version,
      basis,
      mode,
      clerk.businessDate,
      clerk.employeeNo,
      replaces,
      cbor,
    ]),
  );
  const capture: CaptureDraft = {
    command: definition.name,
    payloadVersion: definition.version,
    basis,
    businessDate: clerk.businessDate,
    offline: mode === 'offline',
    maker: clerk.employeeNo,
    checker: null,
    approval: null,
    lease: lease?.id ?? null,
    replaces,
    payload: cbor,
  };
  return ok({ definition, payload: record, capture, mode, approval, approvalCode: codeOf(approval) });
}
