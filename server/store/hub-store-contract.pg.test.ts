import { afterAll, beforeAll } from 'vitest';
import { hubStoreContract } from '../../sync/testing/hub-store-contract.ts';
import { toyDomain } from '../../sync/testing/toy-domain.ts';
import type { Database } from './database.ts';
import { lockBranch } from './branch-lock.ts';
import { startEpoch } from './epoch.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openTestDatabase } from './testing/database.ts';
import { EMPTY } from './testing/writes.ts';

const BRANCHES = ['35010201', '35010202', '350102'] as const;

let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

/** The store of a hub that knows these three branches and nothing else. */
async function emptyHub(): Promise<void> {
  const tables = await db.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'hub' AND table_name <> 'setting'",
  );
  await db.script(`TRUNCATE ${tables.map(({ name }) => `hub."${name}"`).join(', ')}`);
  for (const branch of BRANCHES) await db.transaction((sql) => lockBranch(sql, branch));
}

hubStoreContract('PostgreSQL', async () => {
  await emptyHub();
  const store = createPostgresStore(db, toyDomain);
  const [outlet, other, county] = BRANCHES;
  return {
    store,
    outlet,
    other,
    county,
    addDevice: async (device) => void (await store.inBranch(device.branch, (tx) => tx.commit({ ...EMPTY, device }))),
    tables: {
      outlet: 'jar',
      reference: 'rule',
      never: 'secret',
      body: (_table, n) => ({ coins: n }),
      id: (_table, n) => `row-${n}`,
    },
    restored: async () => void (await db.transaction((sql) => startEpoch(sql, true))),
    rebuilt: async (base) =>
      void (await db.query(
        'UPDATE hub.branch SET state = $2, base_epoch = $3, base_version = $4 WHERE branch_id = $1',
        [...[outlet, base === null ? 'rebuilding' : 'normal'], ...[base?.epoch ?? null, base?.version ?? null]],
      )),
    close: () => Promise.resolve(),
  };
});
