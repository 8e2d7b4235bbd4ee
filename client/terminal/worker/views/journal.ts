import type { Deal } from '../../../../shared/commands/inter-branch-deals.ts';
import { deviceRowId } from '../../../../shared/kernel/ids.ts';
import { findCommand, readPayload } from '../../../../shared/commands/domain.ts';
import { account } from '../../../../shared/tables/account.ts';
import { customer } from '../../../../shared/tables/customer.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { exceptionCase } from '../../../../shared/tables/exception-case.ts';
import { interaction } from '../../../../shared/tables/interaction.ts';
import { standIn } from '../../../../shared/tables/stand-in.ts';
import { serviceRating } from '../../../../shared/tables/service-rating.ts';
import { isServed } from '../../../../shared/rules/served.ts';
import type { RowOf } from '../../../../shared/tables/define.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { JournalLine } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import {
  backRow,
  dealIdOf,
  dealRow,
  dealView,
  lightsOfBack,
  lightsWith,
  mayAskBack,
  transferOf,
} from '../elsewhere.ts';
import { voucherOf } from '../vouchers.ts';
import { lightsOf } from './lights.ts';

/** Today's journal of this device, newest first, each entry with its lights. */

type Interaction = RowOf<typeof interaction>;

/** seq of a row id of this device, or null for an entry of another one. */
export function seqOf(terminal: Terminal, rowId: string | null): number | null {
  const prefix = `${terminal.device.deviceId.slice(0, 16)}.`;
  return rowId !== null && rowId.startsWith(prefix) ? Number(rowId.slice(prefix.length)) : null;
}

export interface EntryFacts {
  readonly row: Interaction | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly direction: 'in' | 'out' | 'none';
  readonly fen: number;
  readonly accountRow: RowOf<typeof account> | null;
  readonly customerRow: RowOf<typeof customer> | null;
  readonly dealId: string | null;
  readonly deal: Deal | null;
}

export async function factsOf(terminal: Terminal, record: JournalRecord): Promise<EntryFacts> {
  const { entry } = record;
  const row = await terminal.rows.get(interaction, deviceRowId(entry.device, entry.seq));
  const payload: Readonly<Record<string, unknown>> =
    readPayload(entry.command, entry.payloadVersion, entry.payload) ?? {};
  const sigma = terminal.world.domain.sigma({
    ...entry,
    id: '',
    rowId: '',
    door: 'terminal',
    name: entry.command,
    replaces: null,
  });
  const text = (name: string): string | null => (typeof payload[name] === 'string' ? payload[name] : null);
  const accountId = row?.account ?? text('account');
  const accountRow = accountId === null ? null : await terminal.rows.get(account, accountId);
  const customerId = row?.customer ?? accountRow?.customer ?? text('customer');
  const customerRow = customerId === null ? null : await terminal.rows.get(customer, customerId);
  const dealId = dealIdOf(entry, payload);
  const moved = row !== null && row.amount_fen !== 0;
  return {
    row,
    payload,
    accountRow,
    customerRow,
    dealId,
    deal: await dealRow(terminal, dealId),
    direction: moved ? row.direction : sigma.direction,
    fen: moved ? row.amount_fen : sigma.fen,
  };
}

/** Codes of open and closed cases by the entry they are about. */
async function caseCodes(terminal: Terminal): Promise<ReadonlyMap<string, string>> {
  const codes = new Map<string, string>();
  for (const row of (await terminal.rows.list(exceptionCase)).values()) {
    if (row.interaction !== null && (!codes.has(row.interaction) || row.suspense_fen > 0))
      codes.set(row.interaction, row.code);
  }
  return codes;
}

/** Entries the county has entered from paper: their effect is there already. */
async function stoodFor(terminal: Terminal): Promise<ReadonlySet<string>> {
  const rows = await terminal.rows.list(standIn);
  return new Set([...rows].flatMap(([id, row]) => (row.status === 'posted' || row.status === 'met' ? [id] : [])));
}

interface LineContext {
  readonly codes: ReadonlyMap<string, string>;
  readonly stoodFor: ReadonlySet<string>;
  /** seq of a request -> seq of the abandon or advice that took its place. */
  readonly replacedBy: ReadonlyMap<number, number>;
  readonly today: string | null;
  readonly me: string | null;
}

async function ratingOf(terminal: Terminal, row: Interaction | null, id: string): Promise<JournalLine['rating']> {
  if (row === null || !isServed(row)) return null;
  return (await terminal.rows.get(serviceRating, id))?.score ?? 'open';
}

const EXCEPTIONS: ReadonlySet<string> = new Set(['posted_with_exception', 'suspense']);

/** What the clerk is told of it in words. An exception's cases say it once their rows are here: the receipt names them all. */
function codeOf({ receipt }: JournalRecord, id: string, { codes, stoodFor }: LineContext): string | null {
  const ofCase = codes.get(id);
  const isException = EXCEPTIONS.has(receipt?.first ?? receipt?.verdict ?? '');
  const [told] = receipt?.code?.split(' ') ?? [];
  return (isException ? (ofCase ?? told) : (told ?? ofCase)) ?? (stoodFor.has(id) ? 'STOOD_FOR' : null);
}

const OPEN_LIGHTS: ReadonlySet<string> = new Set(['recorded', 'received', 'posted', 'case']);

async function lineOf(terminal: Terminal, record: JournalRecord, context: LineContext): Promise<JournalLine> {
  const { entry } = record;
  const facts = await factsOf(terminal, record);
  const replaced = context.replacedBy.get(entry.seq);
  const id = deviceRowId(entry.device, entry.seq);
  const back = await backRow(terminal, transferOf(entry, facts.payload));
  const far = lightsOfBack(lightsOf(record, facts.row), entry.command, back);
  const lights = replaced === undefined ? lightsWith(far, entry.command, facts.deal) : 'rejected';
  const checker = entry.checker === null ? null : await terminal.rows.get(employee, entry.checker);
  const maker = await terminal.rows.get(employee, entry.maker);
  const mayReverse =
    ((findCommand(entry.command)?.reversible ?? false) || mayAskBack(facts.deal, back)) &&
    entry.businessDate === context.today &&
    entry.maker === context.me;
  return {
    seq: entry.seq,
    interaction: id,
    payload: facts.payload,
    command: entry.command,
    at: entry.capturedAt,
    businessDate: entry.businessDate,
    customerName: facts.customerRow?.name ?? facts.deal?.holder ?? null,
    accountTail: (facts.accountRow ?? facts.deal)?.account_no.slice(-4) ?? null,
    amountFen: facts.fen,
    direction: facts.direction,
    maker: entry.maker,
    makerName: maker?.name ?? null,
    checkerName: checker?.name ?? entry.checker,
    offline: entry.offline,
    lights,
    verdictCode: codeOf(record, id, context),
    suspenseFen: record.receipt?.split?.suspenseFen ?? (facts.deal?.suspense_fen || facts.row?.suspense_fen) ?? 0,
    reversible: mayReverse && OPEN_LIGHTS.has(lights),
    reverses: seqOf(terminal, facts.row?.reverses ?? null),
    reversedBy: lights === 'reversed' ? seqOf(terminal, facts.row?.reversed_by ?? null) : null,
    voucherNo: voucherOf(entry),
    deal: facts.deal === null || facts.dealId === null ? null : dealView(terminal, facts.dealId, facts.deal),
    back: back === null ? null : { status: back.status, refusal: back.refusal },
    rating: await ratingOf(terminal, facts.row, id),
  };
}

export async function journalLines(
  terminal: Terminal,
  businessDate: string | null,
  me: { readonly employeeNo: string | null; readonly today: string | null },
): Promise<readonly JournalLine[]> {
  const records = await terminal.store.records(terminal.store.recentSeqs());
  const replacedBy = new Map<number, number>();
  for (const { entry } of records) if (entry.replaces !== null) replacedBy.set(entry.replaces, entry.seq);
  const context: LineContext = {
    codes: await caseCodes(terminal),
    stoodFor: await stoodFor(terminal),
    replacedBy,
    today: me.today,
    me: me.employeeNo,
  };
  const wanted = records.filter((record) => businessDate === null || record.entry.businessDate === businessDate);
  const lines = await Promise.all(wanted.map((record) => lineOf(terminal, record, context)));
  return lines.reverse();
}
