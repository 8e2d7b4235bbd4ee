import type { Sql } from './pool.ts';

/**
 * Where a branch stands. A child's code starts with its parent's (domain 3.1): province 2 digits, city 4, county
 * 6, outlet 8, so the ancestors can be read off the code; only those that exist are followed.
 */
export function ancestorCodes(branch: string): readonly string[] {
  if (!/^\d{4}(\d{2}){0,2}$/.test(branch)) return [];
  const codes: string[] = [];
  for (let length = branch.length - 2; length >= 2; length -= 2) codes.push(branch.slice(0, length));
  return codes;
}

/** Rows of scope `outlet` go to terminals of an outlet only; from a unit above it they get reference rows alone. */
export const fedScopes = (branch: string): readonly string[] =>
  /^\d{2,6}$/.test(branch) ? ['reference'] : ['outlet', 'reference'];

/** The branch and its existing ancestors, nearest first, with their versions. */
export async function readLineage(
  sql: Sql,
  branch: string,
): Promise<readonly { branch: string; version: number; commitId: string }[]> {
  const codes = ancestorCodes(branch);
  if (codes.length === 0) return [];
  const rows = await sql.prepared<{ branch_id: string; version: number; commit_id: string }>(
    'lineage',
    'SELECT branch_id, version, commit_id FROM hub.branch WHERE branch_id = ANY($1::text[])',
    [codes],
  );
  return rows
    .map((row) => ({ branch: row.branch_id, version: row.version, commitId: row.commit_id }))
    .sort((a, b) => b.branch.length - a.branch.length);
}
