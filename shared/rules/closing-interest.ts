import { addDays, addMonths, daysBetween, type BusinessDate } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { demandInterest, lastCreditDay, periodCreditedOn, yuanDays, type DayMove, type Period } from './interest.ts';

/**
 * Interest of a demand account that is closed at the counter (domain 4.5 B, 7.11, X7): from the day after the last
 * credited quarter to the day before the closing, and what came late for the quarter before.
 */
export interface InterestBasis {
  readonly from: BusinessDate;
  readonly opening_fen: Fen;
  readonly moves: readonly DayMove[];
  readonly credited_through: BusinessDate | null;
  readonly credited_days: number;
}

export interface ClosingInterest {
  readonly period: Period;
  /** Of this quarter so far. */
  readonly yuanDays: number;
  /** Signed: of the quarter before, where it was not credited yet or entries came late. */
  readonly beforeFen: Fen;
  readonly fen: Fen;
}

/** After so many days the hub does not credit a quarter any more that it was not there for. */
export const CREDIT_LATE_DAYS = 15;

/** First day of the quarter before that of `on`. */
const quarterBefore = (on: BusinessDate): BusinessDate => addMonths(lastCreditDay(on), -3);

export const noBasis = (on: BusinessDate): InterestBasis => ({
  from: quarterBefore(on),
  opening_fen: 0,
  moves: [],
  credited_through: null,
  credited_days: 0,
});

function added(moves: readonly DayMove[], move: DayMove): DayMove[] {
  const same = moves.find((one) => one.on === move.on);
  const others = moves.filter((one) => one.on !== move.on);
  const sum = { on: move.on, fen: move.fen + (same?.fen ?? 0) };
  return [...others, sum].sort((a, b) => (a.on < b.on ? -1 : 1));
}

/** The basis with one more move. What lies before the quarter before is folded into the opening balance. */
export function withMove(basis: InterestBasis, move: DayMove): InterestBasis {
  const moves = added(basis.moves, move);
  const window = quarterBefore(moves.at(-1)?.on ?? move.on);
  const from = window > basis.from ? window : basis.from;
  const folded = moves.filter((one) => one.on < from);
  return {
    ...basis,
    from,
    opening_fen: basis.opening_fen + folded.reduce((sum, one) => sum + one.fen, 0),
    moves: moves.filter((one) => one.on >= from),
  };
}

function daysOf(basis: InterestBasis, period: Period): number {
  const opening = { on: addDays(period.from < basis.from ? period.from : basis.from, -1), fen: basis.opening_fen };
  return yuanDays([opening, ...basis.moves], period);
}

/** The quarter before, less what was credited for it. Nothing where the basis does not reach so far. */
function before(basis: InterestBasis, period: Period, ratePpm: number): Fen {
  const done = basis.credited_through !== null && basis.credited_through > period.through;
  if (done || basis.from > period.from) return 0;
  const had = basis.credited_through === period.through ? basis.credited_days : 0;
  return demandInterest(daysOf(basis, period), ratePpm) - demandInterest(had, ratePpm);
}

/**
 * What closing on `on` pays. `credited` = the hub has begun to credit the quarter before at this outlet; if not it still
 * will, up to fifteen days late, and then the closing pays it.
 */
export function closingInterest(
  basis: InterestBasis,
  of: { readonly on: BusinessDate; readonly ratePpm: number; readonly credited: boolean },
): ClosingInterest {
  const due = lastCreditDay(of.on);
  const paidUntil = basis.credited_through === null ? due : addDays(basis.credited_through, 1);
  const period = { from: paidUntil > due ? paidUntil : due, through: addDays(of.on, -1) };
  const days = period.from > period.through ? 0 : daysOf(basis, period);
  const last = periodCreditedOn(due);
  const counts = of.credited || daysBetween(due, of.on) <= CREDIT_LATE_DAYS;
  const beforeFen = last === null || !counts ? 0 : before(basis, last, of.ratePpm);
  return { period, yuanDays: days, beforeFen, fen: demandInterest(days, of.ratePpm) + beforeFen };
}
