import type { Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { Book } from './book.ts';
import { provinceOf } from './customer-copies.ts';
import type { Facts } from './define.ts';

/**
 * A bill is paid once in the province, at whichever outlet. Every collection claims its bill there after the commit; the
 * first to arrive keeps it, the other outlet is told and keeps its cash in suspense. A biller's code is one company
 * within a province.
 */

export interface ClaimedBill {
  readonly bill: string;
  /** Row of the collection. */
  readonly entry: string;
  readonly fen: Fen;
  readonly at: Instant;
}

/** Says that this outlet has taken the cash of a bill for its biller. */
export function claimBill(book: Book, facts: Facts, of: ClaimedBill): void {
  if (facts.hub === null) return;
  book.send(provinceOf(facts.branch), 'agency.claim_bill', { ...of, branch: facts.branch });
}

/** Says that the cash of a collection was given back: the bill is open again. */
export function freeBill(book: Book, facts: Facts, of: Pick<ClaimedBill, 'bill' | 'entry'>): void {
  if (facts.hub === null) return;
  const { bill, entry } = of;
  book.send(provinceOf(facts.branch), 'agency.free_bill', { bill, entry });
}
