import type { VouchKeeper, VouchPage } from '../../sync/index.ts';
import { lockBranch } from './branch-lock.ts';
import { readApproval } from './opening.ts';
import type { Pool, Sql } from './pool.ts';

/** What tablets vouch for to a hub that has lost everything: their rows, page by page, with their signature. */
type Signed = Parameters<VouchKeeper['keep']>[1];

interface Kept {
  readonly epoch: string;
  readonly version: number;
  readonly commit: string;
  /** Pages that are here, from 0 on without a hole. */
  readonly pages: number;
  readonly whole: boolean;
}

async function readKept(sql: Sql, branch: string, device: string): Promise<Kept | null> {
  const [kept] = await sql.query<Kept>(
    `SELECT max(at_epoch) AS epoch, max(at_version) AS version, max(at_commit) AS commit, count(*) AS pages, bool_or(is_last) AS whole
     FROM hub.vouch WHERE branch_id = $1 AND device_id = $2 HAVING count(*) > 0`,
    [branch, device],
  );
  return kept ?? null;
}

const nextOf = (kept: Kept | null): number | null => (kept === null ? 0 : kept.whole ? null : kept.pages);

/**
 * What a person proposed stands as it was seen while another decides about it; from what two agreed to on, nothing more
 * is kept of any tablet, nor asked for.
 */
async function isDecided(sql: Sql, branch: string, device: string): Promise<boolean> {
  const approval = await readApproval(sql, branch);
  return approval?.status === 'approved' || (approval?.status === 'proposed' && approval.device === device);
}

const isSame = (kept: Kept, { at }: VouchPage): boolean =>
  kept.epoch === at.epoch && kept.version === at.version && kept.commit === at.commitId;

async function add(sql: Sql, page: VouchPage, { signed, signature }: Signed, receivedAt: number): Promise<void> {
  const { at, device } = page;
  await sql.query(
    `INSERT INTO hub.vouch (branch_id, device_id, page, at_epoch, at_version, at_commit, data_at, is_last, rows, body, signature, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[at.branch, device, page.page, at.epoch, at.version, at.commitId, page.dataAt],
      ...[page.isLast, page.rows.length, signed, signature, receivedAt],
    ],
  );
}

async function keep(sql: Sql, page: VouchPage, signed: Signed, at: number): Promise<number | null> {
  const { branch } = page.at;
  // Neither another line of this tablet nor a decision about its pages comes between.
  await lockBranch(sql, branch);
  if (await isDecided(sql, branch, page.device)) return null;
  let kept = await readKept(sql, branch, page.device);
  if (kept !== null && !isSame(kept, page)) {
    // Its rows are of another moment than before: all of them again.
    await sql.query('DELETE FROM hub.vouch WHERE branch_id = $1 AND device_id = $2', [branch, page.device]);
    kept = null;
  }
  if (page.page !== nextOf(kept)) return nextOf(kept);
  await add(sql, page, signed, at);
  return page.isLast ? null : page.page + 1;
}

export const createVouchKeeper = (db: Pool): VouchKeeper => ({
  wanted: async (branch, device) =>
    (await isDecided(db, branch, device)) ? null : nextOf(await readKept(db, branch, device)),
  keep: (page, signed, at) => db.transaction((sql) => keep(sql, page, signed, at)),
});
