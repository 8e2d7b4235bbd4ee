import { describe, expect, test } from 'vitest';
import { demandInterest, lastCreditDay, periodCreditedOn, yuanDays } from './interest.ts';

const QUARTER = { from: '2026-09-21', through: '2026-12-20' };

describe('interest on demand accounts', () => {
  test('I1: 10,000.00 for 40 days, then 7,000.50 for 51 days at 500 ppm earn 1.05 yuan', () => {
    const days = yuanDays(
      [
        { on: '2026-10-31', fen: -299_950 },
        { on: '2026-08-01', fen: 1_000_000 },
      ],
      QUARTER,
    );
    expect(days).toBe(757_000);
    expect(demandInterest(days, 500)).toBe(105);
  });

  test('I3: 20,000 yuan for 200 days at the demand rate earn 5.56 yuan', () => {
    expect(demandInterest(20_000 * 200, 500)).toBe(556);
  });

  test('X7: a deposit of 2026-11-09 earns from that day on, whenever it is posted', () => {
    expect(yuanDays([{ on: '2026-11-09', fen: 100_000 }], QUARTER)).toBe(1_000 * 42);
    expect(yuanDays([{ on: '2026-11-11', fen: 100_000 }], QUARTER)).toBe(1_000 * 40);
  });

  test('below one yuan and below nothing no day counts; the last day counts and the next one does not', () => {
    expect(yuanDays([{ on: '2026-09-21', fen: 99 }], QUARTER)).toBe(0);
    expect(yuanDays([{ on: '2026-09-21', fen: -500_000 }], QUARTER)).toBe(0);
    expect(yuanDays([{ on: '2026-09-01', fen: 100 }], QUARTER)).toBe(91);
    expect(yuanDays([{ on: '2026-12-20', fen: 199 }], QUARTER)).toBe(1);
    expect(yuanDays([{ on: '2026-12-21', fen: 100 }], QUARTER)).toBe(0);
  });

  test('a quarter ends on the 20th and is credited on the 21st of March, June, September and December', () => {
    expect(periodCreditedOn('2026-12-21')).toEqual(QUARTER);
    expect(periodCreditedOn('2026-03-21')).toEqual({ from: '2025-12-21', through: '2026-03-20' });
    expect(periodCreditedOn('2026-12-20')).toBeNull();
    expect(periodCreditedOn('2026-11-21')).toBeNull();
    expect(['2026-12-21', '2026-12-20', '2026-11-26', '2026-03-20', '2026-02-01'].map(lastCreditDay)).toEqual([
      '2026-12-21',
      '2026-09-21',
      '2026-09-21',
      '2025-12-21',
      '2025-12-21',
    ]);
  });
});
