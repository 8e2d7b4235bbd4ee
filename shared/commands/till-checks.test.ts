import { expect, test } from 'vitest';
import { CONFIG_DEFAULTS } from '../rules/config-defaults.ts';
import { tillExcess } from './till-checks.ts';

test('200,000 yuan may stay in a till, one fen more is to be handed in; the main till takes it', () => {
  const limitFen = CONFIG_DEFAULTS['till.limit_fen'];
  expect(limitFen).toBe(20_000_000);
  const excess = (tillNo: string, cashFen: number) => tillExcess({ tillNo, cashFen, limitFen });
  expect(excess('01', 20_000_000)).toBe(0);
  expect(excess('01', 20_000_001)).toBe(1);
  expect(excess('02', 25_000_000)).toBe(5_000_000);
  expect(excess('01', 0)).toBe(0);
  expect(excess('00', 99_000_000)).toBe(0);
});
