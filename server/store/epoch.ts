import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool, Sql } from './pool.ts';
import { endRecovery } from './recovery.ts';

/**
 * The epoch names one life of the hub. A database put back from a backup looks the same from inside, so at
 * every start the system identifier, the timeline and a value kept outside the data folder are compared with
 * what was seen last; any difference starts a new epoch, and every terminal then takes a snapshot.
 */
const OUTSIDE_FILE = 'hub-life';

async function outsideValue(archiveFolder: string | null): Promise<string> {
  if (archiveFolder === null) return '';
  return (await readFile(join(archiveFolder, OUTSIDE_FILE), 'utf8').catch(() => '')).trim();
}

async function clusterIdentity(sql: Sql): Promise<string> {
  const rows = await sql.query<{ identity: string }>(
    `SELECT system_identifier::text || '/' || timeline_id::text AS identity
     FROM pg_control_system(), pg_control_checkpoint()`,
  );
  return rows[0]?.identity ?? '';
}

async function readSetting(sql: Sql, name: string): Promise<string | null> {
  const rows = await sql.query<{ value: string }>('SELECT value FROM hub.setting WHERE name = $1', [name]);
  return rows[0]?.value ?? null;
}

async function writeSetting(sql: Sql, name: string, value: string): Promise<void> {
  await sql.query(
    'INSERT INTO hub.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    [name, value],
  );
}

/** Starts a new epoch; with `recovering`, every branch that has devices waits for them to push to their ends. */
export async function startEpoch(sql: Sql, recovering: boolean): Promise<string> {
  const epoch = randomUUID();
  await writeSetting(sql, 'epoch', epoch);
  await sql.query("UPDATE hub.branch SET epoch = $1, state = CASE WHEN $2 THEN 'recovering' ELSE state END", [
    epoch,
    recovering,
  ]);
  await endRecovery(sql, null);
  return epoch;
}

/**
 * Returns the epoch in force, a new one when this is not the life that was seen last. The next life is noted in
 * the database before the file outside names it, so a crash between the two looks like neither a loss nor a restore.
 */
export async function renewEpoch(db: Pool, archiveFolder: string | null): Promise<string> {
  const outside = await outsideValue(archiveFolder);
  const next = archiveFolder === null ? '' : randomUUID();
  const epoch = await db.transaction(async (sql) => {
    const identity = await clusterIdentity(sql);
    const seen = [await readSetting(sql, 'life'), await readSetting(sql, 'life_next')];
    const now = `${identity}|${outside}`;
    const isKnown = seen[0] === null || seen.includes(now);
    const current = isKnown ? ((await readSetting(sql, 'epoch')) ?? '') : await startEpoch(sql, true);
    await writeSetting(sql, 'life', now);
    await writeSetting(sql, 'life_next', `${identity}|${next}`);
    return current;
  });
  if (archiveFolder !== null) {
    await mkdir(archiveFolder, { recursive: true });
    await writeFile(join(archiveFolder, OUTSIDE_FILE), `${next}\n`, { flush: true });
  }
  return epoch;
}
