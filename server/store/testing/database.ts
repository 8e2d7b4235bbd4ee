import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type Database, type DatabaseConfig } from '../database.ts';

/** A real embedded server in a folder of its own, for one test file. The folder is one that any OS user can reach. */
export async function openTestFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join('/tmp', 'yizhan-test-'));
  await chmod(folder, 0o755);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export const testConfig = (folder: string, changes: Partial<DatabaseConfig> = {}): DatabaseConfig => ({
  dataFolder: join(folder, 'data'),
  databaseUrl: null,
  archiveFolder: null,
  exclusive: true,
  ...changes,
});

export async function openTestDatabase(
  changes: Partial<DatabaseConfig> = {},
): Promise<{ db: Database; folder: string; close(): Promise<void> }> {
  const { folder, remove } = await openTestFolder();
  const db = await openDatabase(testConfig(folder, changes));
  const close = async (): Promise<void> => {
    await db.close();
    await remove();
  };
  return { db, folder, close };
}
