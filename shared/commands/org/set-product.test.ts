import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { setProduct } from './set-product.ts';

const demand = {
  product: 'demand',
  name: '活期储蓄',
  name_en: 'Demand deposit',
  category: 'demand',
  term_months: null,
  rate_ppm: 500,
  min_fen: 100,
  valid_from: '2026-01-01',
  valid_to: null,
};

test('a product is written under its code', () => {
  const hub = new Alone();
  hub.apply(setProduct.name, demand, { branch: '41' });
  expect(hub.row('product', 'demand')).toMatchObject({ name: '活期储蓄', rate_ppm: 500, valid_to: null });
});

test('a product cannot end before it begins', () => {
  const hub = new Alone();
  expect(refusalOf(hub.admit(setProduct.name, { ...demand, valid_to: '2025-12-31' }))).toBe('FIELD_FORMAT');
  expect(refusalOf(hub.admit(setProduct.name, { ...demand, valid_to: '2026-01-01' }))).toBe(null);
});
