import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PassThrough, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { lockBranch } from './branch-lock.ts';
import {
  BackupFault,
  countRows,
  hubKeyName,
  readManifest,
  syncFolder,
  verifyBackup,
  writeManifest,
  type BackupKeys,
  type Manifest,
  type TableFile,
} from './backup-manifest.ts';
import { openCopyLink, type CopyLink } from './copy-link.ts';
import type { Pool, Sql } from './pool.ts';

/**
 * A copy of every table as it stood at one moment, beside the running hub: one connection exports its snapshot, the
 * others copy in it. What can be built again from the rest (the facts of schema `analysis`) is left out. Only when the
 * whole copy was read back from the disk does it count, and the journals' archived seqs move.
 */
export interface BackupDeps {
  readonly db: Pool & { readonly url: string };
  readonly keys: BackupKeys;
  /** Tables of schema `analysis` that the feed builds again. */
  readonly rebuilt: ReadonlySet<string>;
  readonly now: () => number;
  readonly say: (line: string) => void;
}

export interface BackupReport {
  readonly id: string;
  readonly folder: string;
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
  /** Backups that are still offered for restore, this one included. */
  readonly offered: number;
}

const COPIERS = 2;
const GZIP_LEVEL = 1;
const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

async function takeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const held = await readdir(folder);
  if (held.length > 0)
    throw new BackupFault(`${folder} is not empty: give each backup a folder of its own, for example with the date.`);
  await chmod(folder, 0o700);
}

type TablePlan = Pick<TableFile, 'schema' | 'name' | 'columns' | 'file'>;

const TABLES = `
SELECT n.nspname AS schema, c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE n.nspname IN ('hub', 'analysis') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY n.nspname, c.relname ORDER BY sum(pg_table_size(c.oid)) DESC, n.nspname, c.relname`;

async function planTables(sql: Sql, rebuilt: ReadonlySet<string>): Promise<readonly TablePlan[]> {
  const tables = await sql.query<Omit<TablePlan, 'file'>>(TABLES);
  return tables
    .filter(({ schema, name }) => schema !== 'analysis' || !rebuilt.has(name))
    .map((one) => ({ ...one, file: `${one.schema}.${one.name}.copy.gz` }));
}

/** Copies one table into its file and flushes it to the disk. */
async function copyTable(link: CopyLink, folder: string, plan: TablePlan): Promise<TableFile> {
  const path = join(folder, plan.file);
  const lines = new PassThrough();
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const written = pipeline(
    lines,
    createGzip({ level: GZIP_LEVEL }),
    measure,
    createWriteStream(path, { mode: 0o600, flags: 'wx' }),
  );
  written.catch((fault: unknown) => lines.destroy(fault instanceof Error ? fault : undefined));
  const columns = plan.columns.map((name) => `"${name}"`).join(', ');
  await link.copyOut(`COPY (SELECT ${columns} FROM "${plan.schema}"."${plan.name}") TO STDOUT`, async (chunk) => {
    rows += countRows(chunk);
    if (!lines.write(chunk)) await Promise.race([new Promise((go) => lines.once('drain', go)), written]);
  });
  lines.end();
  await written;
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
  return { ...plan, rows, bytes, sha256: hash.digest('hex') };
}

/** Every table in one snapshot, by several connections at once. */
async function copyTables(
  url: string,
  snapshot: string,
  folder: string,
  plans: readonly TablePlan[],
): Promise<readonly TableFile[]> {
  const queue = [...plans];
  const done: TableFile[] = [];
  const copier = async (): Promise<void> => {
    const link = await openCopyLink(url, 'yizhan-backup');
    try {
      await link.script(SNAPSHOT);
      await link.script(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`);
      for (let plan = queue.shift(); plan !== undefined; plan = queue.shift())
        done.push(await copyTable(link, folder, plan));
    } finally {
      await link.close();
    }
  };
  await Promise.all(Array.from({ length: COPIERS }, copier));
  return done.sort((a, b) => (a.file < b.file ? -1 : 1));
}

const DEVICES = `
SELECT branch_id AS branch, device_id AS device, device_no AS no, status, seq FROM hub.device ORDER BY branch_id, device_no`;

async function copyAll(deps: BackupDeps, folder: string): Promise<Manifest> {
  const leader = await openCopyLink(deps.db.url, 'yizhan-backup');
  try {
    await leader.script(SNAPSHOT);
    const [exported] = await leader.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
    const plans = await planTables(leader, deps.rebuilt);
    const migrations = await leader.query<{ name: string }>('SELECT name FROM public.migration ORDER BY name');
    const [epoch] = await leader.query<{ value: string }>("SELECT value FROM hub.setting WHERE name = 'epoch'");
    const devices = await leader.query<Manifest['devices'][number]>(DEVICES);
    const madeAt = deps.now();
    const tables = await copyTables(deps.db.url, exported?.id ?? '', folder, plans);
    return {
      format: 1,
      id: randomUUID(),
      hubKey: hubKeyName(deps.keys.signingKey),
      madeAt,
      epoch: epoch?.value ?? '',
      migrations: migrations.map(({ name }) => name),
      tables: [...tables],
      devices,
    };
  } finally {
    await leader.close();
  }
}

/** Notes the backup and withdraws those whose folders no longer hold them. @returns how many are offered. */
async function noteBackup({ db, keys, now }: BackupDeps, folder: string, manifest: Manifest): Promise<number> {
  const devices = manifest.devices.map(({ branch, device, seq }) => ({ branch, device, seq }));
  await db.query('INSERT INTO hub.backup (backup_id, made_at, folder, devices) VALUES ($1, $2, $3, $4::jsonb)', [
    manifest.id,
    manifest.madeAt,
    folder,
    JSON.stringify(devices),
  ]);
  const earlier = await db.query<{ id: string; folder: string }>(
    'SELECT backup_id AS id, folder FROM hub.backup WHERE withdrawn_at IS NULL',
  );
  let offered = 0;
  for (const one of earlier) {
    const found = await readManifest(one.folder, keys).catch(() => null);
    if (found?.id === one.id) offered += 1;
    else await db.query('UPDATE hub.backup SET withdrawn_at = $2 WHERE backup_id = $1', [one.id, now()]);
  }
  return offered;
}

/** The lowest seq of each device in any backup still offered; one that a backup does not know is not archived at all. */
const ARCHIVE = `
UPDATE hub.device AS d SET archived_seq = (
  SELECT min(coalesce(s.seq, 0)) FROM hub.backup AS b
  LEFT JOIN LATERAL jsonb_to_recordset(b.devices) AS s(branch text, device text, seq bigint)
    ON s.branch = d.branch_id AND s.device = d.device_id
  WHERE b.withdrawn_at IS NULL)
WHERE d.branch_id = $1`;

async function moveArchived(db: Pool, branches: Iterable<string>): Promise<void> {
  for (const branch of branches)
    await db.transaction(async (sql) => {
      await lockBranch(sql, branch);
      await sql.query(ARCHIVE, [branch]);
    });
}

/** When the newest backup still offered was made, ms since 1970 UTC; null = there is none. */
export async function lastBackup(sql: Sql): Promise<number | null> {
  const rows = await sql.query<{ at: number | null }>(
    'SELECT max(made_at) AS at FROM hub.backup WHERE withdrawn_at IS NULL',
  );
  return rows[0]?.at ?? null;
}

/** @throws BackupFault when the folder cannot take it, or the copy read back is not what was written. */
export async function makeBackup(deps: BackupDeps, to: string): Promise<BackupReport> {
  const folder = resolve(to);
  await takeFolder(folder);
  const manifest = await copyAll(deps, folder);
  deps.say('copied; reading it back');
  await syncFolder(folder);
  await verifyBackup(folder, manifest);
  await writeManifest(folder, manifest, deps.keys);
  await readManifest(folder, deps.keys);
  const offered = await noteBackup(deps, folder, manifest);
  await moveArchived(deps.db, new Set(manifest.devices.map(({ branch }) => branch)));
  const sum = (of: (table: TableFile) => number): number => manifest.tables.reduce((all, one) => all + of(one), 0);
  const rows = sum((one) => one.rows);
  return { id: manifest.id, folder, tables: manifest.tables.length, rows, bytes: sum((one) => one.bytes), offered };
}
