import { assert } from './assert.ts';

/** `YYYY-MM-DD`. A business date is chosen by people at a counter, never derived from a clock. */
export type BusinessDate = string;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;

/** Days since 1970-01-01, or null when the text is not a real calendar date. */
export function dateToDay(date: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const ms = Date.UTC(year, month - 1, day);
  const back = new Date(ms);
  const real = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return real ? ms / DAY_MS : null;
}

export function dayToDate(day: number): BusinessDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export const isDate = (date: unknown): date is BusinessDate => typeof date === 'string' && dateToDay(date) !== null;

export function addDays(date: BusinessDate, days: number): BusinessDate {
  const day = dateToDay(date);
  assert(day !== null, `a date: ${date}`);
  return dayToDate(day + days);
}

export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  const a = dateToDay(from);
  const b = dateToDay(to);
  assert(a !== null && b !== null, 'two dates');
  return b - a;
}

/** Same day of month `months` later, or that month's last day (domain 3.5, I7). */
export function addMonths(date: BusinessDate, months: number): BusinessDate {
  const [y, m, d] = date.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(y, m - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return dayToDate(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(d, last)) / DAY_MS);
}

/** The calendar date in China at an instant. */
export const shanghaiDate = (at: Instant): BusinessDate => new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);

/** `HH:MM` in China. */
export const shanghaiTime = (at: Instant): string => new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(11, 16);

/** `HH:MM:SS` in China. */
export const shanghaiClock = (at: Instant): string => new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(11, 19);
