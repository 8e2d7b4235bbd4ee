import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { code, digits, fen, id, instant, opt, text } from '../../tables/fields.ts';
import { interBranchDeal } from '../../tables/inter-branch.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/** What the home branch tells the serving one: whether it may pay, and later what became of the money. */

/** A request that was given up or paid meanwhile stays what it is. */
export const answerAuthorise = defineCommand({
  name: 'inter_branch.answer',
  version: 1,
  payload: {
    deal: id(),
    home: digits(8),
    refusal: opt(code()),
    expires_at: opt(instant()),
    holder: opt(text(60)),
  },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(interBranchDeal, payload.deal)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const deal = book.get(interBranchDeal, p.deal);
    if (deal !== null)
      book.put(interBranchDeal, p.deal, {
        ...deal,
        status: deal.status === 'asked' ? (p.refusal === null ? 'authorised' : 'refused') : deal.status,
        refusal: p.refusal,
        expires_at: p.expires_at,
        holder: p.holder ?? deal.holder,
      });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** Where the money went at home. Nothing moves here: the cash and the clearing leg stand as they were posted. */
export const noteOutcome = defineCommand({
  name: 'inter_branch.outcome',
  version: 1,
  payload: {
    deal: id(),
    cash: id(),
    home: digits(8),
    verdict: code('posted', 'posted_with_exception', 'suspense'),
    account_fen: fen(),
    suspense_ledger: opt(code()),
    suspense_fen: fen(),
    holder: opt(text(60)),
  },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(interBranchDeal, payload.deal)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const deal = book.get(interBranchDeal, p.deal);
    if (deal !== null && deal.cash === p.cash)
      book.put(interBranchDeal, p.deal, {
        ...deal,
        status: 'settled',
        outcome: p.verdict,
        suspense_fen: p.suspense_fen,
        suspense_ledger: p.suspense_ledger,
        holder: p.holder ?? deal.holder,
      });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
