import { assert } from '../../kernel/assert.ts';
import { decodeCbor } from '../../kernel/cbor.ts';
import { DAY_MS } from '../../kernel/dates.ts';
import { ok } from '../../kernel/result.ts';
import { account, accountNumber } from '../../tables/account.ts';
import { cashTransfer } from '../../tables/cash-transfer.ts';
import { customer, customerIdentity } from '../../tables/customer.ts';
import { keyOf, type AnyRow, type RowKey, type RowOf, type Table } from '../../tables/define.ts';
import { bytes, code, flag, id, int, list, recordFromCbor, text } from '../../tables/fields.ts';
import { tablesByName } from '../../tables/index.ts';
import { interBranchHold } from '../../tables/inter-branch.ts';
import { interaction } from '../../tables/interaction.ts';
import { openingApproval } from '../../tables/opening-approval.ts';
import { till } from '../../tables/till.ts';
import { openPayouts, tillDay } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { noteOpenPayout } from '../booking.ts';
import { defineCommand, type Facts, type Input } from '../define.ts';
import { identityId, rememberIdentity } from '../identity.ts';
import { OPENING_ROWS } from '../rebuild-plan.ts';
import { isToOther } from '../transfer-fee.ts';

/**
 * Rows that two persons of the county have agreed to come into the books of an outlet without its past. Every row is
 * as its tablet vouches for it; what it says of money is posted against EQUITY-REBUILD, so that the books and the rows
 * say the same from the first moment, and the trial balance stays zero.
 */

export const REBUILD_LEDGER = 'EQUITY-REBUILD';
/** The cash columns of the days of the lost life, posted under their dates. */
export const REBUILD_DAYS = 'EQUITY-REBUILD-DAYS';
/** An outlet elsewhere that was promised money has so long to say that it paid. */
const HOLD_DAYS = 7;

const payload = {
  /** Place of this command in the opening. */
  part: int(0),
  /** until the last: cash of tills is that of the days so far; last: it is what the rows say. */
  is_last: flag(),
  rows: list({ table: code(), id: text(160), body: bytes(60_000) }, OPENING_ROWS),
};
type OpenInput = Input<typeof payload>;

interface Vouched {
  readonly table: Table;
  readonly id: string;
  readonly row: AnyRow;
}

/** Rows in the present form of their tables; the door has left out what is none. */
function vouched({ payload: p }: OpenInput): readonly Vouched[] {
  return p.rows.map((one) => {
    const table = tablesByName.get(one.table);
    const cbor = decodeCbor(one.body);
    const row = table === undefined || !cbor.ok ? undefined : recordFromCbor(table.fields, cbor.value);
    assert(table !== undefined && row !== undefined, `${one.table} ${one.id} is a row`);
    return { table, id: one.id, row };
  });
}
const as = <T extends Table>({ table, row }: Vouched, wanted: T): RowOf<T> | null =>
  table.name === wanted.name ? (row as RowOf<T>) : null;

/** A row that only the hub has of an account: it is found by its number, and keeps what was promised elsewhere. */
function openOne(book: Book, id: string, row: RowOf<typeof account>, facts: Facts): void {
  const before = book.get(account, id)?.ledger_fen ?? 0;
  book.put(account, id, row);
  book.put(accountNumber, row.account_no, { account: id });
  book.post('DEPOSIT', id, before - row.ledger_fen);
  book.post(REBUILD_LEDGER, null, row.ledger_fen - before);
  if (row.hold_fen > 0)
    book.put(interBranchHold, holdId(id), {
      serving: facts.branch,
      account: id,
      card: null,
      fen: row.hold_fen,
      status: 'held',
      expires_at: facts.capturedAt + HOLD_DAYS * DAY_MS,
    });
}
const holdId = (of: string): string => `rebuild/${of}`;

/** What an entry or a bag on its way keeps in suspense. */
function suspenseOf(one: Vouched): { readonly ledger: string; readonly fen: number } | null {
  const entry = as(one, interaction);
  if (entry?.suspense_ledger?.startsWith('SUS-') === true)
    return { ledger: entry.suspense_ledger, fen: entry.direction === 'out' ? entry.suspense_fen : -entry.suspense_fen };
  const bag = as(one, cashTransfer);
  if (bag === null) return null;
  return { ledger: 'SUS-TRF', fen: bag.sent_fen - bag.accepted_fen - bag.returned_fen - bag.settled_fen };
}

const netOf = (day: RowOf<typeof tillDay>): number =>
  day.cash_in_fen - day.cash_out_fen + day.transfer_in_fen - day.transfer_out_fen + day.over_fen - day.short_fen;

/** The cash of a till: its days under their own dates, and at last what is left to what its row says. */
function openTill(book: Book, of: { id: string; row: RowOf<typeof till>; daysFen: number; isLast: boolean }): void {
  const before = book.get(till, of.id)?.cash_fen ?? 0;
  const cash = of.isLast ? of.row.cash_fen : before + of.daysFen;
  book.put(till, of.id, { ...of.row, cash_fen: cash });
  book.post(`CASH-TILL:${of.id}`, null, cash - before);
  book.post(of.isLast ? REBUILD_LEDGER : REBUILD_DAYS, null, before - cash);
}

type Entry = RowOf<typeof interaction>;
const STANDING: ReadonlySet<string> = new Set(['posted', 'posted_with_exception', 'suspense']);

/** The account of an entry that a loss report or a freeze from before may still concern: it paid, or money left it. */
const payerOf = (entry: Entry | null): string | null => {
  if (entry === null || !STANDING.has(entry.status)) return null;
  return entry.direction === 'out' || entry.to_account !== null || isToOther(entry.kind) ? entry.account : null;
};

/** Only the hub lists what a later report may concern. When it heard of each entry is lost: as soon as it was recorded. */
function notePayout(book: Book, facts: Facts, { id, entry }: { id: string; entry: Entry }): void {
  const account = payerOf(entry);
  if (account === null || facts.hub === null) return;
  const at = entry.captured_at;
  const then = { ...facts, rowId: id, capturedAt: at, hub: { ...facts.hub, receivedAt: at } };
  noteOpenPayout(book, then, { account, overdraft: entry.suspense_ledger === 'SUS-OD' });
}

function openRow(book: Book, one: Vouched, facts: Facts): void {
  const held = as(one, account);
  if (held !== null) return openOne(book, one.id, held, facts);
  const person = as(one, customer);
  if (person !== null) rememberIdentity(book, person, one.id);
  const suspense = suspenseOf(one);
  if (suspense !== null) {
    book.post(suspense.ledger, null, suspense.fen);
    book.post(REBUILD_LEDGER, null, -suspense.fen);
  }
  const entry = as(one, interaction);
  if (entry !== null) notePayout(book, facts, { id: one.id, entry });
  book.put(one.table, one.id, one.row as RowOf<typeof one.table>);
}

function keysOf(one: Vouched): RowKey[] {
  const own = keyOf(one.table, one.id);
  const person = as(one, customer);
  const payer = payerOf(as(one, interaction));
  return [
    own,
    ...(person === null ? [] : [keyOf(customerIdentity, identityId(person))]),
    ...(payer === null ? [] : [keyOf(openPayouts, payer)]),
  ];
}

export const openRebuilt = defineCommand({
  name: 'rebuild.open',
  version: 1,
  payload,
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: (input) => vouched(input).flatMap(keysOf),
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const all = vouched(input);
    const days = new Map<string, number>();
    for (const one of all) {
      const day = as(one, tillDay);
      if (day !== null) days.set(day.till, (days.get(day.till) ?? 0) + netOf(day));
    }
    for (const one of all) {
      const row = as(one, till);
      if (row === null) openRow(book, one, facts);
      else openTill(book, { id: one.id, row, daysFen: days.get(one.id) ?? 0, isLast: p.is_last });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** The opening is in the books: a case says what it was made from, and what the tablets say differently. */
export const closeOpening = defineCommand({
  name: 'rebuild.opened',
  version: 1,
  payload: {
    /** Accounts of which another tablet says something else, or nothing of which could be taken. */
    apart: list({ account: id(), says: text(200) }, 500),
    waited: int(0),
  },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: ({ facts }) => [keyOf(openingApproval, facts.branch)],
  admit: () => ok(null),
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const row = rows.get(openingApproval, facts.branch);
    if (row !== null) {
      book.put(openingApproval, facts.branch, { ...row, is_done: true });
      book.raise({
        code: 'REBUILD_OPENING',
        amountFen: Math.abs(row.total_fen),
        outletRecord: `device=${row.device ?? '-'};version=${row.version};accounts=${row.accounts};fen=${row.total_fen}`,
        centreRecord: `waited=${p.waited};apart=${p.apart.length};by=${row.by ?? '-'};checker=${row.checker ?? '-'}`,
      });
    }
    for (const one of p.apart)
      book.raise({
        code: 'REBUILD_OPENING',
        subject: `rebuild/${one.account}`,
        account: one.account,
        outletRecord: one.says,
      });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
