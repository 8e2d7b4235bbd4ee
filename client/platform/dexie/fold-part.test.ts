import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { FeedToken, RowChange } from '../../../sync/index.ts';
import { newDatabase, openStore } from '../testing/store-fixture.ts';
import type { TerminalDatabase } from './database.ts';
import type { SealedStore } from './store.ts';

/** Changed rows on their way onto pages: what is read is always the same. */
const BRANCH = '41272801';
const token = (version: number): FeedToken => ({ epoch: 'e1', branch: BRANCH, version, commitId: `c${version}` });
const day = (n: number, fen: number): RowChange => ({
  table: 'account_day',
  id: `a${n}/2026-11-02`,
  body: { account: `a${n}`, business_date: '2026-11-02', device: 'd', offline_out_fen: fen },
});
/** A table of which lists and search keep columns. */
const card = (n: number, last4: string): RowChange => ({
  table: 'card',
  id: `c${n}`,
  body: { account: `a${n}`, customer: `p${n}`, last4, status: 'active' },
});

/** `rows` in use on pages, as a snapshot brings them. */
async function inUse(
  db: TerminalDatabase,
  tables: Readonly<Record<string, readonly RowChange[]>>,
): Promise<SealedStore> {
  const store = await openStore(db);
  const names = Object.keys(tables);
  for (const [n, table] of names.entries()) {
    const rows = tables[table] ?? [];
    const next = n === names.length - 1 ? null : 'more';
    await store.saveSnapshotPage({ token: token(1), table, rows, next, rowsTotal: rows.length });
  }
  await store.swapSnapshot(BRANCH, [], []);
  return store;
}
const change = (store: SealedStore, version: number, rows: readonly RowChange[]): Promise<void> =>
  store.applyChanges({ from: token(version - 1), to: token(version), rows, more: false }, [], []);
async function foldAll(store: SealedStore): Promise<number> {
  let all = 0;
  for (let done = 1; done > 0; all += done) done = await store.fold();
  return all;
}
const fens = async (store: SealedStore): Promise<ReadonlyMap<string, unknown>> => {
  const keys = store.ids('account_day').map((id) => ({ table: 'account_day', id }));
  return new Map([...(await store.rows(keys))].map(([key, body]) => [key, body['offline_out_fen']]));
};
const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, n) => from + n);

describe('changed rows', () => {
  it('go onto pages when there are many: none is lost, none is doubled, and fewer records are opened', async () => {
    const db = newDatabase();
    const store = await inUse(db, { account_day: range(0, 100).map((n) => day(n, n)) });
    await change(
      store,
      2,
      range(50, 700).map((n) => day(n, 1_000 + n)),
    );
    const before = await fens(store);
    expect([before.size, await db.delta.count()]).toEqual([700, 650]);
    expect(await foldAll(store)).toBe(512);
    expect(await db.delta.count()).toBe(138);
    for (const one of [store, await openStore(db)]) {
      expect(await one.fault()).toBeNull();
      expect(one.isBroken(BRANCH)).toBe(false);
      expect(await fens(one)).toEqual(before);
    }
  });

  it('that lie on pages go there too, however they are strewn, and search has their columns', async () => {
    const db = newDatabase();
    const rows = range(0, 5_000);
    const store = await inUse(db, { card: rows.map((n) => card(n, '0000')) });
    const odd = rows.filter((n) => n % 4 === 1);
    await change(
      store,
      2,
      odd.map((n) => card(n, '1111')),
    );
    expect(await foldAll(store)).toBe(odd.length);
    for (const one of [store, await openStore(db)]) {
      const { blocks, changed } = one.columns('card');
      expect(changed.size).toBe(0);
      const last4 = blocks.flatMap(({ ids, columns }) => ids.map((id, at) => [id, columns['last4']?.[at]]));
      expect(last4).toEqual(rows.map((n) => [`c${n}`, n % 4 === 1 ? '1111' : '0000']));
      const found = await one.rows([0, 1, 4_997].map((n) => ({ table: 'card', id: `c${n}` })));
      expect([...found.values()].map((body) => body['last4'])).toEqual(['0000', '1111', '1111']);
    }
    expect(await db.delta.count()).toBe(0);
  });

  it('that are few, or deleted, stay among the changes', async () => {
    const db = newDatabase();
    const store = await inUse(db, { account_day: range(0, 100).map((n) => day(n, n)) });
    await change(store, 2, [
      ...range(0, 50).map((n) => ({ ...day(n, 0), body: null })),
      ...range(50, 300).map((n) => day(n, 7)),
    ]);
    expect(await foldAll(store)).toBe(0);
    expect((await fens(store)).size).toBe(250);
  });

  it('wait while another replica is being loaded', async () => {
    const store = await inUse(newDatabase(), { account_day: [day(0, 0)] });
    await change(
      store,
      2,
      range(1, 400).map((n) => day(n, n)),
    );
    await store.saveSnapshotPage({
      token: token(9),
      table: 'account_day',
      rows: [day(0, 5)],
      next: 'more',
      rowsTotal: 2,
    });
    expect(await store.fold()).toBe(0);
  });

  it('are read whole by whoever reads while their pages are written anew', async () => {
    const store = await inUse(newDatabase(), { account_day: range(0, 2_000).map((n) => day(n, n)) });
    for (let version = 2; version < 5; version++) {
      await change(
        store,
        version,
        range(0, 2_000).map((n) => day(n, version * 10_000 + n)),
      );
      const folding = foldAll(store);
      let reads = 0;
      const reading = (async () => {
        for (let left = 40; left > 0; left--, reads++) {
          const seen = await fens(store);
          const wrong = range(0, 2_000).filter(
            (n) => seen.get(`account_day:a${n}/2026-11-02`) !== version * 10_000 + n,
          );
          expect(wrong).toEqual([]);
        }
      })();
      await Promise.all([folding, reading]);
      expect([await folding, reads]).toEqual([2_000, 40]);
    }
  });
});
