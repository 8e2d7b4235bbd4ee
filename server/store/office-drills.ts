import { addMonths, shanghaiDate, type Instant } from '../../shared/kernel/dates.ts';
import type { DrillLine } from '../../shared/read-models/office-drills.ts';
import type { drillResult } from '../../shared/tables/drill.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import { readPeople } from './office-people.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Drills of a month for everybody who serves customers now at an outlet of the subtree. */

type Drill = Pick<RowOf<typeof drillResult>, 'employee' | 'done' | 'of' | 'passed' | 'ended_at'>;
const DRILLS = `
SELECT body FROM hub.row WHERE branch_id = ANY($1) AND kind = 'drill_result' AND body IS NOT NULL
  AND body->>'business_date' >= $2 AND body->>'business_date' < $3 ORDER BY (body->>'ended_at')::bigint`;
const SERVES: ReadonlySet<string> = new Set(['teller', 'chief_teller']);

const further = (a: Drill | null, b: Drill): Drill => (a !== null && a.done * b.of >= b.done * a.of ? a : b);

/** @param month `YYYY-MM`. */
export async function readDrills(
  sql: Sql,
  scope: string,
  of: { readonly month: string; readonly now: Instant },
): Promise<readonly DrillLine[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const ids = branches.map((branch) => branch.id);
  const first = `${of.month}-01`;
  const [people, rows] = await Promise.all([
    readPeople(sql, ids, shanghaiDate(of.now)),
    sql.query<{ body: Drill }>(DRILLS, [ids, first, addMonths(first, 1)]),
  ]);
  const lines = people
    .filter((one) => one.posts.some((post) => SERVES.has(post)))
    .map((one): DrillLine => {
      const own = rows.map(({ body }) => body).filter((drill) => drill.employee === one.no);
      const best = own.reduce<Drill | null>(further, null);
      return {
        outlet: asUnit(unitOr(units, one.outlet)),
        employeeNo: one.no,
        name: one.name,
        tries: own.length,
        best: best === null ? null : { done: best.done, of: best.of },
        passedAt: own.find((drill) => drill.passed)?.ended_at ?? null,
      };
    });
  const passed = (line: DrillLine): number => (line.passedAt === null ? 0 : 1);
  return lines.sort((a, b) => a.outlet.code.localeCompare(b.outlet.code) || passed(a) - passed(b));
}
