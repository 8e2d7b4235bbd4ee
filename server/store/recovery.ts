import { lockBranch } from './branch-lock.ts';
import type { Pool, Sql } from './pool.ts';

/** When a branch put back from a backup is whole again: each device that is not lost or revoked has come back in this life. */
const END = `
UPDATE hub.branch AS b SET state = 'normal' WHERE b.state = 'recovering' AND ($1::text IS NULL OR b.branch_id = $1)
  AND NOT EXISTS (SELECT 1 FROM hub.device AS d WHERE d.branch_id = b.branch_id
    AND d.status NOT IN ('lost', 'revoked') AND d.returned_epoch IS DISTINCT FROM b.epoch)
RETURNING b.branch_id AS branch`;

/** Ends the recovery of a branch (null: of any) that waits for nobody. @returns the branches that were recovering until now. */
export async function endRecovery(sql: Sql, branch: string | null): Promise<readonly string[]> {
  const ended = await sql.query<{ branch: string }>(END, [branch]);
  return ended.map((one) => one.branch);
}

/** The device has given again all that it has. @returns whether the branch was recovering until now. */
export function noteReturned(db: Pool, branch: string, device: string): Promise<boolean> {
  return db.transaction(async (sql) => {
    await lockBranch(sql, branch);
    await sql.query(
      `UPDATE hub.device SET returned_epoch = (SELECT b.epoch FROM hub.branch AS b WHERE b.branch_id = $1)
       WHERE branch_id = $1 AND device_id = $2`,
      [branch, device],
    );
    return (await endRecovery(sql, branch)).length > 0;
  });
}
