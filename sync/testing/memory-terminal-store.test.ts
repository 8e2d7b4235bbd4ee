import { MemoryTerminalStore } from './memory-terminal-store.ts';
import { terminalStoreContract } from './terminal-store-contract.ts';

terminalStoreContract('memory', () => {
  const store = new MemoryTerminalStore(['35010201', '350102']);
  return Promise.resolve({
    store,
    branch: '35010201',
    parent: '350102',
    table: 'jar',
    body: (n) => ({ coins: n }),
    id: (n) => `row-${n}`,
    reopen: () => Promise.resolve(store),
    close: () => Promise.resolve(),
  });
});
