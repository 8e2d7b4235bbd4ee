import type { Fen } from '../kernel/money.ts';
import type { Book } from './book.ts';
import { moveAccount } from './booking.ts';
import type { Facts } from './define.ts';
import { TRANSFER_ELSEWHERE } from './inter-branch-deals.ts';

/** Which transfers go to somebody else, and the fee that is taken for one and given back with it. */

export const TRANSFER_OTHER = 'counter.transfer';
export const FEE_LEDGER = 'INCOME-FEE';

/** The money went to somebody else, at whichever outlet: it is not taken back from the payee. */
export const isToOther = (kind: string): boolean => kind === TRANSFER_OTHER || kind === TRANSFER_ELSEWHERE;

/** A fee out of an account, a line of its own; negative gives it back. */
export function takeTransferFee(
  book: Book,
  facts: Facts,
  of: { readonly kind: string; readonly from: string; readonly feeFen: Fen },
): void {
  if (of.feeFen === 0) return;
  moveAccount(book, facts, { account: of.from, fen: -of.feeFen, kind: of.kind, channel: 'counter', summary: '手续费' });
  book.post(FEE_LEDGER, null, -of.feeFen);
}
