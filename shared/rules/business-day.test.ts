import { describe, expect, test } from 'vitest';
import { datesBetween, isBusinessDate, nextBusinessDate } from './business-day.ts';

const calendar = {
  weekdays: [{ day: 0 }],
  dates: [{ date: '2026-11-11' }],
  effective_from: '2026-01-01',
};

describe('business dates', () => {
  test('without a calendar every day is one', () => {
    expect(nextBusinessDate('2026-11-10', null)).toBe('2026-11-11');
    expect(nextBusinessDate('2026-12-31', null)).toBe('2027-01-01');
  });

  test('the calendar skips its dates and weekdays', () => {
    expect(isBusinessDate('2026-11-15', calendar)).toBe(false);
    expect(nextBusinessDate('2026-11-10', calendar)).toBe('2026-11-12');
    expect(nextBusinessDate('2026-11-14', calendar)).toBe('2026-11-16');
  });

  test('a calendar that is not in force yet shuts nothing', () => {
    expect(nextBusinessDate('2025-11-10', calendar)).toBe('2025-11-11');
  });

  test('a calendar that shuts every day is not followed', () => {
    const never = { ...calendar, weekdays: [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day })) };
    expect(nextBusinessDate('2026-11-10', never)).toBe('2026-11-11');
  });

  test('days an outlet was shut are the business dates in between', () => {
    expect(datesBetween('2026-11-10', '2026-11-16', calendar)).toEqual(['2026-11-12', '2026-11-13', '2026-11-14']);
    expect(datesBetween('2026-11-10', '2026-11-11', null)).toEqual([]);
  });
});
