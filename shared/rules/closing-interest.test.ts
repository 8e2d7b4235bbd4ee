import { describe, expect, test } from 'vitest';
import { closingInterest, noBasis, withMove, type InterestBasis } from './closing-interest.ts';

/** I1: 10,000.00 for 40 days, then 7,000.50. */
const i1 = withMove(withMove(noBasis('2026-08-01'), { on: '2026-08-01', fen: 1_000_000 }), {
  on: '2026-10-31',
  fen: -299_950,
});
const credited = (basis: InterestBasis, through: string, days: number): InterestBasis => ({
  ...basis,
  credited_through: through,
  credited_days: days,
});
const on = (date: string, isCredited = true) => ({ on: date, ratePpm: 500, credited: isCredited });

describe('interest of an account that is closed', () => {
  test('I1: closed on the day the quarter is credited, before the hub has done it, it pays the same 1.05 yuan', () => {
    expect(closingInterest(i1, on('2026-12-21', false))).toMatchObject({ yuanDays: 0, beforeFen: 105, fen: 105 });
  });

  test('I1 closed on the last day of the quarter: 50 days at 7,000 yuan, the day of the closing earns nothing', () => {
    // 10,000 x 40 + 7,000 x 50 = 750,000 yuan-days -> 1.0417
    const known = credited(i1, '2026-09-20', 510_000);
    expect(closingInterest(known, on('2026-12-20'))).toMatchObject({ yuanDays: 750_000, beforeFen: 0, fen: 104 });
  });

  test('a quarter the hub has credited is not paid again, also where the business date lags behind', () => {
    const known = credited(i1, '2026-12-20', 757_000);
    expect(closingInterest(known, on('2026-12-21'))).toMatchObject({ fen: 0 });
    expect(closingInterest(known, on('2026-12-20')).fen).toBe(0);
    expect(closingInterest(known, on('2026-12-31'))).toMatchObject({ yuanDays: 70_000, beforeFen: 0, fen: 10 });
  });

  test('X7: a deposit of 2026-11-09 that arrives on the 11th earns from the 9th on', () => {
    const late = withMove(noBasis('2026-11-11'), { on: '2026-11-09', fen: 1_000_000 });
    expect(closingInterest(late, on('2026-11-30'))).toMatchObject({ yuanDays: 10_000 * 21 });
  });

  test('X7 over the end of a quarter: what came after the crediting is made good', () => {
    const known = credited(i1, '2026-12-20', 757_000);
    // 10,000 yuan for the last two days of the quarter, received after it was credited.
    const late = withMove(known, { on: '2026-12-19', fen: 1_000_000 });
    // 777,000 yuan-days -> 1.0792; credited were 1.05.
    expect(closingInterest(late, on('2026-12-21'))).toMatchObject({ beforeFen: 3, fen: 3 });
  });

  test('a quarter that nobody will credit any more is not paid by a closing either', () => {
    expect(closingInterest(i1, on('2027-01-05', false)).beforeFen).toBe(105);
    expect(closingInterest(i1, on('2027-01-06', false)).beforeFen).toBe(0);
  });

  test('moves of one day are one sum, older quarters fold into the opening balance', () => {
    const same = withMove(i1, { on: '2026-10-31', fen: 50 });
    expect(same.moves).toEqual([
      { on: '2026-08-01', fen: 1_000_000 },
      { on: '2026-10-31', fen: -299_900 },
    ]);
    const later = withMove(same, { on: '2026-12-21', fen: 100 });
    expect(later).toMatchObject({ from: '2026-09-21', opening_fen: 1_000_000 });
    expect(later.moves).toHaveLength(2);
    const veryLate = withMove(later, { on: '2026-01-05', fen: 500 });
    expect(veryLate.opening_fen).toBe(1_000_500);
  });

  test('opened and closed on one day, or with less than a yuan, it earns nothing', () => {
    expect(
      closingInterest(withMove(noBasis('2026-11-30'), { on: '2026-11-30', fen: 1_000_000 }), on('2026-11-30')).fen,
    ).toBe(0);
    expect(closingInterest(withMove(noBasis('2026-10-01'), { on: '2026-10-01', fen: 99 }), on('2026-12-01')).fen).toBe(
      0,
    );
  });
});
