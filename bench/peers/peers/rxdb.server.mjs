// Minimal HTTP endpoint after RxDB's own replication-http guide: checkpoint pull, push with assumedMasterState, SSE stream.
// Storage: SQLite-free in-memory map + append-only log with fdatasync per push (kinder than RxDB Server, which is beta).
import http from 'node:http';
import fs from 'node:fs';
import zlib from 'node:zlib';
export async function start({ port, dir, w, variant }) {
  const gz = variant.includes('gzip'),
    log = fs.openSync(dir + '/log', 'a');
  let syncs = 0;
  const cols = {};
  for (const k of ['customers', 'accounts', 'cards', 'interactions'])
    cols[k] = { map: new Map(), order: [], streams: new Set() };
  const cmp = (a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : a.id < b.id ? -1 : 1);
  for (const k of ['customers', 'accounts', 'cards']) {
    for (const d of w[k]) cols[k].map.set(d.id, { ...d, _deleted: false });
    cols[k].order = [...cols[k].map.values()].sort(cmp);
  }
  const apply = (c, docs) => {
    const ids = new Set(docs.map((d) => d.id));
    if (docs.some((d) => c.map.has(d.id))) c.order = c.order.filter((d) => !ids.has(d.id));
    for (const d of docs) c.map.set(d.id, d);
    const unsorted = c.order.length && docs.some((d) => cmp(c.order.at(-1), d) > 0);
    c.order.push(...docs);
    if (unsorted) c.order.sort(cmp);
    const cp = docs.length ? { id: docs.at(-1).id, updatedAt: docs.at(-1).updatedAt } : null;
    for (const s of c.streams) {
      s.write('data: ' + JSON.stringify({ documents: docs, checkpoint: cp }) + '\n\n');
    }
  };
  const send = (q, s, o) => {
    let b = Buffer.from(JSON.stringify(o));
    const h = { 'content-type': 'application/json' };
    if (gz && b.length > 500) {
      b = zlib.gzipSync(b);
      h['content-encoding'] = 'gzip';
    }
    h['content-length'] = b.length;
    s.writeHead(200, h);
    s.end(b);
  };
  http
    .createServer((q, s) => {
      const u = new URL(q.url, 'http://x'),
        [, k, op] = u.pathname.split('/'),
        c = cols[k];
      if (op === 'pull') {
        const id = u.searchParams.get('id') ?? '',
          at = u.searchParams.get('updatedAt') ?? '',
          lim = +u.searchParams.get('limit');
        let lo = 0,
          hi = c.order.length;
        const key = { id, updatedAt: at };
        while (lo < hi) {
          const m = (lo + hi) >> 1;
          if (cmp(c.order[m], key) < 0 || (c.order[m].id === id && c.order[m].updatedAt === at)) lo = m + 1;
          else hi = m;
        }
        const docs = c.order.slice(lo, lo + lim),
          l = docs.at(-1);
        return send(q, s, {
          documents: docs,
          checkpoint: l ? { id: l.id, updatedAt: l.updatedAt } : { id, updatedAt: at },
        });
      }
      if (op === 'stream') {
        s.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
        s.flushHeaders();
        c.streams.add(s);
        q.on('close', () => c.streams.delete(s));
        return;
      }
      const parts = [];
      q.on('data', (d) => parts.push(d));
      q.on('end', () => {
        const rows = JSON.parse(Buffer.concat(parts)),
          conflicts = [],
          ok = [];
        for (const r of rows) {
          const cur = c.map.get(r.newDocumentState.id);
          if (cur && (!r.assumedMasterState || cur.updatedAt !== r.assumedMasterState.updatedAt)) conflicts.push(cur);
          else ok.push(r.newDocumentState);
        }
        fs.writeSync(log, JSON.stringify(ok) + '\n');
        fs.fdatasyncSync(log);
        syncs++;
        apply(c, ok);
        send(q, s, conflicts);
      });
    })
    .listen(port, '127.0.0.1');
  await new Promise((r) => setTimeout(r, 100));
  return {
    durability: "bench server: fdatasync per push request (server is the user's own in RxDB)",
    fsyncs: () => syncs,
    delta: async (d) =>
      apply(
        cols.customers,
        d.map((x) => ({ ...x, _deleted: false })),
      ),
  };
}
