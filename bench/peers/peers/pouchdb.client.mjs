import { createRequire } from 'node:module';
const req = createRequire(new URL('../pouch/package.json', import.meta.url));
const PouchDB = req('pouchdb-core')
  .plugin(req('pouchdb-adapter-memory'))
  .plugin(req('pouchdb-adapter-http'))
  .plugin(req('pouchdb-replication'));
export async function create({ port, w, variant }) {
  const url = `http://127.0.0.1:${port}/`,
    opt = variant === 'b1000' ? { batch_size: 1000 } : {};
  const db = new PouchDB('branch', { adapter: 'memory' }),
    ops = new PouchDB('ops', { adapter: 'memory' });
  const rdb = new PouchDB(url + 'branch'),
    rops = new PouchDB(url + 'ops');
  const n = w.customers.length + w.accounts.length + w.cards.length,
    put = ({ id, ...r }) => ops.put({ _id: id, type: 'interaction', ...r });
  let ops2,
    seen = new Map();
  return {
    bootstrap: async () => {
      await db.replicate.from(rdb, opt);
      const i = await db.info();
      if (i.doc_count !== n) throw new Error('count ' + i.doc_count);
    },
    capture: async () => {
      for (const r of w.interactions) await put(r);
    },
    push: async () => {
      const r = await ops.replicate.to(rops, opt);
      if (r.docs_written !== w.interactions.length) throw new Error('pushed ' + r.docs_written);
    },
    predelta: async () => {},
    delta: async () => {
      const r = await db.replicate.from(rdb, opt);
      if (r.docs_written !== w.delta.length) throw new Error('delta ' + r.docs_written);
    },
    liveStart: async () => {
      ops2 = new PouchDB('ops2', { adapter: 'memory' });
      await ops2.replicate.from(url + 'ops');
      ops2.sync(rops, { live: true, retry: true });
      ops2.sync(url + 'ops', { live: true, retry: true });
      ops2.changes({ since: 'now', live: true }).on('change', (c) => seen.get(c.id)?.());
    },
    live: async (d) => {
      const p = new Promise((r) => seen.set(d.id, r));
      await put(d);
      await p;
    },
  };
}
