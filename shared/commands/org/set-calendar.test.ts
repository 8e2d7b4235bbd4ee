import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { aWithdrawal, at, Outlet } from '../outlet.ts';
import { CALENDAR_ID, workingCalendar } from '../../tables/working-calendar.ts';
import { setCalendar } from './set-calendar.ts';

const NATIONAL_2026 = ['01', '02', '03', '04', '05', '06', '07'].map((day) => ({
  date: `2026-10-${day}`,
  working: false,
}));
const WORKED = { date: '2026-10-10', working: true };

test('a notice replaces its own year and leaves the others', () => {
  const hub = new Alone();
  hub.apply(setCalendar.name, { year: 2027, days: [{ date: '2027-01-01', working: false }] }, { branch: '41' });
  hub.apply(setCalendar.name, { year: 2026, days: [WORKED] }, { branch: '41' });
  hub.apply(setCalendar.name, { year: 2026, days: [{ date: '2026-10-01', working: false }, WORKED] }, { branch: '41' });
  expect(hub.row('working_calendar', 'cn')).toEqual({
    days: [{ date: '2026-10-01', working: false }, WORKED, { date: '2027-01-01', working: false }],
  });
});

test('days of another year, or a day named twice, are refused', () => {
  const hub = new Alone();
  expect(refusalOf(hub.admit(setCalendar.name, { year: 2027, days: [WORKED] }))).toBe('FIELD_FORMAT');
  expect(refusalOf(hub.admit(setCalendar.name, { year: 2026, days: [WORKED, WORKED] }))).toBe('FIELD_FORMAT');
});

test('11.10: one working day of a case opened on 30 September 2026 ends on 8 October, not in the holidays', () => {
  const due = (days: readonly { date: string; working: boolean }[]) => {
    const outlet = new Outlet();
    outlet.put(workingCalendar, CALENDAR_ID, { days });
    const on = { at: at('10:00', '2026-09-30'), businessDate: '2026-09-30', replicaAsOf: at('08:00', '2026-09-30') };
    outlet.run('counter.withdraw', aWithdrawal(100_000), { ...on, lease: null, receivedAt: at('11:00', '2026-09-30') });
    return outlet.cases.map((one) => [one.code, one.body['due_at']]);
  };
  expect(due([])).toEqual([['LEASE_EXPIRED', at('11:00', '2026-10-01')]]);
  expect(due(NATIONAL_2026)).toEqual([['LEASE_EXPIRED', at('11:00', '2026-10-08')]]);
});
