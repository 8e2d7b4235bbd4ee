import { isDate } from '../../../shared/kernel/dates.ts';
import { formatFen, readPercent, readYuan } from '../../../shared/kernel/money.ts';
import { clockText, type FieldInput, type SettingField } from '../text/setting-fields.ts';
import type { SettingWords } from '../text/setting-words.ts';

/** From what is typed to the value of a field and back. Pure: the form only holds what was typed. */

/** What the inputs hold: text for most, a flag, or a list that its own editor keeps. */
export type Raw = string | boolean | readonly object[];

export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };
const good = (value: unknown): Read => ({ ok: true, value });
const bad = (message: string): Read => ({ ok: false, message });

/** `¥1,234.50` as typed, in fen; null when it is not an amount. */
export const yuanToFen = (typed: string): number | null => readYuan(typed.replaceAll(/[,¥\s]/g, ''));
/** `0.95 %` as typed, in parts per million; null when it is not a percentage. */
export const percentToPpm = (typed: string): number | null => readPercent(typed.replaceAll(/[%\s]/g, ''));

/** `17:30` as typed, in minutes of the day up to `24:00`; null when it is no time. */
export function clockToMinute(typed: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d{1,2})[:：](\d{2})$/.exec(typed) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return hours !== '' && Number(minutes) < 60 && minute <= 1_440 ? minute : null;
}

const CALENDAR_LINE = /^(\d{4}-\d{2}-\d{2})\s+(休|班|off|work)$/i;

function readCalendar(typed: string, words: SettingWords): Read {
  const days: { date: string; working: boolean }[] = [];
  for (const [index, line] of typed.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, date = '', word = ''] = CALENDAR_LINE.exec(line.trim()) ?? [];
    const known =
      days.some((one) => one.date === date) || (days[0] !== undefined && days[0].date.slice(0, 4) !== date.slice(0, 4));
    if (!isDate(date) || known) return bad(words.fault.calendar(index + 1));
    days.push({ date, working: /班|work/i.test(word) });
  }
  return days.length === 0 ? bad(words.fault.empty) : good(days.sort((a, b) => (a.date < b.date ? -1 : 1)));
}

function readMonthDays(typed: string, words: SettingWords): Read {
  const parts = typed.split(/[,，、\s]+/).filter((part) => part !== '');
  const days = [...new Set(parts.map(Number))].sort((a, b) => a - b);
  return days.every((day) => Number.isInteger(day) && day >= 1 && day <= 31)
    ? good(days.map((day) => ({ day })))
    : bad(words.fault.days);
}

function readText(input: FieldInput, typed: string, words: SettingWords): Read {
  switch (input.as) {
    case 'money': {
      const fen = yuanToFen(typed);
      const inside = fen !== null && fen >= input.min && fen <= input.max;
      return inside ? good(fen) : bad(words.fault.money(formatFen(input.min), formatFen(input.max)));
    }
    case 'whole': {
      const value = Number(typed);
      const inside = /^\d{1,12}$/.test(typed) && value >= input.min && value <= input.max;
      return inside ? good(value) : bad(words.fault.whole(String(input.min), String(input.max)));
    }
    case 'rate': {
      const ppm = percentToPpm(typed);
      return ppm === null ? bad(words.fault.rate) : good(ppm);
    }
    case 'clock': {
      const minute = clockToMinute(typed);
      return minute === null ? bad(words.fault.clock) : good(minute);
    }
    case 'date':
      return isDate(typed) ? good(typed) : bad(words.fault.date);
    case 'digits': {
      const fits = /^\d+$/.test(typed) && typed.length >= input.min && typed.length <= input.max;
      return fits ? good(typed) : bad(words.fault.digits(input.min, input.max));
    }
    case 'text':
      return typed.length <= input.max ? good(typed) : bad(words.fault.long(input.max));
    case 'calendar':
      return readCalendar(typed, words);
    case 'month_days':
      return readMonthDays(typed, words);
    default:
      return good(typed);
  }
}

/** A post is held from a day on, and for good or until a day. */
const isHeld = (post: { readonly from?: unknown; readonly to?: unknown }): boolean =>
  isDate(post.from) && (post.to === null || isDate(post.to));

/** The value of one field, or the sentence that says what is wrong with it. */
export function readField(field: SettingField, raw: Raw | undefined, words: SettingWords): Read {
  if (field.input.as === 'flag') return good(raw === true);
  if (field.input.as === 'posts' || field.input.as === 'people') {
    const list = Array.isArray(raw) ? (raw as readonly object[]) : [];
    if (field.input.as === 'people') return good(list);
    if (list.length === 0) return bad(words.fault.posts);
    return list.every(isHeld) ? good(list) : bad(words.fault.date);
  }
  const typed = typeof raw === 'string' ? raw.trim() : '';
  if (typed === '' && field.input.as !== 'month_days')
    return field.optional === true ? good(null) : bad(words.fault.empty);
  return readText(field.input, typed, words);
}

/** The most a figure may be, where what is typed is above it: said while typing, for more digits only lead further off. */
export function mostPassed(input: FieldInput, raw: Raw | undefined): string | null {
  if (typeof raw !== 'string') return null;
  if (input.as === 'money') return (yuanToFen(raw) ?? 0) > input.max ? formatFen(input.max) : null;
  return input.as === 'whole' && Number(raw) > input.max ? String(input.max) : null;
}

/** What the input begins with, from what stands there now. */
export function rawOf(input: FieldInput, value: unknown): Raw {
  if (input.as === 'flag') return value === true;
  if (input.as === 'posts' || input.as === 'people') return (value as readonly object[] | undefined) ?? [];
  if (value === null || value === undefined) return '';
  switch (input.as) {
    case 'money':
      return formatFen(Number(value)).replaceAll(/[¥,]/g, '');
    case 'rate':
      return String(Number(value) / 10_000);
    case 'clock':
      return clockText(Number(value));
    case 'calendar':
      return (value as readonly { readonly date: string; readonly working: boolean }[])
        .map((day) => `${day.date} ${day.working ? '班' : '休'}`)
        .join('\n');
    case 'month_days':
      return (value as readonly { readonly day: number }[]).map((one) => String(one.day)).join(', ');
    default:
      return String(value as string | number);
  }
}
