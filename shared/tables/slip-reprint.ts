import { defineTable } from './define.ts';
import { digits, instant, int, opt, text } from './fields.ts';

/**
 * How often the slip of an entry was printed again (补打), beyond its first paper. Row id = row id of that entry
 * (`device16.seq`), whether it left an interaction or not.
 */
export const slipReprint = defineTable({
  name: 'slip_reprint',
  kind: 92,
  scope: 'outlet',
  fields: {
    reprints: int(1),
    last_at: instant(),
    last_by: opt(digits(11)),
    device: opt(text(32)),
  },
});
