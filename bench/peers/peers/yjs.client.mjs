import * as Y from 'yjs';
import { WebSocket } from 'ws';
import * as sync from 'y-protocols/sync';
import * as enc from 'lib0/encoding';
import * as dec from 'lib0/decoding';
export async function create({ port, w, variant, sleep }) {
  const nested = variant.includes('nested'),
    val = (d) => (nested ? new Y.Map(Object.entries(d)) : d);
  const open = (doc, path) =>
    new Promise((res) => {
      const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
        perMessageDeflate: variant.includes('pmd'),
        maxPayload: 0,
      });
      ws.binaryType = 'arraybuffer';
      const up = (u, o) => {
        if (o === ws) return;
        const e = enc.createEncoder();
        sync.writeUpdate(e, u);
        ws.send(enc.toUint8Array(e));
      };
      ws.on('open', () => {
        const e = enc.createEncoder();
        sync.writeSyncStep1(e, doc);
        ws.send(enc.toUint8Array(e));
        doc.on('update', up);
        res(ws);
      });
      ws.on('close', () => doc.off('update', up));
      ws.on('message', (m) => {
        const e = enc.createEncoder();
        sync.readSyncMessage(dec.createDecoder(new Uint8Array(m)), e, doc, ws);
        if (enc.length(e)) ws.send(enc.toUint8Array(e));
      });
    });
  const until = async (f) => {
    while (!f()) await sleep(5);
  };
  const a = new Y.Doc(),
    ops = new Y.Doc();
  let b,
    seen = new Map(),
    ws;
  return {
    bootstrap: async () => {
      ws = await open(a, '/branch');
      await until(() => ['customers', 'accounts', 'cards'].every((k) => a.getMap(k).size === w[k].length));
      ws.close();
    },
    capture: async () => {
      const m = ops.getMap('interactions');
      for (const d of w.interactions) m.set(d.id, val(d));
    },
    push: async () => {
      ws = await open(ops, '/ops');
    }, // y-protocols has no ack: the harness asks the server process (IPC) when all have arrived
    predelta: async () => {},
    delta: async () => {
      const c = await open(a, '/branch'),
        d = w.delta.at(-1);
      await until(() => {
        const r = a.getMap('customers').get(d.id);
        return (nested ? r.get('phone') : r.phone) === d.phone;
      });
      c.close();
    },
    liveStart: async () => {
      b = new Y.Doc();
      await open(b, '/ops');
      await until(() => b.getMap('interactions').size === w.interactions.length);
      b.getMap('interactions').observe((e) => {
        for (const k of e.keysChanged) seen.get(k)?.();
      });
    },
    live: async (d) => {
      const p = new Promise((r) => seen.set(d.id, r));
      ops.getMap('interactions').set(d.id, val(d));
      await p;
    },
  };
}
