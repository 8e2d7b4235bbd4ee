import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { interBranchDeal } from '../tables/inter-branch.ts';
import type { interaction } from '../tables/interaction.ts';
import type { Book } from './book.ts';
import type { Facts } from './define.ts';

/**
 * 通存通兑: what the serving and the home branch share. Neither writes in the other; each posts its own legs against a
 * clearing ledger named after its partner, and the two balances cancel as soon as every message has arrived.
 */

export const ASK_HOME = 'inter_branch.authorise';
export const PAY_ELSEWHERE = 'inter_branch.pay';
export const DEPOSIT_ELSEWHERE = 'inter_branch.deposit';

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
  row.kind === ASK_HOME ? [keyOf(interBranchDeal, id)] : [];

/** The customer is not paid: the home branch frees what it keeps. After the cash is out there is nothing to free. */
export function giveUpDeal(book: Book, facts: Facts, id: string): void {
  const deal = book.get(interBranchDeal, id);
  if (deal === null) return;
  if (deal.status === 'asked' || deal.status === 'authorised')
    book.put(interBranchDeal, id, { ...deal, status: 'abandoned' });
  if (facts.hub !== null) book.send(deal.home, 'inter_branch.release', { deal: id, serving: facts.branch });
}
