import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { RowsBroken, type FeedToken } from '../../../sync/index.ts';
import { appendMany, newDatabase, NOW, openStore, storeKeys } from '../testing/store-fixture.ts';
import type { TerminalDatabase } from './database.ts';
import { openSealedStore, raiseFence } from './store.ts';

/** Rules of sync/SPEC.md in brackets. */
const OWN = '41272801';
const token = (version: number): FeedToken => ({ epoch: 'e1', branch: OWN, version, commitId: `c${version}` });
const key = (n: number) => ({ table: 'probe', id: `p${n}` });
const page = (at: FeedToken, count: number, next: string | null = null) => ({
  token: at,
  table: 'probe',
  next,
  rowsTotal: count,
  rows: Array.from({ length: count }, (_, n) => ({ ...key(n), body: { n, v: at.version } })),
});

async function loaded(): Promise<TerminalDatabase> {
  const db = newDatabase();
  const store = await openStore(db);
  await store.saveSnapshotPage(page(token(1), 130));
  await store.swapSnapshot(OWN, [], []);
  await store.applyChanges(
    { from: token(1), to: token(2), rows: [{ ...key(5), body: { n: 5, v: 2 } }], more: false },
    [],
    [],
  );
  return db;
}

const flipped = (sealed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte));

async function damagePage(db: TerminalDatabase, n: number): Promise<void> {
  const record = (await db.base.toArray()).find((one) => one.page === n);
  if (record === undefined) throw new Error('no such page');
  await db.base.put({ ...record, sealed: flipped(record.sealed) });
}

/** As the engine does it: a new snapshot beside the broken one, then in its place. */
async function fetchAgain(store: Awaited<ReturnType<typeof openStore>>): Promise<void> {
  await store.saveSnapshotPage(page(token(3), 130));
  await store.swapSnapshot(OWN, [], []);
}

describe('damaged rows of the replica', () => {
  it('[SE23] a page that does not open is noticed when it is read, hides nothing else, and is whole after it was fetched again', async () => {
    const db = await loaded();
    await damagePage(db, 1);
    const store = await openStore(db);
    let told = 0;
    store.onBroken(() => (told += 1));
    expect(store.isBroken(OWN)).toBe(false);
    await expect(store.rows([key(70)])).rejects.toBeInstanceOf(RowsBroken);
    expect([store.isBroken(OWN), store.isBroken('412728'), told]).toEqual([true, false, 1]);
    expect((await store.rows([key(3), key(129)])).get('probe:p129')).toEqual({ n: 129, v: 1 });
    expect((await store.rows([key(70)], true)).size).toBe(0);
    expect(await store.fault()).toBeNull();
    await fetchAgain(store);
    expect(store.isBroken(OWN)).toBe(false);
    expect((await store.rows([key(70)])).get('probe:p70')).toEqual({ n: 70, v: 3 });
  });

  it('[SE23] a page that is gone is noticed when the store opens, a damaged one by the check behind it', async () => {
    const db = await loaded();
    const [first] = await db.base.toArray();
    if (first !== undefined) await db.base.delete([first.gen, first.table, first.page]);
    expect((await openStore(db)).isBroken(OWN)).toBe(true);
    const other = await loaded();
    await damagePage(other, 2);
    const store = await openStore(other);
    let pauses = 0;
    await store.checkPages(() => Promise.resolve(void (pauses += 1)));
    expect([store.isBroken(OWN), pauses]).toEqual([true, 1]);
  });

  it('[SE23] columns that do not open are made again from the pages under them', async () => {
    const db = await loaded();
    for (const record of await db.columns.toArray())
      await db.columns.put({ ...record, sealed: flipped(record.sealed) });
    const store = await openStore(db);
    expect(store.isBroken(OWN)).toBe(true);
    expect(store.ids('probe')).toHaveLength(130);
    expect((await store.rows([key(129)])).get('probe:p129')).toEqual({ n: 129, v: 1 });
  });

  it('[SE23] where nobody can say which row is damaged, none is taken for true until all are here again', async () => {
    const db = await loaded();
    for (const record of await db.delta.toArray()) await db.delta.put({ ...record, sealed: flipped(record.sealed) });
    const store = await openStore(db);
    // The page under the change still says v 1: the older state must not pass for the present one.
    await expect(store.rows([key(5)])).rejects.toBeInstanceOf(RowsBroken);
    await expect(store.rows([key(3)])).rejects.toBeInstanceOf(RowsBroken);
    await fetchAgain(store);
    for (const one of [store, await openStore(db)]) {
      expect(one.isBroken(OWN)).toBe(false);
      expect((await one.rows([key(5)])).get('probe:p5')).toEqual({ n: 5, v: 3 });
    }
  });

  it('[SE23] a load that broke off on a damaged page begins again instead of going on over it', async () => {
    const db = newDatabase();
    await (await openStore(db)).saveSnapshotPage(page(token(1), 130, 'probe/130'));
    await damagePage(db, 0);
    const store = await openStore(db);
    await expect(store.rows([key(1)])).rejects.toBeInstanceOf(RowsBroken);
    expect([store.isBroken(OWN), await store.snapshotPosition(OWN)]).toEqual([true, null]);
    await store.saveSnapshotPage(page(token(1), 130));
    await store.swapSnapshot(OWN, [], []);
    expect((await store.rows([key(1)])).get('probe:p1')).toEqual({ n: 1, v: 1 });
    expect(store.ids('probe')).toHaveLength(130);
  });

  it('[SE25] optimistic rows that do not open or are gone are told when the store opens, hide nothing confirmed, and stand again with the next overlay', async () => {
    const overlay = [{ table: 'probe', id: 'p7', body: { n: 7, pending: true } }];
    const spoilt = async (spoil: (db: TerminalDatabase) => Promise<unknown>) => {
      const db = await loaded();
      const store = await openStore(db);
      await appendMany(store, 3);
      expect((await store.load()).isOverlayLost).toBe(false);
      await spoil(db);
      return db;
    };
    const flipFirst = async (db: TerminalDatabase): Promise<void> => {
      const [record] = await db.overlay.toArray();
      if (record !== undefined) await db.overlay.put({ ...record, sealed: flipped(record.sealed) });
    };
    for (const db of [await spoilt(flipFirst), await spoilt((one) => one.overlay.clear())]) {
      const store = await openStore(db);
      expect([(await store.load()).isOverlayLost, store.isBroken(OWN), await store.fault()]).toEqual([
        true,
        false,
        null,
      ]);
      expect((await store.rows([key(5)], true)).get('probe:p5')).toEqual({ n: 5, v: 2 });
      await store.applyChanges({ from: token(2), to: token(2), rows: [], more: false }, [], overlay);
      for (const one of [store, await openStore(db)]) {
        expect((await one.load()).isOverlayLost).toBe(false);
        const rows = await one.rows([key(7), { table: 'probe', id: 'r1' }]);
        expect([...rows]).toEqual([['probe:p7', { n: 7, pending: true }]]);
      }
      expect(await db.overlay.count()).toBe(1);
    }
    const dark = await openStore(await spoilt(flipFirst));
    await expect(dark.rows([key(3)])).rejects.toBeInstanceOf(RowsBroken);
  });

  it('[SE25] an overlay that was lost is taken away although nothing comes in its place', async () => {
    const db = await loaded();
    await appendMany(await openStore(db), 2);
    for (const record of await db.overlay.toArray())
      await db.overlay.put({ ...record, sealed: flipped(record.sealed) });
    const store = await openStore(db);
    await store.applyChanges({ from: token(2), to: token(2), rows: [], more: false }, [1, 2], []);
    expect(await db.overlay.count()).toBe(0);
    expect((await (await openStore(db)).load()).isOverlayLost).toBe(false);
  });

  it('[SE26] each fetch of a week waits longer than the one before; after five the tablet is to be exchanged, and its journal still leaves', async () => {
    const db = await loaded();
    const MINUTE = 60_000;
    let now = NOW;
    const opened = async () =>
      openSealedStore({
        db,
        keys: storeKeys,
        fence: await raiseFence(db),
        lineage: [OWN, '412728'],
        mayBeNew: true,
        now: () => now,
      });
    /** The next time a damaged page is found, what is done about it, and whether it is fetched now. */
    const rots = async () => {
      await damagePage(db, 1);
      return broken();
    };
    const broken = async () => {
      const store = await opened();
      await expect(store.rows([key(70)])).rejects.toBeInstanceOf(RowsBroken);
      return store;
    };
    await appendMany(await opened(), 2);
    for (const minutes of [0, 10, 60, 6 * 60, 24 * 60]) {
      let store = await rots();
      if (minutes > 0) {
        expect([store.isBroken(OWN), store.mending()]).toEqual([false, { waitMs: minutes * MINUTE, isWornOut: false }]);
        // A start anew makes no wait shorter.
        now += (minutes - 1) * MINUTE;
        store = await broken();
        expect(store.isBroken(OWN)).toBe(false);
        now += MINUTE;
      }
      expect([store.isBroken(OWN), store.mending()]).toEqual([true, { waitMs: 0, isWornOut: false }]);
      // One that broke off goes on without waiting.
      await store.saveSnapshotPage(page(token(3), 64, 'probe/64'));
      expect(store.isBroken(OWN)).toBe(true);
      await store.saveSnapshotPage({ ...page(token(3), 66), rows: page(token(3), 130).rows.slice(64) });
      await store.swapSnapshot(OWN, [], []);
      expect([store.isBroken(OWN), store.mending()]).toEqual([false, null]);
    }
    const worn = await rots();
    expect([worn.isBroken(OWN), worn.mending()]).toEqual([false, { waitMs: 0, isWornOut: true }]);
    expect((await worn.journalAfter(0, 10, 1e6)).map((record) => record.seq)).toEqual([1, 2]);
    expect((await worn.rescueFile()).length).toBeGreaterThan(100);
    expect(await worn.fault()).toBeNull();
    now -= 3 * 24 * 60 * MINUTE;
    expect(worn.isBroken(OWN)).toBe(false);
    now += 11 * 24 * 60 * MINUTE;
    expect([worn.isBroken(OWN), worn.mending()]).toEqual([true, { waitMs: 0, isWornOut: false }]);
  });
});
