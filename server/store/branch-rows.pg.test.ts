import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BranchTx, FeedToken, HubStore, RowBody, RowKey } from '../../sync/index.ts';
import { createBranchRows } from './branch-rows.ts';
import type { Database } from './database.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openTestDatabase } from './testing/database.ts';
import { EMPTY, scopesOnly } from './testing/writes.ts';

/** Rows kept between batches: faster, and never other than what the database holds under the lock. */
let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

const BRANCH = '45010101';
const TILL: RowKey = { table: 'till', id: '01' };
const till = (fen: number | null) => ({
  ...TILL,
  body: fen === null ? null : { cash_fen: fen, last_count: [{ n: fen }] },
});
const put = (tx: BranchTx, fen: number | null): Promise<FeedToken> => tx.commit({ ...EMPTY, rows: [till(fen)] });
const read = async (store: HubStore, branch = BRANCH): Promise<RowBody | null> =>
  (await store.inBranch(branch, (tx) => tx.rows([TILL]))).get('till:01') ?? null;

test('a row that was read is not read again while the branch stands still', async () => {
  const store = createPostgresStore(db, scopesOnly);
  await store.inBranch('45010102', (tx) => put(tx, 1));
  expect(await read(store, '45010102')).toEqual(till(1).body);
  await db.query("DELETE FROM hub.row WHERE branch_id = '45010102'");
  expect(await read(store, '45010102')).toEqual(till(1).body);
  expect(await read(createPostgresStore(db, scopesOnly), '45010102')).toBeNull();
});

test('what another hub process wrote is seen at once, by both and in turn', async () => {
  const [a, b] = [createPostgresStore(db, scopesOnly), createPostgresStore(db, scopesOnly)];
  expect(await read(a)).toBeNull();
  for (const [n, store] of [a, b, b, a, a, b].entries()) {
    await store.inBranch(BRANCH, (tx) => put(tx, n === 3 ? null : n));
    const expected = till(n === 3 ? null : n).body;
    expect(await read(a)).toEqual(expected);
    expect(await read(b)).toEqual(expected);
  }
});

test('an attempt that was rolled back leaves nothing in memory', async () => {
  const store = createPostgresStore(db, scopesOnly);
  await store.inBranch(BRANCH, (tx) => put(tx, 10));
  expect(await read(store)).toEqual(till(10).body);
  const attempt = store.inBranch(BRANCH, async (tx) => {
    await put(tx, 11);
    throw new Error('power cut');
  });
  await expect(attempt).rejects.toThrow('power cut');
  expect(await read(store)).toEqual(till(10).body);
});

test('a commit whose answer was lost is taken for what the database says it is', async () => {
  let isDeaf = false;
  const store = createPostgresStore(
    {
      ...db,
      async transaction(work, isolation) {
        const result = await db.transaction(work, isolation);
        if (isDeaf) throw new Error('connection lost');
        return result;
      },
    },
    scopesOnly,
  );
  await store.inBranch(BRANCH, (tx) => put(tx, 20));
  expect(await read(store)).toEqual(till(20).body);
  isDeaf = true;
  await expect(store.inBranch(BRANCH, (tx) => put(tx, 21))).rejects.toThrow('connection lost');
  isDeaf = false;
  expect(await read(store)).toEqual(till(21).body);
});

test('a transaction that reads after its commit reads what it wrote', async () => {
  const store = createPostgresStore(db, scopesOnly);
  const seen = await store.inBranch(BRANCH, async (tx) => {
    await tx.rows([TILL]);
    await put(tx, 30);
    return (await tx.rows([TILL])).get('till:01');
  });
  expect(seen).toEqual(till(30).body);
});

describe('memory', () => {
  const at = (branch: string): FeedToken => ({ epoch: 'e', branch, version: 1, commitId: 'c' });
  const key = (id: string): RowKey => ({ table: 'till', id });

  test('keeps the rows of the branches used last, up to its limit', () => {
    const rows = createBranchRows(4);
    rows.at(at('a')).fill([key('1'), key('2')], new Map([['till:1', { cash_fen: 1 }]]));
    rows.at(at('b')).fill([key('1')], new Map());
    expect(rows.at(at('a')).get(key('1'))).toEqual({ cash_fen: 1 });
    expect(rows.at(at('a')).get(key('2'))).toBeNull();
    rows.at(at('c')).fill([key('1'), key('2')], new Map());
    expect(rows.at(at('b')).get(key('1'))).toBeUndefined();
    expect(rows.at(at('a')).get(key('2'))).toBeNull();
    expect(rows.at(at('c')).get(key('1'))).toBeNull();
  });

  test('a row that nobody read is not kept when it is written', () => {
    const rows = createBranchRows();
    const held = rows.at(at('a'));
    held.fill([key('1')], new Map());
    const to = { ...at('a'), version: 2, commitId: 'd' };
    held.wrote(to, [
      { ...key('1'), body: { cash_fen: 1 } },
      { ...key('2'), body: { cash_fen: 2 } },
    ]);
    expect(rows.at(to).get(key('1'))).toEqual({ cash_fen: 1 });
    expect(rows.at(to).get(key('2'))).toBeUndefined();
  });
});
