import { addDays, dateToDay, type BusinessDate } from '../kernel/dates.ts';

/**
 * Business dates of an outlet (domain 6, 11.10): the date after the last closed one by the outlet's calendar. A clock
 * never chooses it; where days were skipped because the outlet was shut, two people say so.
 */
export interface Calendar {
  /** 0 = Sunday … 6 = Saturday. */
  readonly weekdays: readonly { readonly day: number }[];
  readonly dates: readonly { readonly date: BusinessDate }[];
  readonly effective_from: BusinessDate;
}

/** Business dates an outlet may close without sync (domain 6). */
export const MAX_UNSYNCED_CLOSES = 10;

/** A calendar that closes every day must not be followed for ever. */
const FURTHEST_DAYS = 60;

/** 0 = Sunday … 6 = Saturday; 1970-01-01 was a Thursday. */
const weekdayOf = (date: BusinessDate): number => ((dateToDay(date) ?? 0) + 4) % 7;

export function isBusinessDate(date: BusinessDate, calendar: Calendar | null): boolean {
  if (calendar === null || date < calendar.effective_from) return true;
  return (
    !calendar.weekdays.some((one) => one.day === weekdayOf(date)) && !calendar.dates.some((one) => one.date === date)
  );
}

/** The first business date after `date`. A calendar that shuts sixty days in a row is not followed. */
export function nextBusinessDate(date: BusinessDate, calendar: Calendar | null): BusinessDate {
  for (let days = 1; days <= FURTHEST_DAYS; days++) {
    const next = addDays(date, days);
    if (isBusinessDate(next, calendar)) return next;
  }
  return addDays(date, 1);
}

/** Business dates after `last` and before `date`: what two people must call not worked to open `date`. At most 60. */
export function datesBetween(last: BusinessDate, date: BusinessDate, calendar: Calendar | null): BusinessDate[] {
  const dates: BusinessDate[] = [];
  for (let at = nextBusinessDate(last, calendar); at < date && dates.length < FURTHEST_DAYS;) {
    dates.push(at);
    at = nextBusinessDate(at, calendar);
  }
  return dates;
}
