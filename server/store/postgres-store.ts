import type { Domain, HubStore } from '../../sync/index.ts';
import { lockBranch } from './branch-lock.ts';
import { createBranchRows } from './branch-rows.ts';
import { createBranchTx } from './branch-tx.ts';
import { changesAfter, readToken, snapshotPage } from './changes.ts';
import type { Database } from './database.ts';
import { readClaims } from './journal-claims.ts';
import { readLineage } from './lineage.ts';
import { createNumbers } from './numbers.ts';
import { createPageCache } from './page-cache.ts';
import type { Pool } from './pool.ts';
import { noteReturned } from './recovery.ts';
import { createReferenceRows } from './reference-rows.ts';

/** The engine's `HubStore` on PostgreSQL; what its verbs promise is in the contract suite. */
export function createPostgresStore(db: Pool & Pick<Database, 'aside' | 'archiveFolder'>, domain: Domain): HubStore {
  const numbers = createNumbers(db.aside, db.archiveFolder);
  const reference = createReferenceRows();
  const branchRows = createBranchRows();
  const pages = createPageCache();
  return {
    inBranch: (branch, work) =>
      db.transaction(async (sql) => {
        const locked = await lockBranch(sql, branch);
        return work(createBranchTx({ sql, domain, numbers, reference, rows: branchRows.at(locked.token) }, locked));
      }),
    token: (branch) => readToken(db, branch),
    changesAfter: (token, rowsMax) => changesAfter(db, token, rowsMax),
    snapshotPage: (at, form) => snapshotPage(db, pages, at, form),
    claims: (branch, device, seqs) => readClaims(db, { branch, device, seqs }),
    noteReturned: (branch, device) => noteReturned(db, branch, device),
    lineage: async (branch) => [branch, ...(await readLineage(db, branch)).map((one) => one.branch)],
  };
}
