import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceKeys, newDevice } from '../sync/testing/device-kit.ts';
import { openDatabase } from './store/database.ts';
import { createPostgresStore } from './store/postgres-store.ts';
import { openTestFolder, testConfig } from './store/testing/database.ts';
import { runCli } from './store/testing/run-cli.ts';
import { EMPTY, scopesOnly } from './store/testing/writes.ts';

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeAll(async () => ({ folder, remove } = await openTestFolder()));
afterAll(() => remove());

const hub = (...args: readonly string[]) => runCli(folder, args);

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
