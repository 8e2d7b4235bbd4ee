import { defineTable } from './define.ts';
import { flag, instant, fen, list, opt, text } from './fields.ts';

/**
 * A customer's latest cash deals of at least 80 % of the reporting line, for the search for split amounts. Row id =
 * customer id. Hub only: an outlet must not learn what is being looked for.
 */
export const largeDeals = defineTable({
  name: 'large_deals',
  kind: 52,
  fields: {
    deals: list({ at: instant(), fen: fen(), command: text(36), device: opt(text(32)), offline: flag() }, 64),
  },
});
