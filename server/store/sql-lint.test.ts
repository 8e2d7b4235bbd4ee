import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readMigrations } from './migrate.ts';
import { lintMigration, lintModule } from './testing/sql-lint.ts';

const SERVER = fileURLToPath(new URL('..', import.meta.url));

test('every migration runs on Citus: branch_id leads each key, nothing it refuses', async () => {
  const faults = (await readMigrations()).map(({ name, text }) => [name, lintMigration(text)]);
  expect(faults).toEqual(faults.map(([name]) => [name, []]));
  expect(faults.length).toBeGreaterThanOrEqual(3);
});

test('a migration is of schema hub or of schema analysis by its name, and touches no other', async () => {
  const strays = (await readMigrations()).filter(({ name, text }) => {
    const sql = text.replace(/--[^\n]*/g, '');
    return /^\d{4}-analysis\b/.test(name) ? /\bhub\./.test(sql) : /\banalysis\./.test(sql);
  });
  expect(strays.map(({ name }) => name)).toEqual([]);
});

test('every statement in the modules of the hub writes within a branch', () => {
  const files = ['store', 'feed', 'jobs', 'import'].flatMap((folder) =>
    readdirSync(`${SERVER}${folder}`)
      .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
      .map((name) => `${folder}/${name}`),
  );
  // Starting a new epoch is the one write that means every branch.
  const faults = files.flatMap((file) =>
    lintModule(readFileSync(`${SERVER}${file}`, 'utf8')).map((fault) => `${file}: ${fault}`),
  );
  expect(faults).toEqual(['store/epoch.ts: hub.branch: written without branch_id']);
});

test.each([
  ['CREATE TABLE hub.a (branch_id text, id text REFERENCES hub.b, PRIMARY KEY (branch_id, id))', 'foreign key'],
  ['CREATE TABLE hub.a (id text, PRIMARY KEY (id))', 'hub.a: the primary key does not begin with branch_id'],
  ['CREATE UNIQUE INDEX x ON hub.a (id)', 'hub.a: a unique index without branch_id first'],
  ['CREATE TRIGGER t BEFORE UPDATE ON hub.a EXECUTE FUNCTION f()', 'trigger'],
  ['MERGE INTO hub.a USING hub.b ON true WHEN MATCHED THEN DELETE', 'MERGE'],
  ['SELECT 1 FROM hub.a GROUP BY GROUPING SETS ((a), (b))', 'grouping sets'],
  ['CREATE TABLE hub.a (branch_id text, n bigserial, PRIMARY KEY (branch_id, n))', 'serial key'],
])('%s is refused', (text, fault) => {
  expect(lintMigration(text)).toEqual([fault]);
});

test.each([
  ["sql.query('UPDATE hub.device SET status = $1')", 'hub.device: written without branch_id'],
  ["sql.query('SELECT 1 FROM hub.device FOR UPDATE')", 'FOR UPDATE without branch_id'],
  ['`INSERT INTO hub.row (branch_id) VALUES (1) ON CONFLICT DO UPDATE SET at = now()`', 'now() in DO UPDATE'],
])('a module that says %s is refused', (source, fault) => {
  expect(lintModule(source)).toEqual([fault]);
});
