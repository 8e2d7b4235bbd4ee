import { defineTable } from './define.ts';
import { code, date, digits, fen, instant, list, opt, text, int } from './fields.ts';

/** Face values of notes and coins in fen (domain 6). `form` tells a one-yuan note from a one-yuan coin. */
export const DENOMINATION_FIELDS = {
  face_fen: int(1, 10_000),
  form: code('note', 'coin'),
  /** Loose pieces, bundles of 100, bricks of 1,000, unfit pieces. */
  sheets: int(0, 1_000_000),
  bundles: int(0, 10_000),
  bricks: int(0, 1_000),
  unfit: int(0, 1_000_000),
};

/** A till (domain 6). Row id = till number; `00` is the main till of the chief teller. */
export const till = defineTable({
  name: 'till',
  kind: 25,
  scope: 'outlet',
  fields: {
    till_no: digits(2),
    status: code('in_vault', 'held'),
    cash_fen: fen(),
    holder: opt(digits(11)),
    device: opt(text(32)),
    last_holder: opt(digits(11)),
    last_held_on: opt(date()),
    balanced_on: opt(date()),
    opening_counted_fen: opt(fen()),
    taken_at: opt(instant()),
    last_count: list(DENOMINATION_FIELDS, 16),
  },
});
