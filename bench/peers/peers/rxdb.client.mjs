import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { Subject } from 'rxjs';
import http from 'node:http';
const str = { type: 'string' },
  id = { type: 'string', maxLength: 40 };
const schema = (doc) => ({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(doc).map(([k, v]) => [
      k,
      k === 'id'
        ? id
        : Array.isArray(v)
          ? { type: 'array', items: str }
          : typeof v === 'number'
            ? { type: 'number' }
            : str,
    ]),
  ),
  required: ['id'],
});
export const schemas = (w) =>
  Object.fromEntries(['customers', 'accounts', 'cards', 'interactions'].map((k) => [k, { schema: schema(w[k][0]) }]));
export async function create({ port, w, variant }) {
  const base = `http://127.0.0.1:${port}/`,
    batch = +(variant.match(/b(\d+)/)?.[1] ?? 1000),
    agent = new http.Agent({ keepAlive: true });
  const mk = async (name) => {
    const db = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
    await db.addCollections(schemas(w));
    return db;
  };
  const rep = (db, k, live) => {
    const stream$ = new Subject();
    const r = replicateRxCollection({
      collection: db[k],
      replicationIdentifier: 'http-' + k,
      live,
      retryTime: 1000,
      waitForLeadership: false,
      autoStart: true,
      pull: {
        batchSize: batch,
        stream$: live ? stream$.asObservable() : undefined,
        handler: async (cp, n) =>
          (
            await fetch(
              `${base}${k}/pull?id=${cp?.id ?? ''}&updatedAt=${encodeURIComponent(cp?.updatedAt ?? '')}&limit=${n}`,
            )
          ).json(),
      },
      push: {
        batchSize: +(variant.match(/p(\d+)/)?.[1] ?? 100),
        handler: async (rows) =>
          (
            await fetch(`${base}${k}/push`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(rows),
            })
          ).json(),
      },
    });
    r.error$.subscribe((e) => console.error('rx error', e.message));
    if (live)
      http.get(`${base}${k}/stream`, { agent }, (s) => {
        let buf = '';
        s.on('data', (d) => {
          buf += d;
          let i;
          while ((i = buf.indexOf('\n\n')) >= 0) {
            stream$.next(JSON.parse(buf.slice(6, i)));
            buf = buf.slice(i + 2);
          }
        });
      });
    return r;
  };
  const db = await mk('a');
  let db2,
    seen = new Map();
  return {
    bootstrap: async () => {
      for (const k of ['customers', 'accounts', 'cards']) {
        const r = rep(db, k, false);
        await r.awaitInitialReplication();
        const n = await db[k].count().exec();
        if (n !== w[k].length) throw new Error(k + n);
      }
    },
    capture: async () => {
      for (const d of w.interactions) await db.interactions.insert(d);
    },
    push: async () => {
      const r = rep(db, 'interactions', false);
      await r.awaitInitialReplication();
    },
    predelta: async () => {},
    delta: async () => {
      const r = rep(db, 'customers', false);
      await r.awaitInitialReplication();
      const d = w.delta.at(-1),
        x = await db.customers.findOne(d.id).exec();
      if (x.phone !== d.phone) throw new Error('delta');
    },
    liveStart: async () => {
      db2 = await mk('b');
      const r2 = rep(db2, 'interactions', true),
        r = rep(db, 'interactions', true);
      await r2.awaitInitialReplication();
      await r.awaitInitialReplication();
      db2.interactions.insert$.subscribe((e) => seen.get(e.documentId)?.());
    },
    live: async (d) => {
      const p = new Promise((r) => seen.set(d.id, r));
      await db.interactions.insert(d);
      await p;
    },
  };
}
