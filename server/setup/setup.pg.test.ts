import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyPassword } from '../auth/password.ts';
import { openDatabase } from '../store/database.ts';
import { openTestFolder, testConfig } from '../store/testing/database.ts';
import { runCli } from '../store/testing/run-cli.ts';

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeAll(async () => ({ folder, remove } = await openTestFolder()));
afterAll(() => remove());

const hub = (...args: readonly string[]) => runCli(folder, args);

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
