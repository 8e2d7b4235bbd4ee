// node table.mjs -> markdown tables from results/*.json
import fs from 'node:fs';
const R = fs
  .readdirSync(new URL('./results', import.meta.url))
  .filter((f) => f.endsWith('-lan.json') || f.endsWith('-bad.json'))
  .map((f) => JSON.parse(fs.readFileSync(new URL('./results/' + f, import.meta.url))));
const k = (b) =>
  b === undefined
    ? '-'
    : b >= 1e6
      ? (b / 1e6).toFixed(2) + ' M'
      : b >= 1e4
        ? (b / 1e3).toFixed(0) + ' k'
        : b >= 1000
          ? (b / 1e3).toFixed(1) + ' k'
          : String(b);
for (const link of ['lan', 'bad']) {
  console.log('\n' + link + (link === 'lan' ? ' (scale 1)' : ' (scale 0.1, 300 ms, 256/64 kbit/s)'));
  console.log(
    '| peer | bootstrap s | down/up B | turns | push s | up/down B | turns | delta ms | down/up B | steady p50/p95 ms | B/op up+down (2 clients) | turns/op | heap MB | srv RSS |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|',
  );
  for (const r of R.filter((r) => r.link === link).sort((a, b) =>
    (a.peer + a.variant).localeCompare(b.peer + b.variant),
  )) {
    const p = r.phases,
      b = p.bootstrap ?? {},
      u = p.push ?? {},
      d = p.delta ?? {},
      s = p.steady ?? {},
      n = s.latency?.n;
    const sec = (x) =>
      x.error ? x.error + ' @' + (x.afterMs / 1000).toFixed(0) : x.ms === undefined ? '-' : (x.ms / 1000).toFixed(1);
    console.log(
      `| ${r.peer} ${r.variant} ${r.scale !== (link === 'lan' ? 1 : 0.1) ? '(scale ' + r.scale + ')' : ''} | ${sec(b)} | ${k(b.bytesDown)} / ${k(b.bytesUp)} | ${b.turns ?? '-'} | ${sec(u)} | ${k((u.bytesUp ?? 0) + (r.peer === 'zero' ? (p.capture?.bytesUp ?? 0) : 0))} / ${k((u.bytesDown ?? 0) + (r.peer === 'zero' ? (p.capture?.bytesDown ?? 0) : 0))} | ${u.turns ?? '-'} | ${d.error ?? d.ms ?? '-'} | ${k(d.bytesDown)} / ${k(d.bytesUp)} | ${s.latency ? s.latency.p50 + '/' + s.latency.p95 : (s.error ?? '-')} | ${n ? Math.round(s.bytesUp / n) + '+' + Math.round(s.bytesDown / n) : '-'} | ${n ? (s.turns / n).toFixed(1) : '-'} | ${b.heapMB ?? '-'} | ${r.server?.rssMB ?? '-'} |`,
    );
  }
}
