import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { setProduct } from './set-product.ts';
import { setRate } from './set-rate.ts';

const DEMAND = {
  product: 'demand',
  name: '活期储蓄',
  name_en: 'Demand savings',
  category: 'demand',
  term_months: null,
  rate_ppm: 500,
  min_fen: 100,
  valid_from: '2025-05-20',
  valid_to: null,
};

test('a listed rate begins on its day; the days before keep theirs', () => {
  const hub = new Alone();
  hub.apply(setProduct.name, DEMAND, { branch: '41' });
  hub.apply(setRate.name, { product: 'demand', rate_ppm: 350, from: '2026-12-01' }, { branch: '41' });
  hub.apply(setRate.name, { product: 'demand', rate_ppm: 400, from: '2026-12-01' }, { branch: '41' });
  expect(hub.row('product_rate', 'demand')).toEqual({
    rates: [
      { from: '2025-05-20', rate_ppm: 500 },
      { from: '2026-12-01', rate_ppm: 400 },
    ],
  });
});

test('a product that is not sold has no rate', () => {
  const hub = new Alone();
  const rate = { product: 'lump_9y', rate_ppm: 1, from: '2026-12-01' };
  expect(refusalOf(hub.admit(setRate.name, rate))).toBe('ORIGINAL_UNKNOWN');
});
