// Does the peer heal when the server is restored from a backup older than what it acknowledged?
// 25 docs synced -> backup -> 25 more synced (acked) -> server restored -> 5 more -> sync. Healthy = 55 docs on the server. node restore.mjs
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { makeWorkload } from './lib/workload.mjs';
const I = makeWorkload({ scale: 0.02 }).interactions.slice(0, 60),
  sleep = (ms) => new Promise((r) => setTimeout(r, ms)),
  out = {};
{
  // RxDB, documented HTTP-style handlers
  const { createRxDatabase } = await import('rxdb/plugins/core'),
    { getRxStorageMemory } = await import('rxdb/plugins/storage-memory'),
    { replicateRxCollection } = await import('rxdb/plugins/replication');
  const { schemas } = await import('./peers/rxdb.client.mjs');
  const w = makeWorkload({ scale: 0.01 });
  const db = await createRxDatabase({ name: 'r', storage: getRxStorageMemory(), multiInstance: false });
  await db.addCollections({ interactions: schemas(w).interactions });
  let srv = new Map();
  const rep = async () => {
    const r = replicateRxCollection({
      collection: db.interactions,
      replicationIdentifier: 'x',
      live: false,
      pull: {
        batchSize: 100,
        handler: async (cp, n) => {
          const d = [...srv.values()]
            .filter((x) => !cp || x.updatedAt > cp.updatedAt)
            .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1))
            .slice(0, n);
          return { documents: d, checkpoint: d.length ? { updatedAt: d.at(-1).updatedAt } : cp };
        },
      },
      push: {
        handler: async (rows) => {
          for (const r of rows) srv.set(r.newDocumentState.id, r.newDocumentState);
          return [];
        },
      },
    });
    await r.awaitInitialReplication();
    await r.cancel();
  };
  for (const d of I.slice(0, 25)) await db.interactions.insert(d);
  await rep();
  const backup = new Map(srv);
  for (const d of I.slice(25, 50)) await db.interactions.insert(d);
  await rep();
  const acked = srv.size;
  srv = new Map(backup);
  for (const d of I.slice(50, 55)) await db.interactions.insert(d);
  await rep();
  out.rxdb = { acked, afterRestore: srv.size, client: await db.interactions.count().exec() };
}
{
  // PouchDB -> leveldb "server", backup = copy of the directory (with _local checkpoints)
  const PouchDB = createRequire(new URL('./pouch/package.json', import.meta.url))('pouchdb');
  const dir = fs.mkdtempSync(new URL('./tmp-restore-', import.meta.url).pathname);
  const M = PouchDB.defaults({ prefix: dir + '/' });
  const c = new M('client');
  let s = new M('server');
  const put = ({ id, ...x }) => c.put({ _id: id, ...x }),
    push = (o = {}) => c.replicate.to(s, o);
  const run = async (tag, opt) => {
    for (const d of I.slice(0, 25)) await put({ ...d, id: tag + d.id });
    await push(opt);
    await s.close();
    fs.cpSync(dir + '/server', dir + '/bak-' + tag, { recursive: true });
    s = new M('server');
    for (const d of I.slice(25, 50)) await put({ ...d, id: tag + d.id });
    await push(opt);
    const acked = (await s.info()).doc_count;
    await s.close();
    fs.rmSync(dir + '/server', { recursive: true });
    fs.cpSync(dir + '/bak-' + tag, dir + '/server', { recursive: true });
    s = new M('server');
    for (const d of I.slice(50, 55)) await put({ ...d, id: tag + d.id });
    await push(opt);
    return { acked, afterRestore: (await s.info()).doc_count, client: (await c.info()).doc_count };
  };
  out.pouchdb = await run('a', {});
  await c.destroy();
  await s.destroy().catch(() => {});
  await sleep(50);
  {
    const c2 = new M('client2');
    let s2 = new M('server2');
    const opt = { checkpoint: 'source' };
    for (const d of I.slice(0, 25)) await c2.put({ ...d, _id: d.id, id: undefined });
    await c2.replicate.to(s2, opt);
    await s2.close();
    fs.cpSync(dir + '/server2', dir + '/bak2', { recursive: true });
    s2 = new M('server2');
    for (const d of I.slice(25, 50)) await c2.put({ ...d, _id: d.id, id: undefined });
    await c2.replicate.to(s2, opt);
    const acked = (await s2.info()).doc_count;
    await s2.close();
    fs.rmSync(dir + '/server2', { recursive: true });
    fs.cpSync(dir + '/bak2', dir + '/server2', { recursive: true });
    s2 = new M('server2');
    for (const d of I.slice(50, 55)) await c2.put({ ...d, _id: d.id, id: undefined });
    await c2.replicate.to(s2, opt);
    out['pouchdb checkpoint:source'] = {
      acked,
      afterRestore: (await s2.info()).doc_count,
      client: (await c2.info()).doc_count,
    };
  }
  fs.rmSync(dir, { recursive: true, force: true });
}
{
  const Y = await import('yjs');
  const c = new Y.Doc();
  let s = new Y.Doc();
  const m = c.getMap('i'),
    sync = () => {
      Y.applyUpdate(s, Y.encodeStateAsUpdate(c, Y.encodeStateVector(s)));
      Y.applyUpdate(c, Y.encodeStateAsUpdate(s, Y.encodeStateVector(c)));
    };
  for (const d of I.slice(0, 25)) m.set(d.id, d);
  sync();
  const b = Y.encodeStateAsUpdate(s);
  for (const d of I.slice(25, 50)) m.set(d.id, d);
  sync();
  const acked = s.getMap('i').size;
  s = new Y.Doc();
  Y.applyUpdate(s, b);
  for (const d of I.slice(50, 55)) m.set(d.id, d);
  sync();
  out.yjs = { acked, afterRestore: s.getMap('i').size, client: m.size };
}
{
  const { createMergeableStore } = await import('tinybase');
  const c = createMergeableStore('c');
  let s = createMergeableStore('s');
  const put = ({ id, ...x }) => c.setRow('i', id, x);
  for (const d of I.slice(0, 25)) put(d);
  c.merge(s);
  const b = s.getMergeableContent();
  for (const d of I.slice(25, 50)) put(d);
  c.merge(s);
  const acked = s.getRowCount('i');
  s = createMergeableStore('s2');
  s.setMergeableContent(b);
  for (const d of I.slice(50, 55)) put(d);
  c.merge(s);
  out.tinybase = { acked, afterRestore: s.getRowCount('i'), client: c.getRowCount('i') };
}
fs.writeFileSync(new URL('./results/restore.json', import.meta.url), JSON.stringify(out, null, 1));
console.log(JSON.stringify(out, null, 1));
process.exit(0);
