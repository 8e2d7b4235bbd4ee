import type { Instant } from '../kernel/dates.ts';
import { calendarQuery } from './office-calendar.ts';
import type { OfficeUnit } from './office.ts';

/** 演练 of a month: who serves customers at the outlets, and who of them has passed a drill. */

export const drillsQuery = calendarQuery;

export interface DrillLine {
  readonly outlet: OfficeUnit;
  readonly employeeNo: string;
  readonly name: string;
  /** Drills of the month this person had recorded as theirs. */
  readonly tries: number;
  /** The furthest of them; null = none. */
  readonly best: { readonly done: number; readonly of: number } | null;
  /** When the first one with every task done was over; null = not passed this month. */
  readonly passedAt: Instant | null;
}
export interface DrillsAnswer {
  readonly asOf: Instant;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Outlets by code; who has not passed before who has. */
  readonly lines: readonly DrillLine[];
}
