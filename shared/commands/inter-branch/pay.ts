import { isAccountNo } from '../../rules/luhn.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, digits, fen, id, list, opt } from '../../tables/fields.ts';
import { interBranchDeal } from '../../tables/inter-branch.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { tillDayId } from '../booking.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { bookElsewhere } from './cash-elsewhere.ts';
import { homeOf, PAY_ELSEWHERE } from '../inter-branch-deals.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, checkTillCash, inOrder } from '../money-checks.ts';

/**
 * 通存通兑, a payout: the cash is out. Taken whatever has become of the home branch's agreement meanwhile, and also
 * when the road has closed since: the home branch settles what it hears of, from what the account has then.
 */

const payload = {
  /** The request the home branch agreed to. */
  deal: id(),
  account_no: digits(15),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  signature_hash: opt(bytes(32)),
};
type PayInput = Input<typeof payload>;

/** Agreed to, for this account and amount, and not paid or given up. That it may have lapsed is no reason: cash is cash. */
function checkDeal({
  payload: p,
  rows,
}: PayInput): Refusal<'ORIGINAL_UNKNOWN' | 'DEAL_DONE' | 'NOT_AUTHORISED_AT_HOME'> | null {
  const deal = rows.get(interBranchDeal, p.deal);
  if (deal === null || deal.account_no !== p.account_no || deal.fen !== p.fen)
    return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  if (deal.status === 'paid' || deal.status === 'settled' || deal.status === 'abandoned')
    return { code: 'DEAL_DONE', detail: {} };
  return deal.status === 'authorised' ? null : { code: 'NOT_AUTHORISED_AT_HOME', detail: {} };
}

export const payElsewhere = defineCommand({
  name: PAY_ELSEWHERE,
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'ACCOUNT_NOT_FOUND',
    'ORIGINAL_UNKNOWN',
    'DEAL_DONE',
    'NOT_AUTHORISED_AT_HOME',
    'TILL_CASH_SHORT',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  reads: ({ payload: p, facts }) => [
    keyOf(interBranchDeal, p.deal),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
  ],
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => (isAccountNo(p.account_no) ? null : { code: 'ACCOUNT_NOT_FOUND' as const, detail: {} }),
      () => checkDeal(input),
      () => checkTillCash(rows, p.till, p.fen),
      () => checkCount(p.denominations, p.fen),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const deal = book.get(interBranchDeal, p.deal);
    if (deal !== null && deal.cash === null)
      book.put(interBranchDeal, p.deal, { ...deal, status: 'paid', cash: facts.rowId });
    return bookElsewhere(book, input, {
      kind: PAY_ELSEWHERE,
      direction: 'out',
      home: homeOf(p.account_no),
      message: 'inter_branch.settle',
      told: { deal: p.deal, serving: facts.branch, cash: facts.rowId, account_no: p.account_no, fen: p.fen },
    });
  },
});
