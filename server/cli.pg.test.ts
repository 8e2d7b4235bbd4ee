import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceKeys, newDevice } from '../sync/testing/device-kit.ts';
import { verifyPassword } from './auth/password.ts';
import { openDatabase } from './store/database.ts';
import { createPostgresStore } from './store/postgres-store.ts';
import { openTestFolder, testConfig } from './store/testing/database.ts';
import { EMPTY, scopesOnly } from './store/testing/writes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeAll(async () => ({ folder, remove } = await openTestFolder()));
afterAll(() => remove());

function hub(...args: string[]): { status: number | null; out: string; err: string } {
  const env = { PATH: process.env['PATH'], YIZHAN_DATA: join(folder, 'data') };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'server/cli.ts', ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  return { status, out: stdout.trim(), err: stderr.trim() };
}

test.each([
  [[], 'Which command? See npm run hub -- help.'],
  [['enrol-code'], 'enrol-code needs --outlet with the 8 digits of an outlet. See npm run hub -- help.'],
  [
    ['lose-device', '--outlet', '41272801'],
    'lose-device needs --outlet with its 8 digits and --device with its number of 2. See npm run hub -- help.',
  ],
  [['setup'], 'setup needs a folder: setup DIR, or setup --template DIR. See npm run hub -- help.'],
  [['import', 'berka'], 'import needs a source and a folder: import berka DIR. See npm run hub -- help.'],
])('%j is answered with one sentence and exit 2', (args, sentence) => {
  expect(hub(...args)).toEqual({ status: 2, out: '', err: sentence });
});

test('on a machine without a hub it starts the database, does its work and stops it', async () => {
  const check = hub('check', '--json');
  expect(check.status).toBe(0);
  expect(JSON.parse(check.out)).toMatchObject({ ok: true });
  const db = await openDatabase(testConfig(folder));
  expect(db.embedded?.adopted).toBe(false);
  await db.close();
});

test('a county is set up from files: whole or not at all, and not twice', async () => {
  const dir = join(folder, 'county');
  expect(hub('setup', '--template', dir)).toMatchObject({ status: 0, err: '' });
  expect(hub('setup', '--template', dir)).toMatchObject({ status: 1, out: `${dir} is not empty. Name a new folder.` });
  const posts = join(dir, 'posts.csv');
  const good = await readFile(posts, 'utf8');
  await writeFile(posts, good.replace('chief_teller', 'chief'));
  const refused = hub('setup', dir);
  expect(refused.status).toBe(1);
  expect(refused.out).toMatch(/^posts\.csv:2: post: one of teller, .*not "chief"\n1 fault; nothing was written\.$/);
  const db = await openDatabase(testConfig(folder));
  expect(await db.query("SELECT 1 FROM hub.row WHERE kind = 'org_unit'")).toEqual([]);

  await writeFile(posts, good);
  const made = hub('setup', dir, '--json');
  expect(JSON.parse(made.out)).toMatchObject({ faults: [], made: 18, same: 0, people: 5 });
  const units = await db.query<{ id: string }>(
    "SELECT id FROM hub.row WHERE kind = 'org_unit' AND id = branch_id ORDER BY id",
  );
  expect(units.map((row) => row.id)).toEqual(['41', '4127', '412729', '41272901']);
  expect(
    await db.query("SELECT 1 FROM hub.row WHERE branch_id = '412729' AND kind = 'org_unit' AND id = '41272901'"),
  ).toHaveLength(1);
  const [person] = await db.query<{ body: Record<string, unknown>; password: string }>(
    "SELECT r.body, l.password FROM hub.row r JOIN hub.employee_login l ON l.employee_no = r.id WHERE r.kind = 'employee' AND r.id = '41202600001'",
  );
  expect(person?.body).toMatchObject({ name: '李示例', posts: [{ post: 'chief_teller' }] });
  const secrets = (await readFile(join(dir, 'first-passwords.csv'), 'utf8')).trim().split('\n');
  expect(secrets).toHaveLength(5);
  const word =
    secrets
      .find((line) => line.includes('41202600001'))
      ?.split(',')[2]
      ?.replaceAll('"', '') ?? '';
  expect(await verifyPassword(person?.password ?? null, word)).toBe(true);

  expect(JSON.parse(hub('setup', dir, '--json').out)).toMatchObject({ made: 0, same: 18, people: 0 });
  const cash = await db.query("SELECT sum(fen)::text AS fen FROM hub.posting WHERE ledger LIKE 'CASH-TILL:%'");
  expect(cash).toEqual([{ fen: '20000000' }]);
  await db.close();
  expect(hub('check').status).toBe(0);
});

test('beside a running hub it gives out a code for an outlet and leaves the hub running', async () => {
  const db = await openDatabase(testConfig(folder));
  const body = { code: '41272801', name: '槐店镇邮政支局', level: 'outlet' };
  await createPostgresStore(db, scopesOnly).inBranch('41272801', (tx) =>
    tx.commit({ ...EMPTY, rows: [{ table: 'org_unit', id: '41272801', body }] }),
  );
  const issued = hub('enrol-code', '--outlet', '41272801', '--json');
  expect(issued.status).toBe(0);
  const answer = JSON.parse(issued.out) as { code: string; name: string };
  expect(answer.name).toBe('槐店镇邮政支局');
  expect(answer.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(hub('enrol-code', '--outlet', '41272899')).toMatchObject({ status: 1, err: '' });
  expect(await db.query('SELECT branch_id FROM hub.enrol_code')).toEqual([{ branch_id: '41272801' }]);
  await db.close();
});

test('a check that finds something wrong exits 1 and names it', async () => {
  const db = await openDatabase(testConfig(folder));
  await db.query("DELETE FROM hub.branch_commit WHERE branch_id = '41272801' AND version = 0");
  const check = hub('check');
  expect(check.status).toBe(1);
  expect(check.out).toContain(
    'WRONG Every branch has a commit for each version from 0 to its own. (1 examined, 1 wrong)',
  );
  expect(check.out).toContain('41272801: version 1, commits 1');
  await db.close();
});

test('a tablet declared lost is not waited for any more after a restore', async () => {
  const db = await openDatabase(testConfig(folder));
  const store = createPostgresStore(db, scopesOnly);
  const device = newDevice(deviceKeys('lost'), '41272802', '03');
  await store.inBranch('41272802', (tx) => tx.commit({ ...EMPTY, device }));
  await db.query("UPDATE hub.branch SET state = 'recovering' WHERE branch_id = '41272802'");
  expect(hub('lose-device', '--outlet', '41272802', '--device', '04')).toMatchObject({
    status: 1,
    out: 'There is no tablet 04 at 41272802.',
  });
  expect(hub('lose-device', '--outlet', '41272802', '--device', '03')).toMatchObject({
    status: 0,
    out: 'Tablet 03 of 41272802 counts as lost.',
  });
  expect(await store.inBranch('41272802', async (tx) => [tx.recovering, (await tx.device(device.id))?.status])).toEqual(
    [false, 'lost'],
  );
  await db.close();
});
