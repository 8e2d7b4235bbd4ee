import { defineTable } from './define.ts';
import { code, date, digits, fen, id, list, opt } from './fields.ts';

/**
 * What a demand account has moved by value date, so that its interest is known at the counter without the postings.
 * Row id = account id. `moves` covers the quarter before that of the latest move, from `from` on; what was earlier is
 * in `opening_fen`.
 */
export const accountInterest = defineTable({
  name: 'account_interest',
  kind: 100,
  scope: 'outlet',
  fields: {
    from: date(),
    /** Balance at the beginning of `from`. */
    opening_fen: fen(),
    /** Sum of each value date, in the order of dates; positive raises the balance. */
    moves: list({ on: date(), fen: fen() }, 400),
    /** Last day for which the hub credited interest, and the yuan-days it counted for that quarter. */
    credited_through: opt(date()),
    credited_days: fen(),
  },
});

/** What hangs on an account and keeps it from being closed. Row id = account id; no row = nothing. */
export const accountTies = defineTable({
  name: 'account_ties',
  kind: 101,
  scope: 'outlet',
  fields: { cards: list({ card: id() }, 64), orders: list({ order: id() }, 256) },
});

/** Why customers close an account (流失原因), in the order of the page. */
export const CLOSING_REASONS = ['not_used', 'moved', 'other_bank', 'merged', 'service', 'other'] as const;

/** The closing of an account. Row id = interaction id; it stays when the closing is taken back the same day. */
export const accountClosing = defineTable({
  name: 'account_closing',
  kind: 102,
  scope: 'outlet',
  fields: {
    account: id(),
    business_date: date(),
    reason: code(...CLOSING_REASONS),
    /** Interest paid with it. */
    interest_fen: fen(),
    status_before: code('active', 'dormant', 'long_suspended'),
    maker: opt(digits(11)),
  },
});
