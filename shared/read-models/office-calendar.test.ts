import { describe, expect, it } from 'vitest';
import type { ExceptionCode } from '../commands/codes.ts';
import { dayCell, DISPUTES, type DayFacts, type OutletReach } from './office-calendar.ts';

const TODAY = '2026-11-10';
const reach: OutletReach = {
  since: '2026-11-02',
  until: TODAY,
  calendar: { weekdays: [{ day: 0 }], dates: [], effective_from: '2026-01-01' },
};
const nothing: DayFacts = { status: null, packageAt: null, devicesMissing: 0, entries: 0, disputes: 0 };
const cell = (date: string, day: Partial<DayFacts> = {}, over: Partial<OutletReach> = {}) =>
  dayCell(date, TODAY, { ...reach, ...over }, { ...nothing, ...day });

describe('a branch-day', () => {
  it.each([
    ['before the outlet began', cell('2026-11-01', { entries: 3 }), 'none'],
    ['tomorrow', cell('2026-11-11'), 'none'],
    ['closed, package here', cell('2026-11-09', { status: 'closed' }), 'arrived'],
    ['a Sunday the calendar shuts', cell('2026-11-08'), 'shut'],
    ['a Sunday that was worked all the same', cell('2026-11-08', { entries: 2 }), 'arrived'],
    ['called not worked by two', cell('2026-11-06', { status: 'not_worked' }), 'shut'],
    ['today, spoken with today', cell(TODAY), 'open'],
    ['today, silent since yesterday', cell(TODAY, {}, { until: '2026-11-09' }), 'unknown'],
    ['part of it here, tablets silent since', cell('2026-11-09', { entries: 18 }, { until: '2026-11-09' }), 'missing'],
    ['spoken with since, never closed', cell('2026-11-09', { status: 'open', entries: 5 }), 'missing'],
    ['nothing here, tablets silent since', cell('2026-11-09', {}, { until: '2026-11-07' }), 'unknown'],
    ['no tablet was ever heard of', cell('2026-11-09', {}, { since: null, until: null }), 'none'],
    ['closed without one terminal', cell('2026-11-09', { status: 'closed', devicesMissing: 1 }), 'missing'],
    ['closed, and its sums are disputed', cell('2026-11-09', { status: 'closed', disputes: 1 }), 'disputed'],
  ])('%s', (_what, found, state) => {
    expect(found.state).toBe(state);
  });

  it('is late by the days until its package came', () => {
    const at = (time: string) => Date.parse(`${time}+08:00`);
    expect(cell('2026-11-05', { status: 'closed', packageAt: at('2026-11-05T18:00') }).lateDays).toBe(0);
    expect(cell('2026-11-05', { status: 'closed', packageAt: at('2026-11-08T00:01') }).lateDays).toBe(3);
  });

  it('is disputed by what makes its sums doubtful, not by what went to suspense, to a limit or to the stock', () => {
    const settled: readonly ExceptionCode[] = [
      'OVERDRAFT',
      'DUPLICATE_SUSPECTED',
      'CARD_LOST_ELSEWHERE',
      'LOST_AFTER_PAYMENT',
      'ACCOUNT_CLOSED_ELSEWHERE',
      'ACCOUNT_FROZEN_ELSEWHERE',
      'LIMIT_EXCEEDED',
      'LEASE_EXPIRED',
      'IDENTITY_MISMATCH',
      'UNKNOWN_ACCOUNT',
      'CLOCK_ANOMALY',
      'REVERSAL_LATE',
      'CARD_USED_AFTER_LOSS',
      'VERSION_CONFLICT',
      'DUPLICATE_CUSTOMER',
      'SESSION_OVERLAP',
      'LARGE_CASH',
      'STRUCTURING_SUSPECTED',
      'RETURNED_CASH',
      'VOUCHER_GAP',
      'VOUCHER_DUP',
      'DAY_CLOSE_LATE',
      'TRANSFER_REJECTED',
    ];
    expect(settled.filter((code) => DISPUTES.includes(code))).toEqual([]);
  });
});
