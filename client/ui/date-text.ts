import { dateToDay } from '../../shared/kernel/dates.ts';

/** What a field of a day says: once for each language. */
export interface DateWords {
  /** Shown in the empty field: how a day is written. */
  readonly like: string;
  /** Of the button that opens the calendar. */
  readonly pick: string;
  readonly wrong: string;
  readonly early: (min: string) => string;
  readonly late: (max: string) => string;
}

/** What is wrong with a day: not one of the calendar, before the first that may be named, after the last. */
export type DateFault = 'wrong' | 'early' | 'late';
export interface DateBounds {
  /** `YYYY-MM-DD`, both inclusive. */
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

const TYPED = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * A day as people type it: 2026-11-25, 2026/11/25, 2026.11.25, 2026年11月25日 or 20261125, also in full-width signs.
 * @returns `YYYY-MM-DD`; null when it is no day of the calendar
 */
export function readDate(typed: string): string | null {
  const plain = typed.normalize('NFKC').replaceAll(/\s/g, '');
  const match = TYPED.exec(plain) ?? DIGITS.exec(plain);
  if (match === null) return null;
  const date = `${match[1]}-${match[2]?.padStart(2, '0')}-${match[3]?.padStart(2, '0')}`;
  return dateToDay(date) === null ? null : date;
}

/** null = nothing is wrong, and an empty field is not wrong. */
export function dateFault(typed: string, { min, max }: DateBounds): DateFault | null {
  if (typed.trim() === '') return null;
  const date = readDate(typed);
  if (date === null) return 'wrong';
  if (min !== undefined && date < min) return 'early';
  return max !== undefined && date > max ? 'late' : null;
}

/** What stands in the field while somebody types: eight digits are a whole day, anything else stays as it is. */
export const whileTyping = (typed: string): string => (/^\d{8}$/.test(typed) ? (readDate(typed) ?? typed) : typed);

/** A time of day as people type it: 14:05, 9:30 or 1405, also in full-width signs. @returns `HH:MM`, or null */
export function readTime(typed: string): string | null {
  const [, hour = '', minute = ''] = /^(\d{1,2}):?(\d{2})$/.exec(typed.normalize('NFKC').replaceAll(/\s/g, '')) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute}`;
}
