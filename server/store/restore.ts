import { resolve } from 'node:path';
import {
  BackupFault,
  readManifest,
  tableRows,
  verifyBackup,
  type BackupKeys,
  type Manifest,
  type TableFile,
} from './backup-manifest.ts';
import type { CopyLink } from './copy-link.ts';
import { startEpoch } from './epoch.ts';
import { noteGaps, type RestoreGap } from './restore-gaps.ts';
import { migrateIn, readMigrations } from './migrate.ts';
import { redoArchive, type Redone } from './redo.ts';
import type { Sql } from './pool.ts';

/**
 * Puts a backup into an empty database: the tables as they were, then what this program adds to them, then a new
 * epoch, so that every tablet sends again what the copy does not hold. All in one transaction: a restore that fails
 * leaves the database as empty as it was. The backup is read and checked whole before the database is touched.
 */
export interface RestoreDeps {
  /** The database; nothing has been done to it yet. */
  readonly link: CopyLink;
  /** The address without its password. */
  readonly where: string;
  readonly keys: BackupKeys;
  /** Folder of the archive outside the data folder; null = there is none. */
  readonly archiveFolder: string | null;
  readonly now: () => number;
  readonly say: (line: string) => void;
}

export interface RestoreReport {
  readonly id: string;
  readonly madeAt: number;
  readonly rows: number;
  readonly epoch: string;
  /** Outlets that wait for their tablets. */
  readonly recovering: readonly string[];
  /** What came back from the archive; null = there is none. */
  readonly redone: Redone | null;
  /** What may be missing of the doors without a journal. Each becomes a case. */
  readonly gaps: readonly RestoreGap[];
}

async function assertAlone(sql: Sql, where: string): Promise<void> {
  const [others] = await sql.query<{ n: number }>(
    "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'yizhan%'",
  );
  if ((others?.n ?? 0) > 0)
    throw new BackupFault(`A hub is using the database at ${where}: stop it first, then restore.`);
}

const OWN_TABLES = `
SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'hub' AND c.relkind IN ('r', 'p') AND c.relname <> 'setting' ORDER BY 1, 2`;

/** A database that a hub has opened and not used yet counts as empty; figures come only from what a hub holds. */
async function assertEmpty(sql: Sql, where: string): Promise<void> {
  const [figures] = await sql.query<{ found: string | null }>(
    "SELECT to_regclass('public.analysis_of')::text AS found",
  );
  if (figures?.found !== null)
    throw new BackupFault(`The database at ${where} holds the figures of a hub: restore into one of its own.`);
  for (const { schema, name } of await sql.query<{ schema: string; name: string }>(OWN_TABLES)) {
    const rows = await sql.query(`SELECT 1 FROM "${schema}"."${name}" LIMIT 1`);
    if (rows.length > 0)
      throw new BackupFault(
        `The database at ${where} is not empty (${schema}.${name} has rows): restore only into an empty one, nothing was changed.`,
      );
  }
}

async function assertKnown({ migrations }: Manifest): Promise<void> {
  const known = new Set((await readMigrations()).map(({ name }) => name));
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new BackupFault(`The backup was made by a newer program (${unknown.join(', ')}): restore it with that one.`);
}

/** The schema as it was when the backup was made. */
async function makeSchema(sql: Sql, { migrations }: Manifest): Promise<void> {
  await sql.script(
    'DROP SCHEMA IF EXISTS hub CASCADE; DROP SCHEMA IF EXISTS analysis CASCADE; DROP TABLE IF EXISTS public.migration',
  );
  await migrateIn(sql, 'hub', new Set(migrations));
}

async function loadTable(link: CopyLink, folder: string, table: TableFile): Promise<void> {
  const columns = table.columns.map((name) => `"${name}"`).join(', ');
  // Some tables are born with rows.
  await link.query(`DELETE FROM "${table.schema}"."${table.name}"`);
  const rows = await link.copyIn(
    `COPY "${table.schema}"."${table.name}" (${columns}) FROM STDIN`,
    tableRows(folder, table),
  );
  if (rows !== table.rows)
    throw new BackupFault(`${table.file} gave ${rows} rows instead of ${table.rows}: nothing was restored.`);
}

/** What must not come back to life with a copy: open office sessions, and codes that may have been used since. */
async function forgetOpenDoors(sql: Sql): Promise<void> {
  await sql.query('DELETE FROM hub.session');
  await sql.query('DELETE FROM hub.enrol_code WHERE used_at IS NULL');
}

const REMEMBER = `
INSERT INTO hub.backup (backup_id, made_at, folder, devices) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT (backup_id) DO NOTHING`;

/**
 * The doors without a journal, by county, with their last command as far as it is known. A county with terminals may
 * have used every one of them since, whether or not the backup has seen it do so.
 */
const DOORS = `
SELECT county AS branch, door, max(last) AS last FROM (
  SELECT left(branch_id, 6) AS county, door, max(received_at) AS last FROM hub.command_log
  WHERE door IN ('office', 'import', 'hub') GROUP BY 1, 2
  UNION ALL
  SELECT DISTINCT left(d.branch_id, 6), o.door, NULL::bigint FROM hub.device AS d CROSS JOIN (VALUES ('office'), ('import'), ('hub')) AS o(door)
) AS known GROUP BY county, door ORDER BY county, door`;

/** With a whole archive nothing is missing: every such command was there before it was answered. */
async function findGaps(sql: Sql, redone: Redone | null, span: Pick<RestoreGap, 'from' | 'to'>): Promise<RestoreGap[]> {
  if (redone?.isWhole === true) return [];
  const doors = await sql.query<Pick<RestoreGap, 'branch' | 'door' | 'last'>>(DOORS);
  return doors.map((one) => ({ ...one, ...span }));
}

interface Put {
  readonly epoch: string;
  readonly redone: Redone | null;
  readonly gaps: readonly RestoreGap[];
}

async function restoreIn(deps: RestoreDeps, folder: string, manifest: Manifest): Promise<Put> {
  const { link, where } = deps;
  await assertAlone(link, where);
  await assertEmpty(link, where);
  await makeSchema(link, manifest);
  for (const table of manifest.tables) await loadTable(link, folder, table);
  await migrateIn(link, 'hub', null);
  await forgetOpenDoors(link);
  await link.query(REMEMBER, [manifest.id, manifest.madeAt, folder, JSON.stringify(manifest.devices)]);
  const redone = deps.archiveFolder === null ? null : await redoArchive(link, deps.archiveFolder);
  const gaps = await findGaps(link, redone, { from: manifest.madeAt, to: deps.now() });
  await noteGaps(link, gaps);
  // The next start would see another database than the copy speaks of and begin one more epoch.
  await link.query("DELETE FROM hub.setting WHERE name IN ('life', 'life_next')");
  return { epoch: await startEpoch(link, true), redone, gaps };
}

/** @throws BackupFault with one sentence; the database is then as it was. */
export async function restoreBackup(deps: RestoreDeps, from: string): Promise<RestoreReport> {
  const folder = resolve(from);
  const manifest = await readManifest(folder, deps.keys);
  await assertKnown(manifest);
  await verifyBackup(folder, manifest);
  deps.say('the backup is whole; putting it into the database');
  const { link } = deps;
  await link.script('BEGIN');
  const put = await restoreIn(deps, folder, manifest);
  await link.script('COMMIT');
  await link.script('ANALYZE');
  const waiting = await link.query<{ branch: string }>(
    "SELECT branch_id AS branch FROM hub.branch WHERE state = 'recovering' ORDER BY branch_id",
  );
  const rows = manifest.tables.reduce((all, one) => all + one.rows, 0);
  return { id: manifest.id, madeAt: manifest.madeAt, rows, ...put, recovering: waiting.map(({ branch }) => branch) };
}
