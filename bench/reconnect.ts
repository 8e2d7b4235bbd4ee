import type { BenchRow } from './main.ts';
import { startBenchHub, type BenchHub } from './support/bench-hub.ts';
import { EngineTerminal } from './support/engine-terminal.ts';
import { accountId, accountNo, fillPeers, PEER_OUTLET, type PeerRecords } from './support/peer-rows.ts';
import { makeWorkload } from './peers/lib/workload.mjs';
import { wireProxy, type Link, type WireProxy } from './support/wire-proxy.ts';

/**
 * A tablet comes back to the road with 600 commands, on each link of domain 9 (the poorer end of its range) and on the
 * bad link of `bench/peers`: seconds until every verdict is here, and until the hub has a loss report that was captured
 * as the line opened with all of them queued. The links are a proxy's, in one process with the terminal.
 */
const LINKS: readonly (Link & { readonly name: string; readonly queueS: number; readonly reportS: number | null })[] = [
  { name: '64 kbit/s up, 300 ms', downKbit: 256, upKbit: 64, roundTripMs: 300, lossPercent: 0, queueS: 5, reportS: 5 },
  { name: '2g', downKbit: 30, upKbit: 15, roundTripMs: 1200, lossPercent: 5, queueS: 600, reportS: null },
  { name: '3g', downKbit: 500, upKbit: 100, roundTripMs: 400, lossPercent: 2, queueS: 60, reportS: 5 },
  { name: '4g rural', downKbit: 2000, upKbit: 500, roundTripMs: 150, lossPercent: 2, queueS: 60, reportS: 5 },
  { name: 'satellite', downKbit: 1000, upKbit: 250, roundTripMs: 800, lossPercent: 3, queueS: 60, reportS: 5 },
  { name: 'adsl', downKbit: 4000, upKbit: 500, roundTripMs: 60, lossPercent: 0.5, queueS: 60, reportS: 5 },
];
const COMMANDS = 600;
const SCALE = 0.05;

const seconds = (ms: number): number => Number((ms / 1000).toFixed(2));

async function onLink(
  bench: BenchHub,
  proxy: WireProxy,
  link: (typeof LINKS)[number],
  nth: number,
): Promise<BenchRow[]> {
  const device = await bench.enrol(PEER_OUTLET, String(nth + 10));
  const terminal = await EngineTerminal.open(device, proxy.port);
  proxy.shape(null);
  await terminal.start();
  await terminal.whole();
  terminal.cut();
  await terminal.until(() => terminal.status().phase === 'backing_off');
  for (let n = 0; n < COMMANDS; n++) {
    const row = n % 40;
    await terminal.deposit({ account: accountId(row), accountNo: accountNo(row), fen: 10_000 + n, nth: n });
  }
  proxy.shape(link);
  const before = proxy.bytes();
  terminal.road = true;
  const began = performance.now();
  terminal.nudge();
  await terminal.until(() => terminal.status().phase === 'catching_up' || terminal.status().phase === 'live');
  const opened = performance.now();
  const report = await terminal.reportLoss({ account: accountId(50), accountNo: accountNo(50) });
  await terminal.until(async () => ((await terminal.store.records([report.seq]))[0]?.receipt ?? null) !== null);
  const reported = performance.now();
  await terminal.until(() => terminal.status().waiting === 0);
  const all = performance.now();
  const { up, down } = proxy.bytes();
  await terminal.stop();
  const queueS = seconds(all - began);
  const reportS = seconds(reported - opened);
  return [
    {
      what: `${String(COMMANDS)} commands from reconnect to verdicts, ${link.name}`,
      value: queueS,
      unit: 's',
      budget: link.queueS,
      ok: queueS <= link.queueS,
      against: `${String(Math.round((up - before.up) / 1000))} kB up, ${String(Math.round((down - before.down) / 1000))} kB down`,
    },
    {
      what: `loss report with ${String(COMMANDS)} commands queued, open connection, ${link.name}`,
      value: reportS,
      unit: 's',
      budget: link.reportS,
      ok: link.reportS === null ? null : reportS <= link.reportS,
      against: null,
    },
  ];
}

export async function run(): Promise<BenchRow[]> {
  const records = makeWorkload({ scale: SCALE }) as unknown as PeerRecords;
  const bench = await startBenchHub();
  const proxy = await wireProxy(bench.hub.port);
  try {
    await fillPeers(bench, records);
    const rows: BenchRow[] = [];
    for (const [nth, link] of LINKS.entries()) rows.push(...(await onLink(bench, proxy, link, nth)));
    return rows;
  } finally {
    proxy.close();
    await bench.stop();
  }
}
