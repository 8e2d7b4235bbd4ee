import { DAY_MS, HOUR_MS, type Instant } from '../kernel/dates.ts';

/**
 * Deadlines of cases. "wd" is a statutory working day: without the yearly holiday notice of the State Council
 * (reference data of the client) Monday to Friday in China count.
 */
const SHANGHAI_MS = 8 * HOUR_MS;

const isWorkingDay = (at: Instant): boolean => {
  const weekday = new Date(at + SHANGHAI_MS).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};

/** The same time of day `days` working days later; a start on a weekend counts from the next working day. */
export function addWorkingDays(from: Instant, days: number): Instant {
  let at = from;
  for (let left = days; left > 0;) {
    at += DAY_MS;
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}
