import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { account } from '../tables/account.ts';
import { interBranchDeal, interBranchHold } from '../tables/inter-branch.ts';
import { interaction } from '../tables/interaction.ts';
import { recent } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { recentId } from './booking.ts';
import type { Facts, Rows } from './define.ts';
import { forgetRecent } from './recent-entries.ts';

/**
 * 通存通兑: what the serving and the home branch share. Neither writes in the other; each posts its own legs against a
 * clearing ledger named after its partner, and the two balances cancel as soon as every message has arrived.
 */

export const ASK_HOME = 'inter_branch.authorise';
export const PAY_ELSEWHERE = 'inter_branch.pay';
export const DEPOSIT_ELSEWHERE = 'inter_branch.deposit';
export const TRANSFER_ELSEWHERE = 'inter_branch.transfer';
export const TRANSFER_BACK = 'inter_branch.transfer_back';

/** A question to another outlet: nothing has moved, and giving it up frees what is kept for it. */
export const isAsk = (kind: string): boolean => kind === ASK_HOME || kind === TRANSFER_ELSEWHERE;

/** What this branch and `partner` owe each other for cash of each other's customers. */
export const clearingWith = (partner: string): string => `CLEARING-BRANCH:${partner}`;

/** An account number begins with its home outlet. */
export const homeOf = (accountNo: string): string => accountNo.slice(0, 8);

export type Deal = RowOf<typeof interBranchDeal>;
type Interaction = RowOf<typeof interaction>;

/** Cash of a deal with another branch is taken back by neither a reversal nor an abandon. */
export const isCashElsewhere = (row: Interaction): boolean =>
  row.kind === PAY_ELSEWHERE || row.kind === DEPOSIT_ELSEWHERE;

/** Keys to give up the request `id`, if that is what it is. */
export const dealReads = (id: string, row: Interaction): RowKey[] =>
  isAsk(row.kind) ? [keyOf(interBranchDeal, id), keyOf(interBranchHold, id)] : [];

export function holdReads(rows: Rows, deal: string): RowKey[] {
  const held = rows.get(interBranchHold, deal)?.account ?? null;
  return [keyOf(interBranchHold, deal), ...(held === null ? [] : [keyOf(account, held)])];
}

/** Ends a hold and frees its money, if it still stands. */
export function endHold(book: Book, deal: string, as: 'released' | 'lapsed' | 'settled'): void {
  const hold = book.get(interBranchHold, deal);
  if (hold === null) return;
  const row = hold.account === null ? null : book.get(account, hold.account);
  if (hold.status === 'held' && hold.account !== null && row !== null)
    book.put(account, hold.account, { ...row, hold_fen: row.hold_fen - hold.fen });
  if (hold.status === 'held' || as === 'settled') book.put(interBranchHold, deal, { ...hold, status: as });
}

/** A transfer to another outlet that was asked for and does not come about. What has left for there stays. */
export function endTransfer(
  book: Book,
  id: string,
  of: { readonly refusal: string; readonly holder: string | null },
): void {
  const deal = book.get(interBranchDeal, id);
  if (deal === null || deal.direction !== 'transfer' || deal.status !== 'asked') return;
  book.put(interBranchDeal, id, { ...deal, status: 'refused', refusal: of.refusal, holder: of.holder });
  const row = book.get(interaction, id);
  if (row === null) return;
  book.put(interaction, id, { ...row, status: 'rejected', rejection: of.refusal });
  forgetAsked(book, id, row);
}

/** Asked for and not done: an equal one minutes later is no double. */
function forgetAsked(book: Book, id: string, row: Interaction): void {
  if (row.account !== null) forgetRecent(book, recentId(row.account, row.kind, row.amount_fen), id);
}

/** Keys of what a transfer that does not come about leaves behind. */
export const askedReads = (rows: Rows, id: string): RowKey[] => {
  const row = rows.get(interaction, id);
  const own = [keyOf(interBranchDeal, id), keyOf(interaction, id)];
  return row?.kind === TRANSFER_ELSEWHERE && row.account !== null
    ? [...own, keyOf(recent, recentId(row.account, row.kind, row.amount_fen))]
    : own;
};

/** The money of a transfer is on its way or there: giving the question up changes nothing. */
export function hasLeft(rows: Rows, id: string): boolean {
  const deal = rows.get(interBranchDeal, id);
  return deal?.direction === 'transfer' && (deal.status === 'sent' || deal.status === 'settled');
}

/** The customer is not paid: the home branch frees what it keeps. After the cash is out there is nothing to free. */
export function giveUpDeal(book: Book, facts: Facts, id: string): void {
  const deal = book.get(interBranchDeal, id);
  if (deal === null) return;
  if (deal.direction === 'transfer') {
    // The payer's account is here: what is kept for it comes free here.
    if (deal.status !== 'asked') return;
    endHold(book, id, 'released');
    book.put(interBranchDeal, id, { ...deal, status: 'abandoned' });
    const row = book.get(interaction, id);
    if (row !== null) forgetAsked(book, id, row);
    return;
  }
  if (deal.status === 'asked' || deal.status === 'authorised')
    book.put(interBranchDeal, id, { ...deal, status: 'abandoned' });
  if (facts.hub !== null) book.send(deal.home, 'inter_branch.release', { deal: id, serving: facts.branch });
}
