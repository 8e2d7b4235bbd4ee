import { textToBytes, type Bytes } from '../kernel/bytes.ts';
import { daysBetween, type BusinessDate } from '../kernel/dates.ts';
import { sha256 } from '../kernel/hash.ts';
import type { Fen } from '../kernel/money.ts';
import { isLuhn, luhnDigit } from './luhn.ts';

/** Numbers, fees and time limits of remittances (domain 3.10, 4.5 B, section 10). */

const PREFIX = '99';
const DRAWN = 12;

/** A number of 15 digits: 99, twelve drawn ones, check digit. Nobody can guess a neighbour's. @param draw 0 to 1, below 1. */
export function remitNo(draw: number): string {
  const body = PREFIX + String(Math.floor(draw * 10 ** DRAWN)).padStart(DRAWN, '0');
  return body + luhnDigit(body);
}

export const isRemitNo = (no: string): boolean => /^99\d{13}$/.test(no) && isLuhn(no);

export interface RemitRate {
  readonly ppm: number;
  readonly minFen: Fen;
  readonly maxFen: Fen;
}

/** A share of the amount, floored, within its least and most. Fen. */
export const remitFee = (fen: Fen, { ppm, minFen, maxFen }: RemitRate): Fen =>
  Math.min(maxFen, Math.max(minFen, Math.floor((fen * ppm) / 1_000_000)));

/** The last day it may be paid is `days` after the day it was taken in. */
export const isExpired = (sentOn: BusinessDate, on: BusinessDate, days: number): boolean =>
  daysBetween(sentOn, on) > days;

/** What stands for a password: worth nothing for another remittance. */
export const remitPasswordHash = (no: string, password: string): Bytes => sha256(textToBytes(`${no}|${password}`));

/** Names differ in their spaces and dots between one paper and another, and in nothing else. */
export const sameName = (a: string, b: string): boolean => plain(a) !== '' && plain(a) === plain(b);
const plain = (name: string): string => name.replace(/[\s·•.・]/gu, '').toUpperCase();
