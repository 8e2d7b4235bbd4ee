// express-pouchdb on leveldb, in-process seeding through the same PouchDB
import { createRequire } from 'node:module';
const req = createRequire(new URL('../pouch/package.json', import.meta.url));
export async function start({ port, dir, w }) {
  const PouchDB = req('pouchdb').defaults({ prefix: dir + '/srv-' }),
    express = req('express'),
    app = express();
  app.use(
    '/',
    req('express-pouchdb')(PouchDB, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: dir + '/log.txt' }),
  );
  const db = new PouchDB('branch');
  const doc =
    (type) =>
    ({ id, ...r }) => ({ _id: type + ':' + id, type, ...r });
  for (const [k, t] of [
    ['customers', 'customer'],
    ['accounts', 'account'],
    ['cards', 'card'],
  ])
    for (let i = 0; i < w[k].length; i += 1000) await db.bulkDocs(w[k].slice(i, i + 1000).map(doc(t)));
  const ops = new PouchDB('ops');
  await ops.info();
  await new Promise((r) => app.listen(port, '127.0.0.1', r));
  return {
    durability: 'leveldown batch, sync:false by default (no fsync per write); see fsyncs',
    delta: async (d) => {
      for (let i = 0; i < d.length; i += 500) {
        const part = d.slice(i, i + 500),
          cur = await db.allDocs({ keys: part.map((x) => 'customer:' + x.id) });
        await db.bulkDocs(
          part.map(({ id, ...r }, j) => ({
            _id: 'customer:' + id,
            _rev: cur.rows[j].value.rev,
            type: 'customer',
            ...r,
          })),
        );
      }
    },
  };
}
