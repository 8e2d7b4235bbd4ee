import { expect, test } from 'vitest';
import { ratePercent } from './rate-text.ts';

test('a rate in ppm is said as per cent with two digits, more where it has more', () => {
  expect([500, 9_800, 10_500, 13_000, 6_500, 505, 0].map(ratePercent)).toEqual([
    '0.05',
    '0.98',
    '1.05',
    '1.30',
    '0.65',
    '0.0505',
    '0.00',
  ]);
});
