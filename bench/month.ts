import 'fake-indexeddb/auto';
import type { SealedStore } from '../client/platform/dexie/store.ts';
import { newDatabase, openStore } from '../client/platform/testing/store-fixture.ts';
import type { FeedToken, RowChange } from '../sync/index.ts';
import type { BenchRow } from './main.ts';

/**
 * A tablet's sealed store after a month of changed rows (IndexedDB in memory): opened with each row by itself, as they
 * come, and with the rows on pages, as they lie once the tablet had minutes of quiet.
 */
const ROWS = 20_000;
const AT_ONCE = 1_000;
const BRANCH = '41272801';

const token = (version: number): FeedToken => ({ epoch: 'e1', branch: BRANCH, version, commitId: `c${version}` });
const row = (n: number): RowChange => ({
  table: 'account_day',
  id: `47f48bb1013886ff.${n}/2026-11-02`,
  body: { account: `47f48bb1013886ff.${n}`, business_date: '2026-11-02', device: '47f48bb1', offline_out_fen: n },
});

async function fill(store: SealedStore): Promise<void> {
  await store.saveSnapshotPage({ token: token(0), table: 'account_day', rows: [row(0)], next: null, rowsTotal: 1 });
  await store.swapSnapshot(BRANCH, [], []);
  for (let n = 0; n < ROWS / AT_ONCE; n++) {
    const rows = Array.from({ length: AT_ONCE }, (_, at) => row(1 + n * AT_ONCE + at));
    await store.applyChanges({ from: token(n), to: token(n + 1), rows, more: false }, [], []);
  }
}

/** ms of processor. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000);
}

export async function run(): Promise<readonly BenchRow[]> {
  const db = newDatabase();
  await fill(await openStore(db));
  let store: SealedStore | undefined;
  const apart = await timed(async () => (store = await openStore(db)));
  let steps = 0;
  const folding = await timed(async () => {
    for (let done = 1; done > 0; steps++) done = (await store?.fold()) ?? 0;
  });
  const folded = await timed(() => openStore(db));
  const info = { unit: 'ms', budget: null, ok: null };
  return [
    { what: `opening with ${ROWS} changed rows one by one`, value: apart, ...info, against: null },
    { what: 'putting them onto pages', value: folding, ...info, against: `${steps} steps` },
    {
      what: 'opening with them on pages',
      value: folded,
      ...info,
      against: `${(apart / folded).toFixed(1)} times less`,
    },
  ];
}
