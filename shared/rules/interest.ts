import { addDays, addMonths, daysBetween, type BusinessDate } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';

/**
 * Interest on demand accounts (domain 7.11, 11.11): whole yuan of each day's closing balance by value date, summed as
 * yuan-days, a year of 360 days, rounded once to the fen. A quarter ends on the 20th of March, June, September and
 * December and is credited on the day after. Dates are business dates: late data counts from its own day (X7).
 */

/** What moved on one value date, fen; positive raises the balance. */
export interface DayMove {
  readonly on: BusinessDate;
  readonly fen: Fen;
}
export interface Period {
  /** First and last day, both counted. */
  readonly from: BusinessDate;
  readonly through: BusinessDate;
}

/** Whole yuan that earn interest: below 1 yuan nothing does, an overdrawn account earns none. */
const wholeYuan = (fen: Fen): number => Math.max(0, Math.floor(fen / 100));

/** Yuan-days of a period. Moves may come in any order; those before it make the opening balance, later ones do not count. */
export function yuanDays(moves: readonly DayMove[], { from, through }: Period): number {
  const inOrder = moves.filter((one) => one.on <= through).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  let [total, balance, since] = [0, 0, from];
  for (const { on, fen } of inOrder) {
    if (on > since) {
      total += wholeYuan(balance) * daysBetween(since, on);
      since = on;
    }
    balance += fen;
  }
  return total + wholeYuan(balance) * (daysBetween(since, through) + 1);
}

/** Fen of interest for yuan-days at a yearly rate in ppm, half up. */
export function demandInterest(days: number, ratePpm: number): Fen {
  const divisor = 3_600_000n; // 360 days, 1,000,000 ppm, 100 fen a yuan
  return Number((2n * BigInt(days) * BigInt(ratePpm) + divisor) / (2n * divisor));
}

const CREDITED = /^\d{4}-(03|06|09|12)-21$/;

/** The quarter credited on a day, or null when none is. */
export function periodCreditedOn(on: BusinessDate): Period | null {
  return CREDITED.test(on) ? { from: addMonths(on, -3), through: addDays(on, -1) } : null;
}

/** The latest day, `on` or before, on which a quarter is credited. */
export function lastCreditDay(on: BusinessDate): BusinessDate {
  const [year, month, day] = on.split('-').map(Number) as [number, number, number];
  const quarter = Math.floor(month / 3) * 3;
  const passed = month % 3 === 0 && day >= 21 ? quarter : month % 3 === 0 ? quarter - 3 : quarter;
  return passed >= 3 ? `${year}-${String(passed).padStart(2, '0')}-21` : `${year - 1}-12-21`;
}
