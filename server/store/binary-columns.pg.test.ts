import { afterAll, beforeAll, expect, test } from 'vitest';
import { column, ColumnBytes, unnest, type Column } from './binary-columns.ts';
import type { Database } from './database.ts';
import { openTestDatabase } from './testing/database.ts';

let db: Database;
let close: () => Promise<void>;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

const back = <R>(one: Column<R>, rows: readonly R[]): Promise<unknown[]> =>
  db
    .query<{ v: unknown }>(`SELECT v FROM ${unnest([{ ...one, name: 'v' }], 'x', 1)}`, [
      one.encode(rows, new ColumnBytes(8)),
    ])
    .then((found) => found.map((row) => row.v));

const LONG = '汉字与 ASCII, '.repeat(400);

test.each([
  ['text', ['', 'a', '驿站', '😀', 'x'.repeat(64), 'x'.repeat(65), 'a'.repeat(63) + '字', LONG, null]],
  ['int8', [0, 1, -1, 4294967295, 4294967296, -4294967297, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null]],
  ['int4', [0, 2147483647, -2147483648, null]],
  ['date', ['1970-01-01', '1999-12-31', '2000-01-01', '2026-11-10', '2026-11-10', null]],
  ['bool', [true, false, null]],
  ['uuid', ['00112233-4455-8677-8899-aabbccddeeff', null]],
  ['bytea', [new Uint8Array(0), new Uint8Array([0, 255, 7]), null]],
] as const)('values of %s arrive as they are', async (form, values) => {
  const one = column('v', form, (value: never) => value);
  expect(await back(one, values as unknown as never[])).toEqual(values);
});

test('jsonb arrives as the value its text says', async () => {
  const values = [{ fen: -1, name: LONG }, {}, null];
  const one = column('v', 'jsonb', (value: unknown) => (value === null ? null : JSON.stringify(value)));
  expect(await back(one, values)).toEqual(values);
});

test('a column of no rows is an empty array', async () => {
  expect(
    await back(
      column('v', 'text', (value: string) => value),
      [],
    ),
  ).toEqual([]);
});

test.each([
  ['int8', 1.5],
  ['int8', 2 ** 53],
  ['int4', 2 ** 31],
  ['date', '2026-02-30'],
  ['uuid', '00112233'],
] as const)('a %s refuses %s', (form, value) => {
  const one = column('v', form, (given: never) => given);
  expect(() => one.encode([value as never], new ColumnBytes(8))).toThrow();
});
