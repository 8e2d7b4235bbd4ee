import { DAY_MS, HOUR_MS, MINUTE_MS, shanghaiDate, shanghaiTime, type Instant } from '../../../shared/kernel/dates.ts';
import type { Texts } from '../../text/zh-CN.ts';

/** How times are said on the terminal. All times are shown in China's time, whatever the tablet is set to. */

/** 刚刚 under 60 s, then minutes, hours, from 48 hours on days. */
export function ageText(ageMs: number, t: Texts): string {
  if (ageMs < MINUTE_MS) return t.age.now;
  if (ageMs < HOUR_MS) return t.age.minutes(Math.floor(ageMs / MINUTE_MS));
  if (ageMs < 2 * DAY_MS) return t.age.hours(Math.floor(ageMs / HOUR_MS));
  return t.age.days(Math.floor(ageMs / DAY_MS));
}

/** `11-10`. */
export const shortDate = (date: string): string => date.slice(5);

/** `09:42` today, `11-09 05:50` on any other day. */
export function stamp(at: Instant, now: Instant): string {
  const date = shanghaiDate(at);
  return date === shanghaiDate(now) ? shanghaiTime(at) : `${shortDate(date)} ${shanghaiTime(at)}`;
}

/** `11:46 刚刚`, `09:42 · 2 小时前`, `11-09 05:50 · 30 小时前`. */
export function dataTime(at: Instant, now: Instant, t: Texts): string {
  const age = Math.max(0, now - at);
  return age < MINUTE_MS ? `${stamp(at, now)} ${t.age.now}` : `${stamp(at, now)} · ${ageText(age, t)}`;
}

/** 今天 08:55, 昨天 16:20, 11-06. */
export function dayStamp(at: Instant, now: Instant, t: Texts): string {
  const date = shanghaiDate(at);
  if (date === shanghaiDate(now)) return `${t.word.today} ${shanghaiTime(at)}`;
  if (date === shanghaiDate(now - DAY_MS)) return `${t.word.yesterday} ${shanghaiTime(at)}`;
  return shortDate(date);
}
