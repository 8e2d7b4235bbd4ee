import type { Instant } from '../../shared/kernel/dates.ts';
import type { StandInLine, StandInsAnswer } from '../../shared/read-models/office-stand-ins.ts';
import { nameOf } from './office-case-steps.ts';
import type { Sql } from './pool.ts';

/** What was entered from paper in the place of entries that were lost with their tablet. */

const LINES = `
SELECT (s.body->>'seq')::bigint AS seq, s.body->>'status' AS status, s.body->>'source' AS source, s.body->>'slip_no' AS "slipNo",
  s.body->>'command' AS command, right(s.body->>'account_no', 4) AS "accountTail", (s.body->>'fen')::bigint AS fen, s.body->>'till' AS till,
  s.body->>'business_date' AS "businessDate", (s.body->>'written_at')::bigint AS "writtenAt", s.body->>'words' AS words,
  s.body->>'by' AS by, ${nameOf("s.body->>'by'")} AS "byName", (s.body->>'at')::bigint AS at,
  s.body->>'checker' AS checker, ${nameOf("s.body->>'checker'")} AS "checkerName", s.body->>'decision' AS decision
FROM hub.row s WHERE s.branch_id = $1 AND s.kind = 'stand_in' AND s.body->>'device' = $2 ORDER BY 1`;
const TILL = `
SELECT id FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND body->>'device' = $2 ORDER BY id LIMIT 1`;
const LEASE = `
SELECT id FROM hub.row WHERE branch_id = $1 AND kind = 'lease' AND body->>'device' = $2
  AND (body->>'issued_at')::bigint <= $3 AND (body->>'expires_at')::bigint >= $3
ORDER BY (body->>'issued_at')::bigint DESC LIMIT 1`;

interface Of {
  readonly branch: string;
  readonly device: string;
}

export async function readStandIns(sql: Sql, of: Of): Promise<Omit<StandInsAnswer, 'asOf'>> {
  const key = [of.branch, of.device];
  const [lines, tills] = await Promise.all([
    sql.query<StandInLine>(LINES, key),
    sql.query<{ readonly id: string }>(TILL, key),
  ]);
  return { lines, till: tills[0]?.id ?? null };
}

export async function readLeaseAt(sql: Sql, of: Of & { readonly at: Instant }): Promise<string | null> {
  const [found] = await sql.query<{ readonly id: string }>(LEASE, [of.branch, of.device, of.at]);
  return found?.id ?? null;
}
