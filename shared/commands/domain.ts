import { assert } from '../kernel/assert.ts';
import type { Cbor } from '../kernel/cbor.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { keyOf, type AnyRow, type RowKey, type RowOf, type Table } from '../tables/define.ts';
import { checkRecord, recordFromCbor, recordToCbor, type Fields, type RecordOf } from '../tables/fields.ts';
import { TABLES, tablesByName } from '../tables/index.ts';
import { CALENDAR_ID, workingCalendar } from '../tables/working-calendar.ts';
import { checkApproval, checkCommon, commonReads } from './checks.ts';
import { account } from '../tables/account.ts';
import { available } from '../rules/available.ts';
import type { Applied, CommandDef, Facts, Input, JournalOrder, Refusal, Rows } from './define.ts';
import { COMMANDS } from './index.ts';
import { caseRow } from './cases.ts';
import { withClock, withTold } from './flagged.ts';
import { originalReads, settleOriginal, STAND_IN_STEPS } from './stand-in.ts';
import { traceOf, type Trace } from './trace.ts';

/** The list of commands as the sync engine sees it: satisfies the engine's `Domain` port by shape. */

type Account = RowOf<typeof account>;

/** Outlets' tables that the hub makes anew without its past: who works there, its tablets and what they are lent. */
const MADE_ANEW: ReadonlySet<string> = new Set([
  'device',
  'employee',
  'lease',
  'staff_household',
  'duty',
  'notice_ack',
]);
/** What terminals vouch for to a hub that has lost everything: balances first. */
export const VOUCHED: readonly string[] = [
  account.name,
  ...TABLES.filter(({ name, scope }) => scope === 'outlet' && name !== account.name && !MADE_ANEW.has(name)).map(
    ({ name }) => name,
  ),
];

const commandsByName: ReadonlyMap<string, CommandDef> = new Map(COMMANDS.map((command) => [command.name, command]));

/** The definition of a command, or undefined for a name this build does not know. */
export const findCommand = (name: string): CommandDef | undefined => commandsByName.get(name);

export interface EngineCommand extends Omit<Facts, 'commandId' | 'approved' | 'leaseId' | 'hub'> {
  readonly id: string;
  readonly name: string;
  readonly payloadVersion: number;
  readonly approval: Uint8Array | null;
  readonly lease: string | null;
  readonly payload: Cbor;
  /** Somebody may have stood in for this entry meanwhile. */
  readonly late?: boolean;
}
/** An entry the engine keeps as bytes without posting it, or claims of a device that are not what the hub has. */
export interface EngineIncident {
  readonly reason: keyof typeof INCIDENT_CODES;
  readonly command: string;
  readonly rowId: string;
  readonly branch: string;
  readonly device: string | null;
  readonly seq: number | null;
  readonly businessDate: string;
  readonly receivedAt: number;
  /** What each side has in its books, when there is more to say than the seq. */
  readonly records: { readonly outlet: string; readonly centre: string } | null;
}

const INCIDENT_CODES = {
  unreadable: 'RAW_UNREADABLE',
  assertion: 'RAW_UNREADABLE',
  gap: 'SEQ_GAP',
  fork: 'SEQ_CONFLICT',
  broken_chain: 'CHAIN_BROKEN',
  unsigned: 'UNSIGNED_TAIL',
  revoked: 'DEVICE_REVOKED_ENTRY',
  claims: 'CASH_DIFFERENCE',
} as const;

/** The case of an entry that is kept aside, or of claims. It is the hub's own observation: nobody made it, no money is known. */
function incidentCase(incident: EngineIncident) {
  const { command, rowId, branch, device, seq, businessDate, receivedAt } = incident;
  const facts: Facts = {
    commandId: command,
    rowId,
    door: 'hub',
    branch,
    device,
    seq,
    basis: 'advice',
    businessDate,
    capturedAt: receivedAt,
    anchored: true,
    offline: false,
    maker: null,
    checker: null,
    approved: false,
    leaseId: null,
    replicaAsOf: null,
    deadline: null,
    replaces: null,
    hub: null,
  };
  const code = INCIDENT_CODES[incident.reason];
  const { outlet = '', centre = '' } = incident.records ?? {};
  const centreRecord = [`seq=${seq ?? '-'};reason=${incident.reason}`, centre].filter((part) => part !== '').join('; ');
  return [caseRow({ code, outletRecord: outlet, centreRecord }, facts)];
}

interface EngineRows {
  get(table: string, id: string): AnyRow | null;
  has(table: string, id: string): boolean;
}

const typedRows = (rows: EngineRows): Rows => ({
  get: <T extends Table>(table: T, id: string) => rows.get(table.name, id) as RowOf<T> | null,
});

/** While `reads` runs, what is not loaded yet reads as absent. */
const partialRows = (rows: EngineRows): Rows => ({
  get: <T extends Table>(table: T, id: string) =>
    rows.has(table.name, id) ? (rows.get(table.name, id) as RowOf<T> | null) : null,
});

/** The payload in its present version, or undefined when this build cannot read it. */
export function readPayload(name: string, version: number, payload: Cbor): RecordOf<CommandDef['payload']> | undefined {
  const command = findCommand(name);
  if (command === undefined) return undefined;
  if (version === command.version) return recordFromCbor(command.payload, payload);
  return command.upgrade[version]?.(payload);
}

/** Canonical payload of the present version. @throws Bug when the record is not the command's payload. */
export function payloadToCbor(command: CommandDef, payload: RecordOf<CommandDef['payload']>): Cbor {
  const fault = checkRecord(command.payload, payload);
  assert(fault === null, `${command.name} payload: ${fault?.field} ${fault?.what}`);
  return recordToCbor(command.payload, payload);
}

type Payload = RecordOf<CommandDef['payload']>;

/** Payloads that were read: a command is asked for its reads several times before it is judged once. */
const payloadsRead = new WeakMap<EngineCommand, Payload>();

function payloadOf(command: EngineCommand): Payload | undefined {
  const known = payloadsRead.get(command);
  if (known !== undefined) return known;
  const payload = readPayload(command.name, command.payloadVersion, command.payload);
  if (payload !== undefined) payloadsRead.set(command, payload);
  return payload;
}

/** A tablet's journal says what its clerks did: what the hub, the office or another branch says is no entry of it. */
const entersByItsDoor = (command: EngineCommand): boolean =>
  command.door !== 'terminal' || (findCommand(command.name)?.doors.includes('terminal') ?? false);

const factsOf = (command: EngineCommand, hub: Facts['hub']): Facts => ({
  commandId: command.id,
  rowId: command.rowId,
  door: command.door,
  branch: command.branch,
  device: command.device,
  seq: command.seq,
  basis: command.basis,
  businessDate: command.businessDate,
  capturedAt: command.capturedAt,
  anchored: command.anchored,
  offline: command.offline,
  maker: command.maker,
  checker: command.checker,
  approved: command.approval !== null,
  leaseId: command.lease,
  replicaAsOf: command.replicaAsOf,
  deadline: command.deadline,
  replaces: command.replaces,
  hub,
});

function inputOf(command: EngineCommand, rows: Rows, hub: Facts['hub']): { definition: CommandDef; input: Input } {
  const definition = findCommand(command.name);
  assert(definition !== undefined, `command ${command.name} is known`);
  const payload = payloadOf(command);
  assert(payload !== undefined, `payload of ${command.name} is readable`);
  return { definition, input: { payload, facts: factsOf(command, hub), rows } };
}

function toJudgement(applied: Applied, input: Input) {
  const rows: { table: string; id: string; body: AnyRow | null }[] = [];
  const postings: { ledger: string; account: string | null; fen: number }[] = [];
  const cases: { code: string; table: string; id: string; body: AnyRow }[] = [];
  const messages: { toBranch: string; command: string; payloadVersion: number; payload: Cbor }[] = [];
  const orders: JournalOrder[] = [];
  const calendar = input.rows.get(workingCalendar, CALENDAR_ID)?.days ?? [];
  for (const change of applied.changes) {
    switch (change.op) {
      case 'put':
        rows.push({ table: change.table, id: change.id, body: change.row });
        break;
      case 'delete':
        rows.push({ table: change.table, id: change.id, body: null });
        break;
      case 'posting':
        postings.push({ ledger: change.ledger, account: change.account, fen: change.fen });
        break;
      case 'case':
        cases.push(caseRow(change.raised, input.facts, calendar));
        break;
      case 'journal':
        orders.push(change.order);
        break;
      case 'message': {
        const target = findCommand(change.command);
        assert(target !== undefined, `message command ${change.command} is known`);
        messages.push({
          toBranch: change.toBranch,
          command: target.name,
          payloadVersion: target.version,
          payload: payloadToCbor(target, change.payload),
        });
      }
    }
  }
  let sum = 0;
  for (const posting of postings) sum += posting.fen;
  assert(sum === 0, `postings of a command sum to zero, not ${sum}`);
  return {
    verdict: applied.verdict,
    code: applied.code,
    split: applied.split,
    rows,
    postings,
    cases,
    messages,
    orders,
  };
}

export const domain = {
  reads(command: EngineCommand, rows: EngineRows): readonly RowKey[] {
    const { definition, input } = inputOf(command, partialRows(rows), null);
    // The calendar: any command may raise a case with a time limit in working days.
    const standIn = command.late === true ? originalReads(input) : [];
    return [
      keyOf(workingCalendar, CALENDAR_ID),
      ...commonReads(definition, input),
      ...definition.reads(input),
      ...standIn,
    ];
  },

  admit(command: EngineCommand, rows: EngineRows, hub: Facts['hub']): Result<null, Refusal> {
    const { definition, input } = inputOf(command, typedRows(rows), hub);
    const common = checkCommon(definition, input);
    if (!common.ok) return common;
    const own = definition.admit(input);
    if (!own.ok) return err(own.error);
    const approved = checkApproval(definition.checker(input), input);
    if (!approved.ok) return approved;
    const last = definition.admitLast(input);
    return last.ok ? ok(null) : err(last.error);
  },

  apply(command: EngineCommand, rows: EngineRows, hub: Facts['hub']) {
    const { definition, input } = inputOf(command, typedRows(rows), hub);
    const applied = command.late === true ? settleOriginal(definition, input) : definition.apply(input);
    return toJudgement(withTold(withClock(applied, input), input), input);
  },

  /** After a restore of the hub: what an account can pay more than before it may be gone at another tablet. */
  caution: {
    table: account.name,
    excess: (before: object | null, after: object): number =>
      Math.max(0, available(after as Account) - (before === null ? 0 : available(before as Account))),
    withhold(body: object, amount: number) {
      const row = body as Account;
      return { ...row, hold_fen: row.hold_fen + Math.min(amount, Math.max(0, available(row))) };
    },
  },

  incident: (incident: EngineIncident) => incidentCase(incident),

  traceOf(command: EngineCommand): Trace | null {
    const payload = payloadOf(command);
    return payload === undefined ? null : traceOf(command, payload);
  },

  vouched: VOUCHED,

  readable: (command: EngineCommand): boolean => entersByItsDoor(command) && payloadOf(command) !== undefined,

  isPriority: (name: string): boolean => findCommand(name)?.priority ?? false,

  standsFor(command: EngineCommand) {
    const payload = STAND_IN_STEPS.has(command.name) ? payloadOf(command) : undefined;
    return payload === undefined ? null : { device: String(payload['device']), seq: Number(payload['seq']) };
  },

  numbersFor: (name: string): readonly string[] => findCommand(name)?.numbers ?? [],

  sigma(command: EngineCommand) {
    const definition = findCommand(command.name);
    const payload = payloadOf(command);
    if (definition === undefined || payload === undefined)
      return { command: command.name, direction: 'none' as const, fen: 0 };
    return { command: command.name, ...definition.sigma(payload) };
  },

  scopeOf: (table: string): 'never' | 'outlet' | 'reference' => tablesByName.get(table)?.scope ?? 'never',
  kindsOf: (table: string): Fields | null => tablesByName.get(table)?.fields ?? null,
};
