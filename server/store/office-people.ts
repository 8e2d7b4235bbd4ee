import type { Sql } from './pool.ts';

const NAMES = `
SELECT DISTINCT ON (e.id) e.id AS no, e.body->>'name' AS name FROM hub.branch b
JOIN hub.row e ON e.branch_id = b.branch_id AND e.kind = 'employee' AND e.id = ANY($1::text[]) WHERE e.body IS NOT NULL ORDER BY e.id`;

interface Named {
  readonly employeeNo: string;
  /** null = nobody of that number is known here. */
  readonly name: string | null;
}

/** Names of these employees, wherever they work. The answer names one number, or nobody. */
export async function peopleOf(
  sql: Sql,
  numbers: readonly (string | null)[],
): Promise<(employeeNo: string | null) => Named | null> {
  const asked = [...new Set(numbers.filter((one) => one !== null))];
  const rows = await sql.query<{ no: string; name: string }>(NAMES, [asked]);
  const names = new Map(rows.map(({ no, name }) => [no, name]));
  return (employeeNo) => (employeeNo === null ? null : { employeeNo, name: names.get(employeeNo) ?? null });
}
