import { defineTable } from './define.ts';
import { code, digits, id, instant, int, opt } from './fields.ts';

/**
 * A stop entry of the county: a card by its last four digits and 16-bit tag, or an account (`offline_block`: stops
 * offline payments only). Row id by `hotCardId` or `hotAccountId`: a payout names what it must look up. Another card
 * may share digits and tag, so a hit means: telephone.
 */
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

export const hotCardId = (last4: string, tag: number): string => `card/${last4}/${tag}`;
export const hotAccountId = (account: string): string => `account/${account}`;
