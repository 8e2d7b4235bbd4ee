import 'fake-indexeddb/auto';
import { terminalStoreContract } from '../../../sync/testing/terminal-store-contract.ts';
import { newDatabase, openStore } from '../testing/store-fixture.ts';

terminalStoreContract('Dexie, sealed', async () => {
  const db = newDatabase();
  const lineage = ['35010201', '350102'];
  return {
    store: await openStore(db, lineage),
    branch: '35010201',
    parent: '350102',
    table: 'jar',
    body: (n) => ({ coins: n }),
    id: (n) => `row-${n}`,
    reopen: () => openStore(db, lineage),
    close: async () => {
      db.close();
      await Promise.resolve();
    },
  };
});
