import { defineTable } from './define.ts';
import { digits, fen, id, instant, opt, text } from './fields.ts';

/** A pre-printed emergency slip and the entry that holds its deal. Row id = slip number: the second idempotency key. */
export const paperSlip = defineTable({
  name: 'paper_slip',
  kind: 69,
  scope: 'outlet',
  fields: {
    entry: id(),
    kind: text(20),
    fen: fen(),
    written_at: instant(),
    entered_at: instant(),
    maker: opt(digits(11)),
    second: opt(digits(11)),
  },
});
