import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { openDatabase, type Database, type DatabaseConfig } from '../database.ts';

/** A folder of its own for one test file, which any OS user can reach. */
export async function openTestFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join('/tmp', 'yizhan-test-'));
  await chmod(folder, 0o755);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

const copy = promisify(execFile);

/** The data folder of a copy that `templates.ts` made once for all files of a run: a real start takes seconds. */
export async function copyTemplate(which: 'empty' | 'demo', folder: string): Promise<void> {
  const template = inject('templates')[which];
  // With owner and mode: the embedded server runs as a user of its own and refuses a folder of another's.
  await copy('cp', ['-a', join(template, 'data'), folder]);
}

export const testConfig = (folder: string, changes: Partial<DatabaseConfig> = {}): DatabaseConfig => ({
  dataFolder: join(folder, 'data'),
  databaseUrl: null,
  archiveFolder: null,
  exclusive: true,
  ...changes,
});

/** A real embedded server in a folder of its own, for one test file. */
export async function openTestDatabase(
  changes: Partial<DatabaseConfig> = {},
): Promise<{ db: Database; folder: string; close(): Promise<void> }> {
  const { folder, remove } = await openTestFolder();
  await copyTemplate('empty', folder);
  const db = await openDatabase(testConfig(folder, changes));
  const close = async (): Promise<void> => {
    await db.close();
    await remove();
  };
  return { db, folder, close };
}
