import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { code, date, int } from '../../tables/fields.ts';
import { product } from '../../tables/product.ts';
import { productRate } from '../../tables/product-rate.ts';
import { defineCommand } from '../define.ts';

/** Lists a rate of a product from a day on. The days before keep the rate they had. */
export const setRate = defineCommand({
  name: 'org.set_rate',
  version: 1,
  payload: { product: code(), rate_ppm: int(0, 1_000_000), from: date() },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['ORIGINAL_UNKNOWN'],
  reads: ({ payload }) => [keyOf(product, payload.product), keyOf(productRate, payload.product)],
  admit: ({ payload, rows }) =>
    rows.get(product, payload.product) === null ? err({ code: 'ORIGINAL_UNKNOWN', detail: {} }) : ok(null),
  apply: ({ payload: { product: id, from, rate_ppm }, rows }) => {
    const known = rows.get(productRate, id)?.rates ?? firstRate(rows.get(product, id));
    const rates = [...known.filter((one) => one.from !== from), { from, rate_ppm }].sort((a, b) =>
      a.from < b.from ? -1 : 1,
    );
    return {
      verdict: 'posted',
      code: null,
      split: null,
      changes: [{ op: 'put', table: productRate.name, id, row: { rates } }],
    };
  },
});

/** What a product was sold at before its first change of rate. */
const firstRate = (one: { valid_from: string; rate_ppm: number } | null) =>
  one === null ? [] : [{ from: one.valid_from, rate_ppm: one.rate_ppm }];
