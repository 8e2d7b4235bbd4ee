import * as v from 'valibot';
import { daysBetween, shanghaiDate, type BusinessDate, type Instant } from '../kernel/dates.ts';
import type { ExceptionCode } from '../commands/codes.ts';
import { isBusinessDate, type Calendar } from '../rules/business-day.ts';
import type { OfficeUnit } from './office.ts';

/** Branch-days: what of each outlet's business dates has arrived, is missing, or is disputed. */

export const DAY_STATES = ['arrived', 'disputed', 'missing', 'open', 'unknown', 'shut', 'none'] as const;
export type DayState = (typeof DAY_STATES)[number];

/**
 * Cases that say that the sums of a day are not settled: counted and booked cash differ, one side of a move is
 * missing, entries are held or unreadable, or what was done after a backup may be missing (domain 4.8, 6). Money that
 * went to suspense is settled as far as the day's sums go, and voucher numbers are a matter of the stock.
 */
export const DISPUTES: readonly ExceptionCode[] = [
  'CASH_DIFFERENCE',
  'TILL_MISMATCH',
  'SEQ_GAP',
  'SEQ_CONFLICT',
  'CHAIN_BROKEN',
  'UNSIGNED_TAIL',
  'DEVICE_REVOKED_ENTRY',
  'RAW_UNREADABLE',
  'TRANSFER_ONE_SIDED',
  'RESTORE_GAP',
];

/** What is known of one outlet. Everything of a date before `until` has arrived: each tablet has spoken since. */
export interface OutletReach {
  /** First date something is expected of, beside the dates that are on record; null = nothing yet. */
  readonly since: BusinessDate | null;
  readonly until: BusinessDate | null;
  readonly calendar: Calendar | null;
}
/** What is known of one date of it. */
export interface DayFacts {
  readonly status: 'open' | 'closed' | 'not_worked' | null;
  /** When the day package came. */
  readonly packageAt: Instant | null;
  /** Terminals of the package whose day is not whole here: not read at the close (缺终端), or entries still to come. */
  readonly devicesMissing: number;
  readonly entries: number;
  readonly disputes: number;
}
export interface DayCell {
  readonly date: BusinessDate;
  readonly state: DayState;
  /** Days from the date to the arrival of its package; 0 = the same day. */
  readonly lateDays: number;
  readonly packageAt: Instant | null;
  readonly devicesMissing: number;
  readonly entries: number;
  readonly disputes: number;
  readonly closed: boolean;
}

/** An outlet that has not spoken since a date may have worked or not: that is unknown, which is not nothing. */
function stateOf(date: BusinessDate, today: BusinessDate, reach: OutletReach, day: DayFacts): DayState {
  const isExpected = day.status !== null || (reach.since !== null && date >= reach.since);
  if (!isExpected || date > today) return 'none';
  if (day.status === 'not_worked') return 'shut';
  if (day.disputes > 0) return 'disputed';
  if (day.status === 'closed') return day.devicesMissing > 0 ? 'missing' : 'arrived';
  const hasArrived = reach.until !== null && date < reach.until;
  if (day.status === null && day.entries === 0 && !isBusinessDate(date, reach.calendar)) return 'shut';
  if (date === today) return hasArrived || reach.until === today ? 'open' : 'unknown';
  if (hasArrived) return day.status === 'open' ? 'missing' : 'arrived';
  return day.entries > 0 || day.status === 'open' ? 'missing' : 'unknown';
}

export function dayCell(date: BusinessDate, today: BusinessDate, reach: OutletReach, day: DayFacts): DayCell {
  const late = day.packageAt === null ? 0 : Math.max(0, daysBetween(date, shanghaiDate(day.packageAt)));
  return {
    date,
    state: stateOf(date, today, reach, day),
    lateDays: late,
    packageAt: day.packageAt,
    devicesMissing: day.devicesMissing,
    entries: day.entries,
    disputes: day.disputes,
    closed: day.status === 'closed',
  };
}

/** A branch-day that should be here by now, and one that is. */
export const isDue = ({ state }: DayCell): boolean => !['none', 'shut', 'open'].includes(state);
export const isHere = ({ state }: DayCell): boolean => state === 'arrived' || state === 'disputed';

export const calendarQuery = v.object({ month: v.optional(v.pipe(v.string(), v.regex(/^20\d\d-(0[1-9]|1[0-2])$/))) });
export interface CalendarLine {
  readonly outlet: OfficeUnit;
  readonly lastSeenAt: Instant | null;
  readonly days: readonly DayCell[];
}
export interface CalendarAnswer {
  readonly asOf: Instant;
  readonly month: string;
  readonly today: BusinessDate;
  readonly outlets: readonly CalendarLine[];
}
