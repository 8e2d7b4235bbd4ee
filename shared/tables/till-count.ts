import { defineTable } from './define.ts';
import { date, digits, fen, instant, int, list, opt } from './fields.ts';
import { DENOMINATION_FIELDS } from './till.ts';

/**
 * The counts of a till on one business date. Row id = `till/date`. Counted blind: the book beside a count is written
 * when the count is, never before. The first count is kept whatever follows; records of over and short move
 * `last_book_fen`, so `last_fen - last_book_fen` is what is still unexplained.
 */
export const tillCount = defineTable({
  name: 'till_count',
  kind: 64,
  scope: 'outlet',
  fields: {
    till: digits(2),
    business_date: date(),
    counts: int(0),
    first_fen: fen(),
    first_book_fen: fen(),
    first_at: instant(),
    first_by: opt(digits(11)),
    last_fen: fen(),
    last_book_fen: fen(),
    last_at: instant(),
    denominations: list(DENOMINATION_FIELDS, 16),
    formal_fen: opt(fen()),
    formal_at: opt(instant()),
    formal_by: opt(digits(11)),
    formal_checker: opt(digits(11)),
    reopened: int(0),
  },
});
