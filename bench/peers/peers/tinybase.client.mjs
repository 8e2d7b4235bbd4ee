import { createMergeableStore } from 'tinybase';
import { createWsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client';
import { WebSocket } from 'ws';
import { flat } from './tinybase.server.mjs';
export async function create({ port, w, variant, sleep }) {
  const open = async (store, path) => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
      perMessageDeflate: variant.includes('pmd'),
      maxPayload: 0,
    });
    const s = await createWsSynchronizer(store, ws, 120);
    await s.startSync();
    return { s, ws };
  };
  const until = async (f) => {
    while (!f()) await sleep(5);
  };
  const a = createMergeableStore('a'),
    ops = createMergeableStore('aops');
  let b,
    seen = new Map(),
    cur;
  return {
    bootstrap: async () => {
      cur = await open(a, '/branch');
      await until(
        () =>
          a.getRowCount('customers') === w.customers.length &&
          a.getRowCount('accounts') === w.accounts.length &&
          a.getRowCount('cards') === w.cards.length,
      );
      await cur.s.destroy();
      cur.ws.close();
    },
    capture: async () => {
      for (const d of w.interactions) ops.setRow('interactions', d.id, flat(d));
    },
    push: async () => {
      cur = await open(ops, '/ops');
    }, // no ack in the protocol: the harness asks the server process (IPC)
    predelta: async () => {},
    delta: async () => {
      const c = await open(a, '/branch');
      const d = w.delta.at(-1);
      await until(() => a.getCell('customers', d.id, 'phone') === d.phone);
      await c.s.destroy();
      c.ws.close();
    },
    liveStart: async () => {
      b = createMergeableStore('b');
      await open(b, '/ops');
      await until(() => b.getRowCount('interactions') === w.interactions.length);
      b.addRowListener('interactions', null, (s, t, id) => {
        seen.get(id)?.();
      });
    },
    live: async (d) => {
      const p = new Promise((r) => seen.set(d.id, r));
      ops.setRow('interactions', d.id, flat(d));
      await p;
    },
  };
}
