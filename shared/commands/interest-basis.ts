import type { Fen } from '../kernel/money.ts';
import { noBasis, withMove } from '../rules/closing-interest.ts';
import { accountInterest } from '../tables/account-closing.ts';
import type { Book } from './book.ts';
import type { Facts } from './define.ts';

/** Keeps what an account's interest is made from. An account whose moves were not followed from its first has none. */
export function noteInterest(book: Book, facts: Facts, of: { account: string; fen: Fen; first: boolean }): void {
  const known = book.get(accountInterest, of.account);
  if (known === null && !of.first) return;
  const basis = withMove(known ?? noBasis(facts.businessDate), { on: facts.businessDate, fen: of.fen });
  book.put(accountInterest, of.account, { ...basis, moves: basis.moves.map(({ on, fen }) => ({ on, fen })) });
}
