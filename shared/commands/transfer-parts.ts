import type { Fen } from '../kernel/money.ts';
import { account } from '../tables/account.ts';
import { customer } from '../tables/customer.ts';
import type { RowOf } from '../tables/define.ts';
import type { Book } from './book.ts';
import { moveAccount, notePendingIn, noteRecent, recentId } from './booking.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { isClosed } from './judge.ts';
import { valueOf } from './payout-limits.ts';
import { takeTransferFee } from './transfer-fee.ts';

/** What transfers have in common: to an account of one's own, to another person here, to one at another outlet. No cash moves. */

type Account = RowOf<typeof account>;

/** Configuration both read. */
export const TRANSFER_CONFIG = [
  'auth.transfer.chief_fen',
  'auth.transfer.manager_fen',
  'dup.window_s',
  'lost.oral_days',
] as const;

/** 12 for the receiving side: a lost or frozen account still takes money in (domain 11.5), a fixed one does not. */
export function checkReceiver(row: Account | null): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  if (isClosed(row)) return { code: 'ACCOUNT_STATUS', detail: { status: row.status } };
  return row.kind === 'demand' ? null : { code: 'ACCOUNT_STATUS', detail: { status: row.kind } };
}

/** Who must approve an amount: the chief teller from 50,000 yuan, the manager from 200,000. */
export function transferApprover(rows: Rows, facts: Facts, fen: Fen): 'chief_teller' | 'outlet_manager' | null {
  if (fen >= valueOf(rows, 'auth.transfer.manager_fen', facts)) return 'outlet_manager';
  return fen >= valueOf(rows, 'auth.transfer.chief_fen', facts) ? 'chief_teller' : null;
}

interface Move {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly fen: Fen;
  readonly feeFen?: Fen;
  readonly summary?: string | null;
}

/** From one account to the other; a fee is taken from the one that pays. */
export function moveBetween(book: Book, facts: Facts, of: Move): void {
  const legs = { kind: of.kind, channel: 'counter', summary: of.summary ?? null } as const;
  moveAccount(book, facts, { ...legs, account: of.from, fen: -of.fen });
  moveAccount(book, facts, { ...legs, account: of.to, fen: of.fen });
  takeTransferFee(book, facts, { ...of, feeFen: of.feeFen ?? 0 });
  notePendingIn(book, facts, of.to, of.fen);
  noteRecent(book, facts, recentId(of.from, of.kind, of.fen));
}

/** Holder of an account, where both are here. */
export function holderOf(rows: Rows, id: string): RowOf<typeof customer> | null {
  const row = rows.get(account, id);
  return row === null ? null : rows.get(customer, row.customer);
}
