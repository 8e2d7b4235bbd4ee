import type { BusinessDate } from '../../shared/kernel/dates.ts';
import type { StepLine, Worker } from '../../shared/read-models/office-cases.ts';
import type { Post } from '../../shared/tables/employee.ts';
import type { Sql } from './pool.ts';

/** What people did about a case, who may take it over, and the account its money may go to. */

interface StepRow {
  readonly id: string;
  readonly step: StepLine['step'];
  readonly by: string | null;
  readonly byName: string | null;
  readonly at: number;
  readonly words: string;
  readonly action: StepLine['action'];
  readonly fen: number;
  readonly accountNo: string | null;
  readonly dueOn: string | null;
  readonly to: string | null;
  readonly toName: string | null;
  readonly open: boolean;
}

/** An employee's row may lie in the branch of the own unit or of one above: any of them has the name. */
export const nameOf = (no: string): string =>
  `(SELECT e.body->>'name' FROM hub.branch b JOIN hub.row e ON e.branch_id = b.branch_id AND e.kind = 'employee' AND e.id = ${no} WHERE e.body IS NOT NULL LIMIT 1)`;
const STEPS = `
SELECT s.id, s.body->>'step' AS step, s.body->>'by' AS by, ${nameOf("s.body->>'by'")} AS "byName", (s.body->>'at')::bigint AS at,
  s.body->>'words' AS words, s.body->>'action' AS action, (s.body->>'fen')::bigint AS fen, a.body->>'account_no' AS "accountNo",
  s.body->>'due_on' AS "dueOn", s.body->>'to' AS "to", ${nameOf("s.body->>'to'")} AS "toName", (s.body->>'open')::boolean AS open
FROM hub.row s LEFT JOIN hub.row a ON a.branch_id = s.branch_id AND a.kind = 'account' AND a.id = s.body->>'to_account'
WHERE s.branch_id = $1 AND s.kind = $2 AND s.body->>'case' = $3 ORDER BY (s.body->>'at')::bigint, s.id`;

export async function readSteps(
  sql: Sql,
  of: { readonly branch: string; readonly case: string; readonly aml: boolean },
): Promise<readonly StepLine[]> {
  const rows = await sql.query<StepRow>(STEPS, [of.branch, of.aml ? 'aml_case_action' : 'case_action', of.case]);
  return rows.map(({ accountNo, ...row }) => ({ ...row, toAccountTail: accountNo?.slice(-4) ?? null }));
}

interface EmployeeBody {
  readonly employee_no: string;
  readonly name: string;
  readonly posts: readonly { readonly post: Post; readonly from: string; readonly to: string | null }[];
}

/** Active people of a unit, with the posts they hold on `on`. */
export async function readWorkers(
  sql: Sql,
  unit: string,
  on: BusinessDate,
): Promise<readonly (Worker & { readonly posts: readonly Post[] })[]> {
  const rows = await sql.query<{ body: EmployeeBody }>(
    `SELECT DISTINCT ON (e.id) e.body FROM hub.branch b JOIN hub.row e ON e.branch_id = b.branch_id AND e.kind = 'employee'
     WHERE e.body->>'unit' = $1 AND e.body->>'status' = 'active' ORDER BY e.id`,
    [unit],
  );
  return rows.map(({ body }) => ({
    employeeNo: body.employee_no,
    name: body.name,
    posts: body.posts.filter((one) => one.from <= on && (one.to === null || on <= one.to)).map((one) => one.post),
  }));
}

export async function accountByNo(sql: Sql, branch: string, accountNo: string): Promise<string | null> {
  const rows = await sql.query<{ account: string }>(
    "SELECT body->>'account' AS account FROM hub.row WHERE branch_id = $1 AND kind = 'account_number' AND id = $2 AND body IS NOT NULL",
    [branch, accountNo],
  );
  return rows[0]?.account ?? null;
}
