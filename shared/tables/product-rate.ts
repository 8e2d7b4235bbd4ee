import { defineTable } from './define.ts';
import { date, int, list } from './fields.ts';

/**
 * The listed rate of a product from each day on, oldest first, in ppm a year. Row id = product code. A rate once listed
 * is never taken out: what was in force on a day can always be said again.
 */
export const productRate = defineTable({
  name: 'product_rate',
  kind: 132,
  scope: 'reference',
  fields: { rates: list({ from: date(), rate_ppm: int(0, 1_000_000) }, 400) },
});
