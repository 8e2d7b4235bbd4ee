import { ok } from '../../kernel/result.ts';
import type { Fen } from '../../kernel/money.ts';
import { billerAccount } from '../../tables/biller-payment.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, date, digits, fen } from '../../tables/fields.ts';
import { agencyLedger } from '../agency-parts.ts';
import { openBook, type Book } from '../book.ts';
import { countyToTell } from '../county.ts';
import { defineCommand, type Facts, type Rows } from '../define.ts';

/** The county's side of collections: what its outlets hand over to it, and what it owes the billers. */

type BillerAccount = RowOf<typeof billerAccount>;

export const billerAccountOf = (rows: Pick<Rows, 'get'>, biller: string): BillerAccount =>
  rows.get(billerAccount, biller) ?? { handed_fen: 0, paid_fen: 0, waits: null };

/** What an outlet and its county owe each other for collections, in the county's books. */
export const clearingWithOutlet = (outlet: string): string => `CLEARING-OUTLET:${outlet}`;

/** Tells the county what this outlet has handed over; negative: what it gets back of it. */
export function tellHanded(
  book: Book,
  facts: Facts,
  of: { readonly biller: string; readonly business_date: string; readonly fen: Fen },
): void {
  const county = countyToTell(book, facts);
  if (county !== null && of.fen !== 0) book.send(county, 'agency.handed', { outlet: facts.branch, ...of });
}

/** The county takes over what an outlet owed a biller. */
export const takeHanded = defineCommand({
  name: 'agency.handed',
  version: 1,
  payload: { outlet: digits(8), biller: code(), business_date: date(), fen: fen() },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(billerAccount, payload.biller)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const now = billerAccountOf(rows, p.biller);
    book.post(clearingWithOutlet(p.outlet), null, p.fen);
    book.post(agencyLedger(p.biller), null, -p.fen);
    book.put(billerAccount, p.biller, { ...now, handed_fen: now.handed_fen + p.fen });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
