import { expect, test } from 'vitest';
import { isExpired, isRemitNo, remitFee, remitNo, remitPasswordHash, sameName } from './remittance.ts';

test('a number has 15 digits and a Luhn check; the one of the specification is one', () => {
  expect(isRemitNo('990412728000018')).toBe(true);
  expect(isRemitNo('990412728000017')).toBe(false);
  for (const draw of [0, 0.5, 0.999999999999]) expect(isRemitNo(remitNo(draw))).toBe(true);
  expect(remitNo(0)).toHaveLength(15);
});

test('the fee is one per cent, floored, from two to fifty yuan', () => {
  const rate = { ppm: 10_000, minFen: 200, maxFen: 5_000 };
  expect([100, 20_000, 20_199, 20_200, 500_000, 5_000_000].map((fen) => remitFee(fen, rate))).toEqual([
    200, 200, 201, 202, 5_000, 5_000,
  ]);
});

test('it can be paid on the sixtieth day and not after', () => {
  expect(isExpired('2026-11-10', '2027-01-09', 60)).toBe(false);
  expect(isExpired('2026-11-10', '2027-01-10', 60)).toBe(true);
});

test('a password belongs to its remittance; names differ in spaces and dots only', () => {
  expect(remitPasswordHash('990412728000018', '135790')).not.toEqual(remitPasswordHash('990412728000026', '135790'));
  expect(sameName('古力·阿依', ' 古力阿依')).toBe(true);
  expect(sameName('古力·阿依', '古力阿衣')).toBe(false);
  expect(sameName(' ', '')).toBe(false);
});
