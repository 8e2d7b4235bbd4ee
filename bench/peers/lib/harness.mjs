// Runner: node lib/harness.mjs PEER [--scale 1] [--link lan|bad] [--variant x]
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const arg = (k, d) => {
  const i = process.argv.indexOf('--' + k);
  return i < 0 ? d : process.argv[i + 1];
};
const peer = process.argv[2],
  scale = Number(arg('scale', 1)),
  link = arg('link', 'lan'),
  variant = arg('variant', '');
const sp = 18000 + Math.floor(Math.random() * 900),
  pp = sp + 1000;
const dir = fs.mkdtempSync(path.join(root, 'tmp-' + peer + '-'));
fs.mkdirSync(path.join(root, 'results'), { recursive: true });
const rpc = (ch) => {
  let n = 0;
  const wait = new Map();
  ch.on('message', (m) => {
    if (m.id && wait.has(m.id)) {
      const w = wait.get(m.id);
      wait.delete(m.id);
      if (m.err) w[1](new Error(m.err));
      else w[0](m.out);
    }
  });
  return (cmd, x = {}) =>
    new Promise((res, rej) => {
      const id = ++n;
      wait.set(id, [res, rej]);
      ch.send({ id, cmd, ...x });
    });
};
const ready = (ch) =>
  new Promise((res, rej) => {
    ch.on('message', (m) => m.ready && res());
    ch.on('exit', (c) => rej(new Error('exit ' + c)));
  });
const repo = process.env.YIZHAN_REPO;
if (peer === 'yizhan' && repo === undefined) throw new Error('YIZHAN_REPO names the folder of the product');
// The product runs from its sources, with its own tsx.
const tsx = peer === 'yizhan' ? ['--import', `file://${repo}/node_modules/tsx/dist/esm/index.mjs`] : [];
const execArgv = ['--max-old-space-size=6144', '--expose-gc', ...tsx];
const env = { ...process.env, NODE_NO_WARNINGS: '1' };
const server = fork(path.join(root, 'lib/server-host.mjs'), [peer, sp, dir, scale, variant], { execArgv, env });
const t0 = Date.now();
await ready(server);
const seedMs = Date.now() - t0;
const proxy = fork(path.join(root, 'lib/proxy.mjs'), [pp, sp]);
await ready(proxy);
const client = fork(path.join(root, 'lib/client-host.mjs'), [peer, pp, dir, scale, variant], { execArgv, env });
await ready(client);
const S = rpc(server),
  P = rpc(proxy),
  C = rpc(client);
if (link === 'bad') await P('shape', { shape: { rtt: 300, down: 256000, up: 64000 } });
const res = { peer, variant, scale, link, at: new Date().toISOString(), seedMs, phases: {} };
const deadline = Number(arg('timeout', 420)) * 1000;
const save = () =>
  process.argv.includes('--strace') ||
  fs.writeFileSync(
    path.join(root, 'results', `${peer}${variant ? '-' + variant : ''}-${link}.json`),
    JSON.stringify(res, null, 1),
  );
// fsync count on the server via /proc is not available; adapters state durability; strace optional.
try {
  for (const ph of ['bootstrap', 'capture', 'push', 'delta', 'steady']) {
    if (ph === 'delta') {
      await C('predelta');
      if (peer !== 'zero') await S('delta');
    }
    if (ph === 'steady') {
      await C('liveStart');
      await new Promise((r) => setTimeout(r, link === 'bad' ? 6000 : 2000));
    }
    await new Promise((r) => setTimeout(r, 300));
    await P('reset');
    if (ph === 'delta' && peer === 'zero') await S('delta'); // Zero stays connected: the delta is pushed live, so count from before it
    const t = performance.now();
    const timer = new Promise((_, rej) => setTimeout(() => rej(new Error('timeout')), deadline).unref());
    let out, st;
    if (ph === 'push' && process.argv.includes('--strace')) {
      st = (await import('node:child_process')).spawn('strace', [
        '-f',
        '-c',
        '-e',
        'trace=fsync,fdatasync',
        '-o',
        dir + '/strace',
        '-p',
        String(server.pid),
      ]);
      await new Promise((r) => setTimeout(r, 800));
    }
    try {
      out = await Promise.race([
        ph === 'push'
          ? C(ph).then(async (o) => {
              for (;;) {
                const c = await S('pushed');
                if (c === null || c === undefined || c >= 5000 * scale) break;
                await new Promise((r) => setTimeout(r, 10));
              }
              return { ...o, ms: performance.now() - t };
            })
          : C(ph),
        timer,
      ]);
    } catch (e) {
      const n = await P('get');
      res.phases[ph] = {
        error: e.message,
        afterMs: Math.round(performance.now() - t),
        bytesUp: n.up,
        bytesDown: n.down,
        turns: n.turns,
      };
      console.log(peer, link, ph, res.phases[ph]);
      throw e;
    }
    const ms = performance.now() - t,
      n = await P('get');
    if (st) {
      st.kill('SIGINT');
      await new Promise((r) => setTimeout(r, 800));
      res.syscalls = fs.existsSync(dir + '/strace') ? fs.readFileSync(dir + '/strace', 'utf8') : null;
      console.log(res.syscalls);
    }
    res.phases[ph] = {
      ms: Math.round(out?.ms ?? ms),
      bytesUp: n.up,
      bytesDown: n.down,
      conns: n.conns,
      turns: n.turns,
      ...out,
    };
    console.log(peer + (variant && '/' + variant), link, ph, JSON.stringify(res.phases[ph]));
    save();
  }
  res.server = await S('stats');
} catch (e) {
  res.error = e.message;
}
save();
console.log(JSON.stringify(res.server ?? res.error));
for (const p of [client, proxy, server]) p.kill('SIGKILL');
fs.rmSync(dir, { recursive: true, force: true });
process.exit(0);
