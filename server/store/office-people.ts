import type { BusinessDate } from '../../shared/kernel/dates.ts';
import type { PersonName } from '../../shared/read-models/office-fields.ts';
import type { Post } from '../../shared/tables/employee.ts';
import type { Sql } from './pool.ts';

/** People of the bank: who works at the outlets, and what somebody of a number is called. */

const NAMES = `
SELECT DISTINCT ON (e.id) e.id AS no, e.body->>'name' AS name FROM hub.branch b
JOIN hub.row e ON e.branch_id = b.branch_id AND e.kind = 'employee' AND e.id = ANY($1::text[]) WHERE e.body IS NOT NULL ORDER BY e.id`;

/** Names one number, or nobody. */
export type NameOf = (employeeNo: string | null) => PersonName | null;

/** Names of these employees, wherever they work. */
export async function peopleOf(sql: Sql, numbers: readonly (string | null)[]): Promise<NameOf> {
  const asked = [...new Set(numbers.filter((one) => one !== null))];
  const rows = await sql.query<{ no: string; name: string }>(NAMES, [asked]);
  const names = new Map(rows.map(({ no, name }) => [no, name]));
  return (employeeNo) => (employeeNo === null ? null : { employeeNo, name: names.get(employeeNo) ?? null });
}

const PEOPLE = `
SELECT branch_id AS outlet, id AS no, body->>'name' AS name, body->'posts' AS posts FROM hub.row
WHERE branch_id = ANY($1) AND length(branch_id) = 8 AND kind = 'employee'
  AND body->>'unit' = branch_id AND body->>'status' = 'active'
ORDER BY branch_id, id`;

export interface Person {
  readonly outlet: string;
  readonly no: string;
  readonly name: string;
  readonly posts: readonly Post[];
}

const heldOn = (on: BusinessDate) => (post: { from: string; to: string | null }) =>
  post.from <= on && (post.to === null || on <= post.to);

/** Active people of these outlets, each with the posts held on that day. */
export async function readPeople(sql: Sql, branches: readonly string[], on: BusinessDate): Promise<readonly Person[]> {
  const rows = await sql.query<Omit<Person, 'posts'> & { posts: { post: Post; from: string; to: string | null }[] }>(
    PEOPLE,
    [branches],
  );
  return rows.map((row) => ({ ...row, posts: row.posts.filter(heldOn(on)).map((one) => one.post) }));
}
