// Counting + shaping TCP proxy (own process). argv: listenPort targetPort. IPC: {cmd:'reset'|'get'|'shape',...}
import net from 'node:net';
const [lp, tp] = process.argv.slice(2).map(Number);
let shape = null,
  c;
const zero = () => ({ up: 0, down: 0, conns: 0, turns: 0 });
c = zero();
const nextFree = { up: 0, down: 0 };
function pipe(src, dst, dir, st) {
  let queued = 0,
    ended = false,
    timer = null;
  const q = [];
  const pump = () => {
    timer = null;
    const now = performance.now();
    while (q.length && q[0].at <= now + 0.5) {
      const { part } = q.shift();
      if (!dst.destroyed) dst.write(part);
      queued -= part.length;
    }
    if (queued < 32768) src.resume();
    if (q.length) timer = setTimeout(pump, Math.max(1, q[0].at - performance.now()));
    else if (ended) dst.end();
  };
  src.on('data', (buf) => {
    c[dir] += buf.length;
    if (dir === 'up' && st.last !== 'up') c.turns++;
    st.last = dir;
    if (!shape) {
      if (!dst.write(buf)) {
        src.pause();
        dst.once('drain', () => src.resume());
      }
      return;
    }
    const rate = shape[dir] / 8 / 1000; // bytes per ms
    queued += buf.length;
    if (queued > 65536) src.pause();
    for (let o = 0; o < buf.length; o += 1400) {
      const part = buf.subarray(o, o + 1400);
      nextFree[dir] = Math.max(nextFree[dir], performance.now()) + part.length / rate;
      let at = nextFree[dir] + shape.rtt / 2;
      if (dir === 'up') at = Math.max(at, st.openAt + shape.rtt * 1.5); // the TCP handshake costs one RTT
      q.push({ at, part });
    }
    if (!timer) pump();
  });
  src.on('end', () => {
    ended = true;
    if (!q.length) dst.end();
  });
  src.on('error', () => dst.destroy());
  src.on('close', () => {
    if (!shape) dst.destroy();
    else setTimeout(() => dst.destroy(), shape.rtt + 5000);
  });
}
net
  .createServer((s) => {
    c.conns++;
    s.setNoDelay(true);
    const t = net.connect(tp, '127.0.0.1');
    t.setNoDelay(true);
    const st = { last: null, openAt: performance.now() };
    pipe(s, t, 'up', st);
    pipe(t, s, 'down', st);
  })
  .listen(lp, '127.0.0.1', () => process.send({ ready: true }));
process.on('message', (m) => {
  const out = { ...c };
  if (m.cmd === 'reset') c = zero();
  if (m.cmd === 'shape') shape = m.shape;
  process.send({ id: m.id, out });
});
process.on('disconnect', () => process.exit(0));
