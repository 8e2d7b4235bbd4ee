// Yjs over ws with y-protocols sync (what y-websocket does), one doc per collection group, record = JSON value in a Y.Map
import * as Y from 'yjs';
import { WebSocketServer } from 'ws';
import * as sync from 'y-protocols/sync';
import * as enc from 'lib0/encoding';
import * as dec from 'lib0/decoding';
export async function start({ port, w, variant }) {
  const nested = variant.includes('nested'),
    docs = { '/branch': new Y.Doc(), '/ops': new Y.Doc() },
    conns = { '/branch': new Set(), '/ops': new Set() };
  const val = (d) => (nested ? new Y.Map(Object.entries(d)) : d);
  docs['/branch'].transact(() => {
    for (const k of ['customers', 'accounts', 'cards']) {
      const m = docs['/branch'].getMap(k);
      for (const d of w[k]) m.set(d.id, val(d));
    }
  });
  for (const [p, doc] of Object.entries(docs))
    doc.on('update', (u, origin) => {
      const e = enc.createEncoder();
      sync.writeUpdate(e, u);
      const b = enc.toUint8Array(e);
      for (const c of conns[p]) if (c !== origin) c.send(b);
    });
  new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: variant.includes('pmd') }).on(
    'connection',
    (ws, q) => {
      const p = q.url,
        doc = docs[p];
      conns[p].add(ws);
      ws.on('close', () => conns[p].delete(ws));
      ws.on('message', (m) => {
        const e = enc.createEncoder();
        sync.readSyncMessage(dec.createDecoder(new Uint8Array(m)), e, doc, ws);
        if (enc.length(e)) ws.send(enc.toUint8Array(e));
      });
      const e = enc.createEncoder();
      sync.writeSyncStep1(e, doc);
      ws.send(enc.toUint8Array(e));
    },
  );
  return {
    durability: 'none (y-websocket default in-memory; y-leveldb optional, no fsync)',
    pushed: () => docs['/ops'].getMap('interactions').size,
    delta: async (d) =>
      docs['/branch'].transact(() => {
        const m = docs['/branch'].getMap('customers');
        for (const x of d)
          if (nested) {
            const r = m.get(x.id);
            for (const k of ['phone', 'riskLevel', 'updatedAt']) r.set(k, x[k]);
          } else m.set(x.id, x);
      }),
  };
}
