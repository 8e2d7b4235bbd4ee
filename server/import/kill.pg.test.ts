import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { openTestFolder, testConfig } from '../store/testing/database.ts';
import { importBerka } from './berka.ts';
import { hubOn } from './testing/hub.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHILD = fileURLToPath(new URL('./testing/import-until-killed.ts', import.meta.url));
const FIXTURE = fileURLToPath(new URL('./fixture/', import.meta.url));
const EVERY = 67;

test('an import killed with -9 in the middle resumes: nothing said to be durable is lost, nothing is posted twice', async () => {
  const { folder, remove } = await openTestFolder();
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder, FIXTURE], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let durable = 0;
  for await (const line of createInterface(child.stdout)) {
    expect(line).not.toBe('ended');
    durable = Number(/^(\d+) commands/.exec(line)?.[1] ?? durable);
    if (durable >= 30) break;
  }
  child.kill('SIGKILL');
  await exited;

  const db = await openDatabase(testConfig(folder));
  const { hub, keys } = await hubOn(db, folder);
  const kept = (await db.query<{ n: number }>('SELECT count(*)::int AS n FROM hub.command_log'))[0]?.n ?? 0;
  expect(kept).toBeGreaterThanOrEqual(durable);
  const { outcome } = await importBerka(hub, FIXTURE, { cards: keys });
  expect([outcome.posted, outcome.repeated]).toEqual([EVERY - kept, kept]);
  const sums = await db.query(
    "SELECT sum(fen)::int AS all, -(sum(fen) FILTER (WHERE ledger = 'DEPOSIT'))::int AS deposit FROM hub.posting",
  );
  expect(sums).toEqual([{ all: 0, deposit: 859_770 }]);
  await db.close();
  await remove();
}, 60_000);
