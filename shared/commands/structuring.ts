import { DAY_MS } from '../kernel/dates.ts';
import { isNearLine, isStructuring } from '../rules/structuring.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { largeDeals } from '../tables/large-deals.ts';
import type { Book } from './book.ts';
import type { CashEntry } from './booking.ts';
import type { Facts } from './define.ts';
import { valueOf } from './payout-limits.ts';

/** The hub's memory of a customer's large cash deals. What it finds is no business of the outlet: the verdict stays. */

const KEPT_MS = 11 * DAY_MS;
type Part = Pick<CashEntry, 'customer' | 'fen'>;

export const dealReads = (customer: string | null): RowKey[] =>
  customer === null ? [] : [keyOf(largeDeals, customer)];

/** Notes the deal of an entry. true when it makes a split amount with others (STRUCTURING_SUSPECTED). */
export function noteDeal(book: Book, facts: Facts, of: Part): boolean {
  const line = valueOf(book, 'cash.large_report_fen', facts);
  if (facts.hub === null || of.customer === null || !isNearLine(of.fen, line)) return false;
  const own = {
    at: facts.capturedAt,
    fen: of.fen,
    command: facts.rowId,
    device: facts.device,
    offline: facts.offline,
  };
  const others = (book.get(largeDeals, of.customer)?.deals ?? []).filter((one) => one.command !== facts.rowId);
  const newest = Math.max(own.at, ...others.map((one) => one.at));
  const deals = [...others, own].filter((one) => one.at > newest - KEPT_MS).slice(-64);
  book.put(largeDeals, of.customer, { deals });
  return isStructuring(own, others, line);
}

/** A deal that was taken back was none. */
export function forgetDeal(book: Book, customer: string | null, command: string): void {
  const row = customer === null ? null : book.get(largeDeals, customer);
  if (customer !== null && row !== null && row.deals.some((one) => one.command === command))
    book.put(largeDeals, customer, { deals: row.deals.filter((one) => one.command !== command) });
}
