import { defineTable } from './define.ts';
import { code, digits, fen, flag, instant, int, opt, text } from './fields.ts';

/** What people are asked to agree to: whose rows an outlet without its past is opened from, and what they come to. */
export const OPENING_FIELDS = {
  /** The tablet whose rows they are; null = nobody vouches for any, and the outlet is opened with nothing. */
  device: opt(text(32)),
  /** The position of the lost life at which they stand. */
  epoch: text(64),
  version: int(0),
  pages: int(0),
  /** SHA-256 of the pages as they were signed, in their order, as hex. */
  pages_hash: text(64),
  accounts: int(0),
  /** Sum of their ledgers. */
  total_fen: fen(),
} as const;

/** Opening balances of an outlet of a hub that has lost everything. Row id = the outlet; one decision at a time. */
export const openingApproval = defineTable({
  name: 'opening_approval',
  kind: 93,
  fields: {
    ...OPENING_FIELDS,
    status: code('proposed', 'refused', 'approved'),
    by: opt(digits(11)),
    at: instant(),
    words: text(400),
    checker: opt(digits(11)),
    decided_at: opt(instant()),
    decision: opt(text(400)),
    /** The rows are in the books and the journals that waited are judged. */
    is_done: flag(),
  },
});
