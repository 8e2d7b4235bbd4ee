import { defineTable } from './define.ts';
import { code, digits, id, instant, int, opt } from './fields.ts';

/** A stop entry: a card by its last four digits and 16-bit tag, or an account (`offline_block`: online payments only). */
export const hotEntry = defineTable({
  name: 'hot_entry',
  kind: 5,
  scope: 'reference',
  fields: {
    reason: code('lost', 'stolen', 'fraud', 'offline_block'),
    last4: opt(digits(4)),
    tag: opt(int(0, 65_535)),
    account: opt(id()),
    from: instant(),
    lifted_at: opt(instant()),
  },
});
