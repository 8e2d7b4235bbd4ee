import type { ExceptionCode } from '../commands/codes.ts';
import { daysBetween, shanghaiDate, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { CaseLine, OfficeUnit } from './office.ts';

/** Ageing of open cases (domain 4.8): how many have waited how long, by kind and by outlet. */

export interface OpenCase {
  readonly outlet: OfficeUnit;
  readonly code: ExceptionCode;
  readonly severity: CaseLine['severity'];
  readonly aml: boolean;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly suspenseFen: Fen;
}

/** Upper ends of the columns in calendar days since the case was opened; the last column has none. */
export const AGE_DAYS = [1, 3, 7, 30] as const;

export interface AgeingSums {
  readonly count: number;
  /** One per column: AGE_DAYS and what is older. */
  readonly byAge: readonly number[];
  /** Over their time limit. */
  readonly over: number;
  readonly suspenseFen: Fen;
  readonly oldestAt: Instant | null;
}
export interface AgeingAnswer {
  readonly asOf: Instant;
  readonly total: AgeingSums;
  readonly byCode: readonly (AgeingSums & { readonly code: ExceptionCode })[];
  readonly byOutlet: readonly (AgeingSums & { readonly outlet: OfficeUnit })[];
}

/** Days by China's dates: opened today is 0. */
export const ageColumn = (openedAt: Instant, now: Instant): number => {
  const days = daysBetween(shanghaiDate(openedAt), shanghaiDate(now));
  const column = AGE_DAYS.findIndex((upTo) => days <= upTo);
  return column < 0 ? AGE_DAYS.length : column;
};

export function sumAges(cases: readonly OpenCase[], now: Instant): AgeingSums {
  const byAge = new Array<number>(AGE_DAYS.length + 1).fill(0);
  for (const one of cases) {
    const column = ageColumn(one.openedAt, now);
    byAge[column] = (byAge[column] ?? 0) + 1;
  }
  return {
    count: cases.length,
    byAge,
    over: cases.filter((one) => one.dueAt < now).length,
    suspenseFen: cases.reduce((sum, one) => sum + one.suspenseFen, 0),
    oldestAt: cases.reduce<Instant | null>(
      (old, one) => (old === null ? one.openedAt : Math.min(old, one.openedAt)),
      null,
    ),
  };
}

function groups<T>(
  cases: readonly OpenCase[],
  key: (one: OpenCase) => string,
  head: (one: OpenCase) => T,
  now: Instant,
) {
  const lists = new Map<string, OpenCase[]>();
  for (const one of cases) lists.set(key(one), [...(lists.get(key(one)) ?? []), one]);
  return [...lists.values()]
    .flatMap((list) => (list[0] === undefined ? [] : [{ ...head(list[0]), ...sumAges(list, now) }]))
    .sort((a, b) => b.over - a.over || (a.oldestAt ?? 0) - (b.oldestAt ?? 0));
}

/** Kinds and outlets with most over their limit first, then the oldest. */
export const ageing = (cases: readonly OpenCase[], now: Instant): Omit<AgeingAnswer, 'asOf'> => ({
  total: sumAges(cases, now),
  byCode: groups(
    cases,
    (one) => one.code,
    ({ code }) => ({ code }),
    now,
  ),
  byOutlet: groups(
    cases,
    (one) => one.outlet.code,
    ({ outlet }) => ({ outlet }),
    now,
  ),
});
