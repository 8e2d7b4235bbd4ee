import { makeWorkload } from './workload.mjs';
const [peer, port, dir, scale, variant] = process.argv.slice(2);
const w = makeWorkload({ scale: Number(scale) });
globalThis.gc?.();
const base = process.memoryUsage();
const c = await (
  await import(`../peers/${peer}.client.mjs`)
).create({ port: Number(port), dir, w, variant, sleep: (ms) => new Promise((r) => setTimeout(r, ms)) });
export const pct = (a) => {
  const s = [...a].sort((x, y) => x - y),
    q = (p) => +s[Math.min(s.length - 1, Math.floor(s.length * p))].toFixed(1);
  return { n: s.length, p50: q(0.5), p95: q(0.95), max: q(1) };
};
process.on('message', async (m) => {
  try {
    let out = {};
    if (m.cmd === 'steady') {
      const n = Number(scale) < 1 ? 30 : 200;
      const lat = [];
      for (const d of w.steady.slice(0, n)) {
        const t = performance.now();
        await c.live(d);
        lat.push(performance.now() - t);
      }
      out = { ms: 0, latency: pct(lat) };
    } else if (c[m.cmd]) out = (await c[m.cmd]()) ?? {};
    if (m.cmd === 'bootstrap' || m.cmd === 'push') {
      globalThis.gc?.();
      const u = process.memoryUsage();
      out.heapMB = Math.round((u.heapUsed - base.heapUsed) / 1048576);
      out.rssMB = Math.round(u.rss / 1048576);
    }
    process.send({ id: m.id, out });
  } catch (e) {
    process.send({ id: m.id, err: String(e.stack) });
  }
});
process.on('unhandledRejection', (e) => console.error('client unhandled', e));
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
