import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { isAlive } from './embedded.ts';
import { openTestFolder, testConfig } from './testing/database.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHILD = fileURLToPath(new URL('./testing/hold.ts', import.meta.url));

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeAll(async () => ({ folder, remove } = await openTestFolder()));
afterAll(() => remove());

/** Another hub process on the same folder; it prints one line when it holds the database. */
async function startOther(): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, join(folder, 'data')], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, line: chunk.toString().trim() };
}

test('a fresh folder becomes a UTF-8 database that syncs to disk, and closing it stops the server', async () => {
  const db = await openDatabase(testConfig(folder));
  const rows = await db.query<{ encoding: string; fsync: string; commit: string }>(
    "SELECT current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
  );
  expect(rows).toEqual([{ encoding: 'UTF8', fsync: 'on', commit: 'on' }]);
  expect((await stat(join(folder, 'data', 'pg.password'))).mode & 0o777).toBe(0o600);
  const pid = db.embedded?.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  await db.close();
  expect(isAlive(pid)).toBe(false);
});

test('a second hub on the same folder is refused with one sentence, and the first goes on', async () => {
  const first = await openDatabase(testConfig(folder));
  const { child, line } = await startOther();
  expect(line).toMatch(
    /^refused: Another hub is serving the data folder .*: stop it first, or give this one its own YIZHAN_DATA\.$/,
  );
  await once(child, 'exit');
  expect(child.exitCode).toBe(1);
  expect(await first.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await first.close();
});

test('the server of a hub killed with -9 is adopted together with its folder', async () => {
  const { child, line } = await startOther();
  const pid = Number(/^serving (\d+)$/.exec(line)?.[1]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(true);
  const db = await openDatabase(testConfig(folder));
  expect(db.embedded).toMatchObject({ pid, adopted: true });
  expect(await db.query('SELECT n FROM public.mark')).toEqual([{ n: 7 }]);
  await db.close();
  expect(isAlive(pid)).toBe(false);
});

test('a server killed with -9 leaves a stale pid file that does not stop the next start', async () => {
  const first = await openDatabase(testConfig(folder));
  const pid = first.embedded?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await first.close().catch(() => undefined);
  const second = await openDatabase(testConfig(folder));
  expect(await second.query('SELECT n FROM public.mark')).toEqual([{ n: 7 }]);
  await second.close();
});

test('a tool that shares the server leaves it running for the hub', async () => {
  const hub = await openDatabase(testConfig(folder));
  const tool = await openDatabase(testConfig(folder, { exclusive: false }));
  await tool.close();
  expect(await hub.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await hub.close();
});
