import { addMonths } from '../../shared/kernel/dates.ts';
import type { RatingLine } from '../../shared/read-models/office-ratings.ts';
import { RATING_REASONS } from '../../shared/tables/service-rating.ts';
import { peopleOf } from './office-people.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/** What customers pressed after being served, counted by outlet and clerk over one month. */

interface Row {
  readonly branch: string;
  readonly maker: string | null;
  readonly score: number;
  readonly reason: string | null;
  readonly times: number;
}
const RATINGS = `
SELECT branch_id AS branch, body->>'maker' AS maker, (body->>'score')::int AS score, body->>'reason' AS reason, count(*)::int AS times
FROM hub.row WHERE branch_id = ANY($1) AND kind = 'service_rating' AND body->>'business_date' >= $2 AND body->>'business_date' < $3
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3`;
const SCORES = 5;

/** @param month `YYYY-MM`. */
export async function readRatings(sql: Sql, scope: string, month: string): Promise<readonly RatingLine[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const first = `${month}-01`;
  const rows = await sql.query<Row>(RATINGS, [branches.map((branch) => branch.id), first, addMonths(first, 1)]);
  const name = await peopleOf(
    sql,
    rows.map((row) => row.maker),
  );
  const lines = new Map<string, { line: RatingLine; scores: number[]; reasons: number[] }>();
  for (const { branch, maker, score, reason, times } of rows) {
    const key = `${branch}/${maker ?? ''}`;
    const [scores, reasons] = [new Array<number>(SCORES).fill(0), RATING_REASONS.map(() => 0)];
    const fresh = { outlet: asUnit(unitOr(units, branch)), clerk: name(maker), scores, reasons };
    const one = lines.get(key) ?? { line: fresh, scores, reasons };
    lines.set(key, one);
    one.scores[score - 1] = (one.scores[score - 1] ?? 0) + times;
    const why = RATING_REASONS.findIndex((each) => each === reason);
    if (why >= 0) one.reasons[why] = (one.reasons[why] ?? 0) + times;
  }
  return [...lines.values()].map(({ line }) => line);
}
