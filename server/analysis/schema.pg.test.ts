import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../store/database.ts';
import { openTestDatabase } from '../store/testing/database.ts';

let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

/** Says itself what it holds. */
const SELF_SPEAKING = new Set(['calendar', 'feed_cursor']);

test('every column of the analysis schema says what it means', async () => {
  const columns = await db.query<{ name: string; column: string }>(
    `SELECT c.relname AS name, a.attname AS column FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'analysis'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL`,
  );
  expect(columns.filter(({ name }) => !SELF_SPEAKING.has(name))).toEqual([]);
});

test('no column holds a name, a paper or an address of a customer', async () => {
  const columns = await db.query<{ column: string }>(
    "SELECT column_name AS column FROM information_schema.columns WHERE table_schema = 'analysis' AND table_name = 'customer'",
  );
  const names = columns.map(({ column }) => column);
  expect(names.filter((name) => ['name', 'pinyin', 'id_no', 'id_type', 'phone', 'address'].includes(name))).toEqual([]);
});

test('the examples of the README run', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const examples = [...readme.matchAll(/```sql\n([^`]+)```/g)].map(([, sql]) => sql ?? '');
  expect(examples).toHaveLength(4);
  for (const sql of examples) await expect(db.query(sql)).resolves.toBeInstanceOf(Array);
});
