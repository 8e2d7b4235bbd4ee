// Runs in Chromium: one captured record at a time, and records in bulk, in every store of the page, interleaved.
import Dexie from 'dexie';
import PouchCore from 'pouchdb-core';
import AdapterIndexedDb from 'pouchdb-adapter-indexeddb';
import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { EMPTY, newDatabase, openStore, recordAfter } from 'yizhan/client/platform/testing/store-fixture.ts';
import { makeWorkload } from 'yizhan/bench/peers/lib/workload.mjs';

const SINGLES = 60;
const BULK = 4000;
const ROUNDS = 5;
const workload = makeWorkload();
const text = { type: 'string' };
const kindOf = (value) =>
  Array.isArray(value) ? { type: 'array', items: text } : typeof value === 'number' ? { type: 'number' } : text;
const schemaOf = (record) => ({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, name === 'id' ? { ...text, maxLength: 40 } : kindOf(value)]),
  ),
  required: ['id'],
});
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.oncomplete = request.onsuccess = () => resolve(request.result);
    request.onerror = request.onabort = () => reject(request.error);
  });

async function raw(options) {
  const opening = indexedDB.open(`raw-${options?.durability ?? 'default'}`, 1);
  opening.onupgradeneeded = () => {
    for (const name of ['one', 'bulk']) opening.result.createObjectStore(name, { keyPath: 'id' });
  };
  const db = await settled(opening);
  const put = (name, records) => {
    const transaction = db.transaction(name, 'readwrite', options);
    for (const record of records) transaction.objectStore(name).put(record);
    transaction.commit();
    return settled(transaction);
  };
  return { one: (record) => put('one', [record]), bulk: (records) => put('bulk', records) };
}

async function dexie(durability) {
  const db = new Dexie(`dexie-${durability}`, { chromeTransactionDurability: durability });
  db.version(1).stores({ one: 'id', many: 'id' });
  return { one: (record) => db.one.put(record), bulk: (records) => db.many.bulkPut(records) };
}

async function rxdb() {
  const db = await createRxDatabase({ name: 'rxdb', storage: getRxStorageDexie(), multiInstance: false });
  await db.addCollections({
    one: { schema: schemaOf(workload.interactions[0]) },
    many: { schema: schemaOf(workload.customers[0]) },
  });
  return { one: (record) => db.one.insert(record), bulk: (records) => db.many.bulkInsert(records) };
}

async function pouchdb() {
  const Pouch = PouchCore.plugin(AdapterIndexedDb);
  const [one, many] = ['pouch-one', 'pouch-many'].map((name) => new Pouch(name, { adapter: 'indexeddb' }));
  const doc = ({ id, ...rest }) => ({ _id: id, ...rest });
  return { one: (record) => one.put(doc(record)), bulk: (records) => many.bulkDocs(records.map(doc)) };
}

/** The product's own: numbered, chained, encrypted, strict; in bulk as sealed pages beside the replica in use. */
async function yizhan() {
  const store = await openStore(newDatabase());
  let head = EMPTY;
  let version = 0;
  return {
    async one(record) {
      const next = recordAfter(head, { payload: [JSON.stringify(record)] });
      const done = await store.append(next, [{ table: 'probe', id: record.id, body: record }], head);
      if (!done.ok) throw new Error(done.error);
      head = { seq: next.seq, hash: next.hash };
    },
    bulk(records) {
      version += 1;
      const token = { epoch: 'e', branch: '41272801', version, commitId: `c${version}` };
      const rows = records.map(({ id, ...body }) => ({ table: 'probe', id, body }));
      return store.saveSnapshotPage({ token, table: 'probe', rows, next: null, rowsTotal: rows.length });
    },
  };
}

const perSecond = async (count, work) => {
  const began = performance.now();
  await work();
  return Math.round((count / (performance.now() - began)) * 1000);
};

/** @param strict every transaction of the page is asked to be strict, whatever its library asks for */
window.bench = async (strict) => {
  if (strict) {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (names, mode) {
      return transaction.call(this, names, mode, { durability: 'strict' });
    };
  }
  const stores = {
    yizhan: await yizhan(),
    'raw IndexedDB': await raw(strict ? { durability: 'strict' } : undefined),
    Dexie: await dexie(strict ? 'strict' : 'default'),
    RxDB: await rxdb(),
    PouchDB: await pouchdb(),
  };
  const names = Object.keys(stores);
  const found = Object.fromEntries(names.map((name) => [name, { one: [], bulk: [] }]));
  for (let round = 0; round < ROUNDS; round++)
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length];
      const records = workload.interactions.slice(round * SINGLES, (round + 1) * SINGLES);
      found[name].one.push(
        await perSecond(SINGLES, async () => {
          for (const record of records) await stores[name].one(record);
        }),
      );
      const many = workload.customers.slice(round * BULK, (round + 1) * BULK);
      found[name].bulk.push(await perSecond(BULK, () => stores[name].bulk(many)));
    }
  const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
  return Object.fromEntries(
    Object.entries(found).map(([name, { one, bulk }]) => [name, { one: median(one), bulk: median(bulk) }]),
  );
};
window.ready = true;
