import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { DAY_MS } from '../../../shared/kernel/dates.ts';
import { ready, until, value } from './testing/counter-kit.ts';
import { OUTLET, PASSWORD, START } from './testing/hub-kit.ts';
import type { Tablet } from './testing/worker-kit.ts';

/** The rows of accounts rot, and were fetched again five times on that day. */
async function rot({ db }: Tablet, on: number): Promise<void> {
  for (const page of await db.base.toArray())
    if (page.table === 'account') await db.base.put({ ...page, sealed: page.sealed.map((byte) => byte ^ 1) });
  await db.meta.put({ key: 'mends', fetched: { [OUTLET]: Array.from({ length: 5 }, () => on) } });
}

it('[SE26] the county is told of a tablet whose storage is worn out, once, and when it holds again', async () => {
  const { hub, tablet, api } = await ready();
  await until('settled', async () => (await api.sync()).unsettled === 0 && (await api.sync()).waiting === 0);
  const [device = ''] = hub.store.branch(OUTLET).devices.keys();
  const row = () => hub.store.branch(OUTLET).rows.get(`retention_report:${device}`)?.body ?? null;
  const told = async (at: Tablet) => (await at.db.journal.count()) - before;
  await api.lock();
  const worn = await tablet.reload();
  await rot(worn, START);
  const before = await worn.db.journal.count();
  value(await worn.api.unlock(PASSWORD));
  expect(await worn.api.customer('6').catch(() => null)).toBeNull();
  await until('told', () => row() !== null);
  expect(Number(row()?.['worn_since'])).toBeGreaterThanOrEqual(START);
  expect(row()).toMatchObject({ at: 0, rows_dropped: 0 });
  expect((await worn.api.sync()).mending).toEqual({ nextAt: null, isWornOut: true });
  // The unlock and the report: said once, however often the line changes.
  for (let n = 0; n < 3; n++) await worn.api.nudge();
  await until('all is out', async () => (await worn.api.sync()).waiting === 0);
  expect(await told(worn)).toBe(2);
  const since = row()?.['worn_since'];

  const again = await worn.reload();
  await rot(again, START - 8 * DAY_MS);
  value(await again.api.unlock(PASSWORD));
  await until('told that it holds', () => row()?.['worn_since'] === null);
  await until('fetched again', async () => (await again.api.sync()).mending === null);
  expect(since).not.toBeNull();
});
