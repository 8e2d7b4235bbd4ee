import { archiveId, readArchive, readParts, type ArchivedBatch, type BatchHeader } from './archive-file.ts';
import { BEGIN_HERE } from './archive.ts';
import type { CopyLink } from './copy-link.ts';
import type { Sql } from './pool.ts';

/**
 * Puts what the archive holds behind a backup that was just loaded: each branch's batches in the order of its versions,
 * as they were recorded. A batch follows only the past it was written behind: versions are compared by their random
 * commit ids, so what another life of the hub did is never mixed in.
 */
export interface Redone {
  readonly batches: number;
  /** Branches that moved on, and to which version. */
  readonly branches: ReadonlyMap<string, number>;
  /** The archive has followed this database since before the backup, and is whole. */
  readonly isWhole: boolean;
  /** What cannot be read, one sentence each. */
  readonly damage: readonly string[];
}

/** Keys of what may be written again with other values. */
const REWRITTEN: Readonly<Record<string, { readonly key: string; readonly when: string }>> = {
  row: { key: 'branch_id, kind, id', when: 'WHERE hub.row.version < excluded.version' },
  device: { key: 'branch_id, device_id', when: '' },
  raw: { key: 'branch_id, device_id, seq, hash', when: '' },
};

function insertSql(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => `"${name}"`).join(', ');
  // A message may not have arrived in what is left of its receiver: it is delivered again, once.
  const values = columns.map((name) => (table === 'outbox' && name === 'delivered_at' ? 'NULL' : `"${name}"`));
  const again = REWRITTEN[table];
  const sets = columns.map((name) => `"${name}" = excluded."${name}"`).join(', ');
  const conflict = again === undefined ? 'DO NOTHING' : `(${again.key}) DO UPDATE SET ${sets} ${again.when}`;
  return `INSERT INTO hub."${table}" (${names}) SELECT ${values.join(', ')} FROM pg_temp."redo_${table}" ON CONFLICT ${conflict}`;
}

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(body);
}

async function stage(link: CopyLink, header: BatchHeader, bodies: readonly Buffer[]): Promise<void> {
  for (const [index, { table, columns }] of header.parts.entries()) {
    await link.script(
      `CREATE TEMP TABLE IF NOT EXISTS "redo_${table}" (LIKE hub."${table}" INCLUDING DEFAULTS); TRUNCATE pg_temp."redo_${table}"`,
    );
    const names = columns.map((name) => `"${name}"`).join(', ');
    await link.copyIn(`COPY pg_temp."redo_${table}" (${names}) FROM STDIN`, once(bodies[index] ?? Buffer.alloc(0)));
  }
}

interface Head {
  readonly version: number;
  readonly commit: string;
}

async function headOf(sql: Sql, branch: string): Promise<Head | null> {
  const rows = await sql.query<{ version: number; commit: string }>(
    'SELECT version, commit_id AS commit FROM hub.branch WHERE branch_id = $1',
    [branch],
  );
  return rows[0] ?? null;
}

/** Does the batch follow the past of the branch as it stands? Its own commits are staged. */
async function followsPast(sql: Sql, { branch, from, fromCommit }: BatchHeader, head: Head | null): Promise<boolean> {
  if (head === null) return from === 0;
  const rows = await sql.query<{ same: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM hub.branch_commit AS c JOIN pg_temp.redo_branch_commit AS r
       ON r.branch_id = c.branch_id AND r.version = c.version WHERE c.branch_id = $1 AND c.commit_id <> r.commit_id)
     AND EXISTS (SELECT 1 FROM hub.branch_commit AS c WHERE c.branch_id = $1 AND c.version = $2 AND c.commit_id::text = $3) AS same`,
    [branch, from, fromCommit],
  );
  return rows[0]?.same === true;
}

const MOVE_BRANCH = `
INSERT INTO hub.branch (branch_id, version, commit_id, epoch, state)
SELECT c.branch_id, c.version, c.commit_id, '', 'normal' FROM hub.branch_commit AS c WHERE c.branch_id = $1 AND c.version = $2
ON CONFLICT (branch_id) DO UPDATE SET version = excluded.version, commit_id = excluded.commit_id`;

/** @returns whether it was of this branch's past */
async function redoBatch(link: CopyLink, batch: ArchivedBatch, head: Head | null): Promise<boolean> {
  const { header } = batch;
  await stage(link, header, await readParts(batch));
  if (!(await followsPast(link, header, head))) return false;
  for (const { table, columns } of header.parts) await link.query(insertSql(table, columns));
  await link.query(MOVE_BRANCH, [header.branch, header.to]);
  return true;
}

/** Newest first where two lives of the hub went on from one version: what the bank lived with last. */
async function redoBranch(link: CopyLink, batches: readonly ArchivedBatch[]): Promise<number> {
  let left = [...batches].reverse();
  let done = 0;
  let head = await headOf(link, left[0]?.header.branch ?? '');
  for (;;) {
    const at = head?.version ?? -1;
    left = left.filter(({ header }) => header.to > at);
    const next = left.find(({ header }) => header.from <= Math.max(at, 0));
    if (next === undefined) return done;
    if (await redoBatch(link, next, head)) {
      done += 1;
      head = await headOf(link, next.header.branch);
    } else left = left.filter((one) => one !== next);
  }
}

async function followedSince(sql: Sql, archiveFolder: string): Promise<boolean> {
  const id = await archiveId(archiveFolder);
  const rows = await sql.query<{ value: string }>("SELECT value FROM hub.setting WHERE name = 'archive'");
  return id !== null && rows[0]?.value === id;
}

/** Inside the restore's transaction, before the new life begins. */
export async function redoArchive(link: CopyLink, archiveFolder: string): Promise<Redone> {
  const index = await readArchive(archiveFolder);
  const isFollowed = await followedSince(link, archiveFolder);
  const byBranch = new Map<string, ArchivedBatch[]>();
  for (const batch of index.batches) {
    const own = byBranch.get(batch.header.branch);
    if (own === undefined) byBranch.set(batch.header.branch, [batch]);
    else own.push(batch);
  }
  const branches = new Map<string, number>();
  let batches = 0;
  for (const [branch, own] of byBranch) {
    const done = await redoBranch(link, own);
    if (done === 0) continue;
    batches += done;
    branches.set(branch, (await headOf(link, branch))?.version ?? 0);
  }
  await link.query(BEGIN_HERE);
  const damage = index.damaged.map(({ path, at }) => `${path} cannot be read from byte ${at} on`);
  return { batches, branches, isWhole: isFollowed && damage.length === 0, damage };
}
