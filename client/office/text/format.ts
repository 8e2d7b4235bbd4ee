import { formatAmount, formatFen, type Fen } from '../../../shared/kernel/money.ts';
import {
  MINUTE_MS,
  shanghaiDate,
  shanghaiTime,
  type BusinessDate,
  type Instant,
} from '../../../shared/kernel/dates.ts';
import type { Text } from './zh-CN.ts';

/** How the office writes money, times and ages. Times are China's, whatever the browser's zone. */

/** 刚刚, 38 分前, 2 时 10 分前, 3 天前. */
export function age(text: Text, fromMs: Instant, nowMs: Instant): string {
  const minutes = Math.floor((nowMs - fromMs) / MINUTE_MS);
  return minutes < 1 ? text.age.now : text.age.ago(span(text, minutes));
}

/** `2 时 10 分`; from 48 hours on whole days. */
export function span(text: Text, minutes: number): string {
  if (minutes < 60) return text.age.minutes(Math.max(minutes, 0));
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return text.age.hours(hours, minutes % 60);
  return text.age.days(Math.floor(hours / 24));
}

/** Time left until `dueAt`, or how long over it. */
export function left(
  text: Text,
  dueAt: Instant,
  nowMs: Instant,
): { readonly words: string; readonly urgency: 'over' | 'near' | 'calm' } {
  const minutes = Math.floor((dueAt - nowMs) / MINUTE_MS);
  if (minutes < 0) return { words: text.age.over(span(text, -minutes)), urgency: 'over' };
  return { words: text.age.left(span(text, minutes)), urgency: minutes < 4 * 60 ? 'near' : 'calm' };
}

/** `11-10`. */
export const shortDate = (date: BusinessDate): string => date.slice(5);
/** `11-10 09:42`. */
export const stamp = (at: Instant): string => `${shanghaiDate(at).slice(5)} ${shanghaiTime(at)}`;
/** `2026-11-10 09:42:31` for records. */
export const fullStamp = (at: Instant): string =>
  `${shanghaiDate(at)} ${new Date(at + 8 * 60 * MINUTE_MS).toISOString().slice(11, 19)}`;

/** `¥1,200.00`; zero is a plain 0, unknown a dash. */
export const money = (fen: Fen | null | undefined): string =>
  fen === null || fen === undefined ? '—' : fen === 0 ? '0' : formatFen(fen);
export const signed = (fen: Fen): string => (fen > 0 ? `+${formatAmount(fen)}` : formatAmount(fen));

/** 亿 and 万 in Chinese, millions in English: for axes and tiles only, never for records. */
export function shortMoney(fen: Fen, lang: 'zh-CN' | 'en'): string {
  const yuan = fen / 100;
  const abs = Math.abs(yuan);
  const sign = yuan < 0 ? '−' : '';
  const units =
    lang === 'en'
      ? ([
          [1e9, ' bn'],
          [1e6, ' m'],
          [1e3, ' k'],
        ] as const)
      : ([
          [1e8, ' 亿'],
          [1e4, ' 万'],
        ] as const);
  for (const [size, word] of units) if (abs >= size) return `${sign}${trim(abs / size)}${word}`;
  return `${sign}${trim(abs)}`;
}

const trim = (value: number): string => String(Number(value.toFixed(value < 100 ? 2 : 0)));

/** `96.4 %`, floored so that it never reads better than it is. */
export const percent = (ppm: number): string => `${(Math.floor(ppm / 1000) / 10).toFixed(1)} %`;
