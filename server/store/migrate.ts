import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { StartFault } from './embedded-binaries.ts';
import type { Pool, Sql } from './pool.ts';

/**
 * Brings the database to the present schema. Migrations are SQL files with a number, each applied once, in
 * one transaction, under one lock, so several hubs may start at the same time.
 * The analysis database, where it stands apart, takes only the files named `NNNN-analysis…`; they touch no other schema.
 * The files lie beside this module in the sources and beside the bundle in dist/server.
 */
const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));
const MIGRATION_LOCK = 7_204_001;

export interface Migration {
  readonly name: string;
  readonly text: string;
}

export type Holds = 'hub' | 'analysis';
const IS_ANALYSIS = /^\d{4}-analysis\b/;

export async function readMigrations(): Promise<readonly Migration[]> {
  if (!existsSync(FOLDER)) throw new Error(`the migrations are missing at ${FOLDER}`);
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-[\w-]+\.sql$/.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(`${FOLDER}/${name}`, 'utf8') })));
}

async function applied(sql: Sql): Promise<ReadonlySet<string>> {
  await sql.script('CREATE TABLE IF NOT EXISTS public.migration (name text PRIMARY KEY)');
  const rows = await sql.query<{ name: string }>('SELECT name FROM public.migration');
  return new Set(rows.map((row) => row.name));
}

/** As `migrate`, in a transaction of the caller; with `only`, no further than the files it names. */
export async function migrateIn(sql: Sql, holds: Holds, only: ReadonlySet<string> | null): Promise<readonly string[]> {
  const migrations = (await readMigrations()).filter(({ name }) => holds === 'hub' || IS_ANALYSIS.test(name));
  await sql.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  const done = await applied(sql);
  const unknown = [...done].filter((name) => !migrations.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new StartFault(`The database was made by a newer program (${unknown.join(', ')}): start that one.`);
  const missing = migrations.filter(({ name }) => !done.has(name) && (only === null || only.has(name)));
  for (const one of missing) {
    await sql.script(one.text);
    await sql.query('INSERT INTO public.migration (name) VALUES ($1)', [one.name]);
  }
  if (holds === 'hub' && only === null) await noteFirstEpoch(sql);
  return missing.map((one) => one.name);
}

/** Applies what is missing and returns its names. @throws StartFault when the database is newer than this program. */
export const migrate = (db: Pool, holds: Holds): Promise<readonly string[]> =>
  db.transaction((sql) => migrateIn(sql, holds, null));

async function noteFirstEpoch(sql: Sql): Promise<void> {
  await sql.query("INSERT INTO hub.setting (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING", [
    randomUUID(),
  ]);
}
