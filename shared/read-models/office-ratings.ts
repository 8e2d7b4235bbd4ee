import type { Instant } from '../kernel/dates.ts';
import type { RATING_REASONS } from '../tables/service-rating.ts';
import { calendarQuery } from './office-calendar.ts';
import type { PersonName } from './office-fields.ts';
import type { OfficeUnit } from './office.ts';

/** 服务评价 added up (domain R38): by outlet, clerk and month of the business date. */

export const ratingsQuery = calendarQuery;
export type RatingReason = (typeof RATING_REASONS)[number];

export interface RatingLine {
  readonly outlet: OfficeUnit;
  /** Who served; null = all of the outlet, for readers who do not see persons. */
  readonly clerk: PersonName | null;
  /** How often each score was pressed: 1 first, 5 last. */
  readonly scores: readonly number[];
  /** How often each reason was given with a low score, in the order of `RATING_REASONS`. */
  readonly reasons: readonly number[];
}
export interface RatingsAnswer {
  readonly asOf: Instant;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Outlets by code, clerks by number. */
  readonly lines: readonly RatingLine[];
}

type Scores = readonly number[];
export const ratedTimes = (scores: Scores): number => scores.reduce((sum, one) => sum + one, 0);

/** Average score in hundredths, rounded half up; null = nobody rated. */
export function averageScore(scores: Scores): number | null {
  const times = ratedTimes(scores);
  if (times === 0) return null;
  return Math.round((100 * scores.reduce((sum, one, index) => sum + one * (index + 1), 0)) / times);
}

/** Share of 4 and 5, ppm; null = nobody rated. */
export function contentPpm(scores: Scores): number | null {
  const times = ratedTimes(scores);
  return times === 0 ? null : Math.round((1_000_000 * ((scores[3] ?? 0) + (scores[4] ?? 0))) / times);
}

const added = (a: Scores, b: Scores): number[] => a.map((one, index) => one + (b[index] ?? 0));

/** One line for each outlet: its clerks together. */
export function byOutlet(lines: readonly RatingLine[]): readonly RatingLine[] {
  const sums = new Map<string, RatingLine>();
  for (const line of lines) {
    const sum = sums.get(line.outlet.code);
    sums.set(
      line.outlet.code,
      sum === undefined
        ? { ...line, clerk: null }
        : { ...sum, scores: added(sum.scores, line.scores), reasons: added(sum.reasons, line.reasons) },
    );
  }
  return [...sums.values()];
}
