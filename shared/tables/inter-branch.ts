import { defineTable } from './define.ts';
import { code, date, digits, fen, id, instant, opt, text } from './fields.ts';

/**
 * A deal of 通存通兑 as the serving outlet sees it. Row id = the interaction that began it: the request to the home
 * branch for a payout, the deposit itself for cash taken in. The home branch answers by message, so a deal may stand
 * a while in `asked` or `sent`.
 */
export const interBranchDeal = defineTable({
  name: 'inter_branch_deal',
  kind: 90,
  scope: 'outlet',
  fields: {
    /** Of the cash; a transfer moves none, and both the payer and the money kept for it are here. */
    direction: code('in', 'out', 'transfer'),
    home: digits(8),
    account_no: digits(15),
    fen: fen(),
    /** Payout: asked, authorised or refused, then paid or abandoned, settled. Deposit: sent, settled. Transfer: asked, then refused, abandoned or sent, settled. */
    status: code('asked', 'authorised', 'refused', 'abandoned', 'paid', 'sent', 'settled'),
    /** Why the home branch refused, in the words of a refusal. */
    refusal: opt(code()),
    /** Until then the home branch keeps the money for this payout. */
    expires_at: opt(instant()),
    /** The holder's name as a stranger's outlet may show it. */
    holder: opt(text(60)),
    /** The interaction that moved the cash. */
    cash: opt(id()),
    /** Where the money went at home. */
    outcome: opt(code('posted', 'posted_with_exception', 'suspense')),
    /** What home keeps in suspense of it, and where. */
    suspense_fen: fen(),
    suspense_ledger: opt(code()),
    business_date: date(),
  },
});

/**
 * Money an account keeps for a payout at another outlet, or for a transfer to one. Row id = the deal; in the branch of
 * the account, hub only.
 */
export const interBranchHold = defineTable({
  name: 'inter_branch_hold',
  kind: 91,
  fields: {
    serving: digits(8),
    /** null: given up before the request came, or paid without one. */
    account: opt(id()),
    /** The card it was asked with: a lost card counts when the cash comes home. */
    card: opt(id()),
    fen: fen(),
    status: code('held', 'refused', 'released', 'lapsed', 'settled'),
    expires_at: opt(instant()),
  },
});

/**
 * A transfer to another outlet that was asked back. Row id = the deal. `taken` = it is reversed; `refused` = the account
 * there does not cover it any more, or may not be paid from, and that outlet has a case.
 */
export const transferBack = defineTable({
  name: 'transfer_back',
  kind: 109,
  scope: 'outlet',
  fields: { status: code('asked', 'taken', 'refused'), entry: id(), refusal: opt(code()) },
});
