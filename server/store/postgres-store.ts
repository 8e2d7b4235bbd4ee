import type { Domain, FeedToken, HubStore } from '../../sync/index.ts';
import { createBranchRows } from './branch-rows.ts';
import { createBranchTx } from './branch-tx.ts';
import { changesAfter, readToken, snapshotPage } from './changes.ts';
import type { Database } from './database.ts';
import { readClaims } from './journal-claims.ts';
import { readLineage } from './lineage.ts';
import { createNumbers } from './numbers.ts';
import type { Pool, Sql } from './pool.ts';
import { createReferenceRows } from './reference-rows.ts';

/**
 * The engine's `HubStore` on PostgreSQL. A branch's row is its lock: whoever holds it is alone in the branch, and
 * the order in which it is released is the order of the branch's versions.
 */
interface Locked {
  readonly token: FeedToken;
  readonly recovering: boolean;
}

const LOCK = 'SELECT version, commit_id, epoch, state FROM hub.branch WHERE branch_id = $1 FOR UPDATE';

interface BranchRow {
  readonly version: number;
  readonly commit_id: string;
  readonly epoch: string;
  readonly state: string;
}

/** A branch begins with its first command, at version 0. */
async function createBranch(sql: Sql, branch: string): Promise<void> {
  await sql.query(
    `INSERT INTO hub.branch (branch_id, version, commit_id, epoch, state)
     SELECT $1, 0, gen_random_uuid(), value, 'normal' FROM hub.setting WHERE name = 'epoch'
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
    recovering: row.state === 'recovering',
  };
}

export function createPostgresStore(db: Pool & Pick<Database, 'aside' | 'archiveFolder'>, domain: Domain): HubStore {
  const numbers = createNumbers(db.aside, db.archiveFolder);
  const reference = createReferenceRows();
  const branchRows = createBranchRows();
  return {
    inBranch: (branch, work) =>
      db.transaction(async (sql) => {
        const { token, recovering } = await lockBranch(sql, branch);
        return work(createBranchTx({ sql, domain, numbers, reference, rows: branchRows.at(token) }, token, recovering));
      }),
    token: (branch) => readToken(db, branch),
    changesAfter: (token, rowsMax) => changesAfter(db, token, rowsMax),
    snapshotPage: (branch, position, rowsMax) => snapshotPage(db, branch, position, rowsMax),
    claims: (branch, device, seqs) => readClaims(db, { branch, device, seqs }),
    lineage: async (branch) => [branch, ...(await readLineage(db, branch)).map((one) => one.branch)],
  };
}
