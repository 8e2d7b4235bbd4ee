import { createWsServer } from 'tinybase/synchronizers/synchronizer-ws-server';
import { createMergeableStore } from 'tinybase';
import { createFilePersister } from 'tinybase/persisters/persister-file';
import { createCustomPersister } from 'tinybase/persisters';
import { WebSocketServer } from 'ws';
export const flat = ({ id: _id, tags, ...r }) => (tags ? { ...r, tags: tags.join('|') } : r);
export async function start({ port, dir, w, variant }) {
  const store = createMergeableStore('srv');
  const ops = createMergeableStore('srvops');
  store.transaction(() => {
    for (const k of ['customers', 'accounts', 'cards']) for (const d of w[k]) store.setRow(k, d.id, flat(d));
  });
  const stores = { '/branch': store, '/ops': ops };
  const file = variant === 'file';
  const noop = (st) =>
    createCustomPersister(
      st,
      async () => undefined,
      async () => {},
      () => 0,
      () => {},
      undefined,
      2,
    );
  createWsServer(
    new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: variant.includes('pmd') }),
    (path) => {
      const s = stores['/' + path.replace('/', '')];
      return file ? createFilePersister(s, dir + '/' + path + '.json') : noop(s);
    },
    (e) => console.error('tb server', e.message),
    variant.includes('t60') ? 60 : undefined,
  );
  return {
    durability: file
      ? 'file persister rewrites the whole JSON (fs.writeFile, no fsync)'
      : 'none in this run (in-memory); file persister rewrites whole JSON, no fsync',
    pushed: () => ops.getRowCount('interactions'),
    delta: async (d) =>
      store.transaction(() => {
        for (const x of d) store.setRow('customers', x.id, flat(x));
      }),
  };
}
