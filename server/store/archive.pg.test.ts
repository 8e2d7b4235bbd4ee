import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive, type Archive } from './archive.ts';
import { readArchive } from './archive-file.ts';
import type { Database } from './database.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openTestDatabase } from './testing/database.ts';
import { takeAsked } from './testing/one-question.ts';
import { EMPTY, scopesOnly } from './testing/writes.ts';

const OUTLET = '41272801';
let db: Database;
let folder = '';
let close = async (): Promise<void> => undefined;
const told: unknown[] = [];
let archive: Archive;
beforeAll(async () => {
  ({ db, folder, close } = await openTestDatabase());
  archive = open(join(folder, 'archive'));
  // An archive begins where the branches stand: nowhere yet.
  await archive.drain();
});
afterAll(() => close());

function open(at: string): Archive {
  const opened = openArchive(at, { url: db.url, now: Date.now, failed: (why) => void told.push(why) });
  if (opened === null) throw new Error('a folder was given');
  return opened;
}

async function commit(name: string): Promise<number> {
  const body = { code: OUTLET, name, level: 'outlet' };
  const token = await createPostgresStore(db, scopesOnly).inBranch(OUTLET, (tx) =>
    tx.commit({ ...EMPTY, rows: [{ table: 'org_unit', id: OUTLET, body }] }),
  );
  return token.version;
}

const spans = async (at = join(folder, 'archive')) =>
  (await readArchive(at)).batches.map(({ header }) => [header.branch, header.from, header.to]);

test('[AR1] nobody is answered before what was committed is in the archive, and everybody once it is', async () => {
  const first = await commit('one');
  await archive.reached(OUTLET, first);
  expect(await spans()).toEqual([[OUTLET, 0, first]]);
  const [second, third] = [await commit('two'), await commit('three')];
  await Promise.all([archive.reached(OUTLET, third), archive.reached(OUTLET, second)]);
  const all = await spans();
  expect(all.at(-1)?.[2]).toBe(third);
  expect(all.map(([, from]) => from)).toEqual([0, ...all.slice(0, -1).map(([, , to]) => to)]);
});

test('[AR1] what is behind is looked for between two rounds of writing, not beside one', async () => {
  const next = await commit('three and a half');
  const looked = [archive.drain(), archive.reached(OUTLET, next), archive.drain()];
  archive.nudge(OUTLET);
  await Promise.all([...looked, archive.drain()]);
  expect((await spans()).at(-1)?.[2]).toBe(next);
  expect(takeAsked()).toEqual([]);
});

test('[AR1] an archive that cannot be written answers nobody and says so; repeated after the repair it does', async () => {
  await archive.stop();
  const blocked = join(folder, 'blocked');
  mkdirSync(blocked);
  writeFileSync(join(blocked, 'commands'), 'in the way');
  const other = open(blocked);
  const version = await commit('four');
  await expect(other.reached(OUTLET, version)).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(other.failing).toBe(true);
  expect(told.length).toBeGreaterThan(0);
  rmSync(join(blocked, 'commands'));
  const next = await commit('five');
  // Begins where the branch stands when it is first written: what was before is for a backup.
  await other.reached(OUTLET, next);
  expect(other.failing).toBe(false);
  await other.reached(OUTLET, await commit('six'));
  expect((await spans(blocked)).at(-1)).toEqual([OUTLET, next, next + 1]);
  await other.stop();
});

test('a frame that was cut off while it was written counts for nothing; damage before a whole one is told', async () => {
  const logs = join(folder, 'archive', 'commands');
  const [name = ''] = readdirSync(logs).filter((one) => one.endsWith('.log'));
  const whole = readFileSync(join(logs, name));
  const before = await spans();
  appendFileSync(join(logs, name), whole.subarray(0, 300));
  expect(await readArchive(join(folder, 'archive'))).toMatchObject({ damaged: [] });
  expect(await spans()).toEqual(before);
  const harmed = Buffer.from(whole);
  harmed[200] = (harmed[200] ?? 0) ^ 1;
  writeFileSync(join(logs, name), harmed);
  const { batches, damaged } = await readArchive(join(folder, 'archive'));
  expect([batches.length, damaged]).toEqual([0, [{ path: join(logs, name), at: 0 }]]);
  writeFileSync(join(logs, name), whole);
});
