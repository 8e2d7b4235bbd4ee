import { assert } from './assert.ts';

/** Money is an integer number of fen. Sums that may pass 2^53 use bigint at the place of the sum. */
export type Fen = number;

/** Largest amount of one entry: 99,999,999.99 yuan (domain 4.2 check 9). */
export const MAX_AMOUNT_FEN: Fen = 9_999_999_999;

export const isAmount = (value: unknown): value is Fen =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= MAX_AMOUNT_FEN;

function digits(fen: Fen): { sign: string; yuan: string; cents: string } {
  assert(Number.isSafeInteger(fen), 'fen is an integer');
  const abs = Math.abs(fen);
  const yuan = Math.floor(abs / 100);
  return {
    sign: fen < 0 ? '\u2212' : '',
    yuan: String(yuan).replace(/\B(?=(\d{3})+$)/g, ','),
    cents: String(abs % 100).padStart(2, '0'),
  };
}

/** `¥1,234.56`; negative with U+2212. */
export function formatFen(fen: Fen): string {
  const { sign, yuan, cents } = digits(fen);
  return `${sign}¥${yuan}.${cents}`;
}

/** `1,234.56` without the currency sign. */
export function formatAmount(fen: Fen): string {
  const { sign, yuan, cents } = digits(fen);
  return `${sign}${yuan}.${cents}`;
}

/** Limits in whole yuan show without decimals: `¥2,000`; others as formatFen. */
export function formatLimit(fen: Fen): string {
  return fen % 100 === 0 ? formatFen(fen).slice(0, -3) : formatFen(fen);
}

const YUAN = /^\d{1,9}(\.\d{1,2})?$/;
const PERCENT = /^\d{1,3}(\.\d{1,4})?$/;
const scaled = (text: string, places: number): number => {
  const [whole = '0', part = ''] = text.split('.');
  return Number(whole) * 10 ** places + Number(part.padEnd(places, '0'));
};

/** `1234.5` yuan in fen, without floating point; null when it is not an amount of at most two decimals. */
export const readYuan = (text: string): Fen | null => (YUAN.test(text) ? scaled(text, 2) : null);

/** `0.95` per cent in parts per million; null when it is not 0 to 100 with at most four decimals. */
export function readPercent(text: string): number | null {
  const ppm = PERCENT.test(text) ? scaled(text, 4) : null;
  return ppm === null || ppm > 1_000_000 ? null : ppm;
}

/** amount x numerator / denominator rounded half up to one fen; exact for every safe input. */
export function mulDivHalfUp(fen: Fen, numerator: number, denominator: number): Fen {
  assert(denominator > 0, 'denominator is positive');
  const product = BigInt(fen) * BigInt(numerator);
  const by = BigInt(denominator);
  const doubled = product * 2n + by;
  const divisor = by * 2n;
  const floor = doubled >= 0n ? doubled / divisor : -((-doubled + divisor - 1n) / divisor);
  return Number(floor);
}
