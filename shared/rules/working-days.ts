import { DAY_MS, HOUR_MS, shanghaiDate, type BusinessDate, type Instant } from '../kernel/dates.ts';

/**
 * Deadlines of cases. "wd" is a statutory working day (domain 11.10): Monday to Friday in China, except the days off
 * and the weekends worked in their stead that the calendar names. The calendar is data, one notice a year.
 */
const SHANGHAI_MS = 8 * HOUR_MS;

/** What is known of single days; a day that is not named follows its weekday. */
export type WorkingCalendar = readonly { readonly date: BusinessDate; readonly working: boolean }[];

function isWorkingDay(at: Instant, named: ReadonlyMap<BusinessDate, boolean>): boolean {
  const weekday = new Date(at + SHANGHAI_MS).getUTCDay();
  return named.get(shanghaiDate(at)) ?? (weekday !== 0 && weekday !== 6);
}

/** The same time of day `days` working days later; a start on a day off counts from the next working day. */
export function addWorkingDays(from: Instant, days: number, calendar: WorkingCalendar = []): Instant {
  const named = new Map(calendar.map((day) => [day.date, day.working]));
  let at = from;
  for (let left = days; left > 0;) {
    at += DAY_MS;
    if (isWorkingDay(at, named)) left -= 1;
  }
  return at;
}
