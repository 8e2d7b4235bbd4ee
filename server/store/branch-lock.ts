import type { CopyBase, FeedToken } from '../../sync/index.ts';
import type { Sql } from './pool.ts';

/**
 * A branch's row is its lock: whoever holds it is alone in the branch, and the order in which it is released is
 * the order of the branch's versions.
 */
export interface Locked {
  readonly token: FeedToken;
  readonly recovering: boolean;
  readonly rebuilding: boolean;
  readonly base: CopyBase | null;
}

const LOCK =
  'SELECT version, commit_id, epoch, state, base_epoch, base_version FROM hub.branch WHERE branch_id = $1 FOR UPDATE';

interface BranchRow {
  readonly version: number;
  readonly commit_id: string;
  readonly epoch: string;
  readonly state: string;
  readonly base_epoch: string | null;
  readonly base_version: number | null;
}

/** A branch begins with its first command, at version 0; in a hub that has lost everything an outlet (8 digits) waits. */
async function createBranch(sql: Sql, branch: string): Promise<void> {
  await sql.query(
    `INSERT INTO hub.branch (branch_id, version, commit_id, epoch, state)
     SELECT $1, 0, gen_random_uuid(), value,
       CASE WHEN $1 ~ '^[0-9]{8}$' AND EXISTS (SELECT 1 FROM hub.setting WHERE name = 'rebuild') THEN 'rebuilding' ELSE 'normal' END
     FROM hub.setting WHERE name = 'epoch'
     ON CONFLICT (branch_id) DO NOTHING`,
    [branch],
  );
  await sql.query(
    `INSERT INTO hub.branch_commit (branch_id, version, commit_id)
     SELECT branch_id, 0, commit_id FROM hub.branch WHERE branch_id = $1 AND version = 0
     ON CONFLICT (branch_id, version) DO NOTHING`,
    [branch],
  );
}

export async function lockBranch(sql: Sql, branch: string): Promise<Locked> {
  let rows = await sql.prepared<BranchRow>('lock_branch', LOCK, [branch]);
  if (rows.length === 0) {
    await createBranch(sql, branch);
    rows = await sql.prepared<BranchRow>('lock_branch', LOCK, [branch]);
  }
  const row = rows[0];
  if (row === undefined) throw new Error(`branch ${branch} could not be created`);
  return {
    token: { epoch: row.epoch, branch, version: row.version, commitId: row.commit_id },
    recovering: row.state !== 'normal',
    rebuilding: row.state === 'rebuilding',
    base: row.base_epoch === null ? null : { epoch: row.base_epoch, version: row.base_version ?? 0 },
  };
}

/** Branches in that state, by code. */
export async function branchesIn(sql: Sql, state: 'recovering' | 'rebuilding'): Promise<readonly string[]> {
  const rows = await sql.query<{ branch: string }>(
    'SELECT branch_id AS branch FROM hub.branch WHERE state = $1 ORDER BY branch_id',
    [state],
  );
  return rows.map(({ branch }) => branch);
}
