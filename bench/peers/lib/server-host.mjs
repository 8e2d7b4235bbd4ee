import { makeWorkload } from './workload.mjs';
const [peer, port, dir, scale, variant] = process.argv.slice(2);
const w = makeWorkload({ scale: Number(scale) });
const s = await (await import(`../peers/${peer}.server.mjs`)).start({ port: Number(port), dir, w, variant });
process.on('message', async (m) => {
  try {
    let out;
    if (m.cmd === 'delta') out = await s.delta(w.delta);
    if (m.cmd === 'pushed') out = (await s.pushed?.()) ?? null;
    if (m.cmd === 'stats') {
      out = { rssMB: Math.round(process.memoryUsage().rss / 1048576), durability: s.durability, fsyncs: s.fsyncs?.() };
    }
    process.send({ id: m.id, out });
  } catch (e) {
    process.send({ id: m.id, err: String(e.stack) });
  }
});
process.on('unhandledRejection', (e) => console.error('server unhandled', e));
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
