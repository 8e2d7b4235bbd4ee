import { ok } from '../../kernel/result.ts';
import { agencyBill, agencyDay, agencyDayId } from '../../tables/biller.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { digits, id, instant } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { AGENCY_SUSPENSE, agencyLedger } from '../agency-parts.ts';
import { openBook, type Book } from '../book.ts';
import { countyReads } from '../county.ts';
import { defineCommand, type Facts, type Input, type Rows } from '../define.ts';
import { COUNTY_CLEARING } from '../transfers.ts';
import { tellHanded } from './county-account.ts';

/**
 * The bill this outlet collected was paid at another one before. The cash is in the till and stays a fact; what the
 * biller was to get of it waits in SUS-APP for the customer, with a case. What was handed over already the county owes
 * this outlet again.
 */

const payload = { bill: id(), entry: id(), first: id(), first_branch: digits(8), first_at: instant() };
type TakenInput = Input<typeof payload>;
type Entry = RowOf<typeof interaction>;

const STANDS: ReadonlySet<string> = new Set(['posted', 'posted_with_exception']);

/** The collection, while its cash is still the biller's. */
function collected(rows: Rows, id: string): Entry | null {
  const row = rows.get(interaction, id);
  return row !== null && row.reversed_by === null && STANDS.has(row.status) && row.account_fen > 0 ? row : null;
}

/** From what is not handed over yet, then from what is. */
function takeFromBiller(book: Book, facts: Facts, row: Entry): void {
  const code = row.partner_bank ?? '-';
  const dayId = agencyDayId(code, row.business_date);
  const day = book.get(agencyDay, dayId);
  const fen = row.account_fen;
  const here = day === null ? fen : Math.min(fen, Math.max(0, day.fen - day.handed_fen));
  book.post(agencyLedger(code), null, here);
  book.post(COUNTY_CLEARING, null, fen - here);
  book.post(AGENCY_SUSPENSE, null, -fen);
  tellHanded(book, facts, { biller: code, business_date: row.business_date, fen: here - fen });
  if (day !== null)
    book.put(agencyDay, dayId, {
      ...day,
      count: Math.max(0, day.count - 1),
      fen: day.fen - fen,
      handed_fen: day.handed_fen - (fen - here),
    });
}

function toSuspense(book: Book, { payload: p, facts }: TakenInput, row: Entry): void {
  takeFromBiller(book, facts, row);
  book.put(interaction, p.entry, {
    ...row,
    account_fen: 0,
    suspense_ledger: AGENCY_SUSPENSE,
    suspense_fen: row.account_fen,
    status: 'suspense',
  });
  const [, payer = '-', period = '-'] = p.bill.split('/');
  book.raise({
    code: 'BILL_PAID_ELSEWHERE',
    subject: p.entry,
    amountFen: row.amount_fen,
    customer: row.customer,
    suspenseLedger: AGENCY_SUSPENSE,
    suspenseFen: row.account_fen,
    outletRecord: `biller=${row.partner_bank ?? '-'};payer=${payer};period=${period}`,
    centreRecord: `paid_by=${p.first};paid_at=${p.first_at};paid_outlet=${p.first_branch}`,
  });
}

export const billTaken = defineCommand({
  name: 'agency.bill_taken',
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows, facts }) => {
    const row = rows.get(interaction, p.entry);
    return [
      ...countyReads(facts),
      keyOf(interaction, p.entry),
      keyOf(agencyBill, p.bill),
      ...(row === null ? [] : [keyOf(agencyDay, agencyDayId(row.partner_bank ?? '-', row.business_date))]),
    ];
  },
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, rows } = input;
    const book = openBook(rows);
    const row = collected(rows, p.entry);
    const bill = rows.get(agencyBill, p.bill);
    // Paid all the same: it is not taken here a third time.
    if (bill !== null && bill.entry === p.entry)
      book.put(agencyBill, p.bill, { ...bill, status: 'paid', entry: p.first, at: p.first_at });
    if (row !== null) toSuspense(book, input, row);
    const verdict = row === null ? 'posted' : 'posted_with_exception';
    return { verdict, code: null, split: null, changes: book.changes() };
  },
});

/** The other outlet gave the cash back: this one may take the bill again. */
export const billOpen = defineCommand({
  name: 'agency.bill_open',
  version: 1,
  payload: { bill: id(), entry: id() },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(agencyBill, payload.bill)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const bill = rows.get(agencyBill, p.bill);
    if (bill?.entry === p.entry) book.put(agencyBill, p.bill, { ...bill, status: 'taken_back' });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
