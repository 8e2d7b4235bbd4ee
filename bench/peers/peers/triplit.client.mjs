import { token, makeSchema } from './triplit.server.mjs';
const T = new URL('../triplit/node_modules/', import.meta.url).pathname;
import { WebSocket } from 'undici';
globalThis.WebSocket = WebSocket;
export async function create({ port, w }) {
  const { TriplitClient } = await import(T + '@triplit/client/dist/index.js');
  const schema = await makeSchema(w),
    tok = await token('secret');
  const mk = () =>
    new TriplitClient({
      schema,
      serverUrl: `http://127.0.0.1:${port}`,
      token: tok,
      autoConnect: false,
      storage: 'memory',
      logLevel: 'error',
      syncSchema: false,
    });
  const a = mk();
  let b,
    seen = new Map();
  const sub = (c, k, n) =>
    new Promise((res, rej) => {
      const u = c.subscribe(
        c.query(k),
        (r) => {
          if (r.length >= n) res(u);
        },
        (e) => rej(e),
      );
    });
  return {
    bootstrap: async () => {
      await a.connect();
      const r = [];
      for (const k of ['customers', 'accounts', 'cards']) r.push(await sub(a, k, w[k].length));
      r.forEach((u) => u?.());
      a.disconnect();
    },
    capture: async () => {
      for (const d of w.interactions) await a.insert('interactions', d);
    },
    push: async () => {
      const p = new Promise((r) => {
        const off = a.onSyncMessageReceived(() => {});
        const t = setInterval(async () => {
          const empty = await pending();
          if (empty) {
            clearInterval(t);
            off?.();
            r();
          }
        }, 20);
        const pending = async () => {
          const c = await a.db.entityStore.doubleBuffer?.isEmpty?.(a.db.kv);
          return c ?? false;
        };
      });
      await a.connect();
      await p;
    },
    predelta: async () => {},
    delta: async () => {
      const d = w.delta.at(-1);
      await a.connect();
      await new Promise((r) => {
        a.subscribe(a.query('customers').Where('id', '=', d.id), () => {});
        const u = a.subscribe(a.query('customers'), (x) => {
          const e = x.find((y) => y.id === d.id);
          if (e?.phone === d.phone) {
            u?.();
            r();
          }
        });
      });
      a.disconnect();
    },
    liveStart: async () => {
      b = mk();
      await b.connect();
      await a.connect();
      b.subscribe(b.query('interactions').Where('occurredAt', '>', '2026-01-07'), (r) => {
        for (const x of r) {
          const f = seen.get(x.id);
          if (f) {
            seen.delete(x.id);
            f();
          }
        }
      });
    },
    live: async (d) => {
      const p = new Promise((r) => seen.set(d.id, r));
      await a.insert('interactions', d);
      await p;
    },
  };
}
