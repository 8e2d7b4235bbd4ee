import { hubStoreContract } from './hub-store-contract.ts';
import { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { toyDomain } from './toy-domain.ts';

hubStoreContract('memory', () => {
  const store = new MemoryHubStore(
    toyDomain,
    new Map([
      ['35010201', '350102'],
      ['35010202', '350102'],
      ['350102', null],
    ]),
  );
  return Promise.resolve({
    store,
    outlet: '35010201',
    other: '35010202',
    county: '350102',
    addDevice: (device) => Promise.resolve(store.addDevice(device)),
    tables: {
      outlet: 'jar',
      reference: 'rule',
      never: 'secret',
      body: (_table, n) => ({ coins: n }),
      id: (_table, n) => `row-${n}`,
    },
    restored: () => Promise.resolve(store.restore(store.backup(), 'epoch-2')),
    rebuilt: (base) => {
      Object.assign(store.branch('35010201'), { rebuilding: base === null, base });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});
