import type { BenchRow } from './main.ts';
import { makeWorkload } from './peers/lib/workload.mjs';
import { startBenchHub, type BenchHub } from './support/bench-hub.ts';
import { changedRows, type RowsSent } from './support/changed-fields.ts';
import { EngineTerminal } from './support/engine-terminal.ts';
import { accountId, accountNo, fillPeers, PEER_OUTLET, type PeerRecords } from './support/peer-rows.ts';
import { percentile } from './support/tablet.ts';
import { wireProxy, type Link, type WireProxy } from './support/wire-proxy.ts';

/**
 * Single deposits on the bad link of `bench/peers`, each from its capture until the outlet's other terminal shows the
 * new balance, with the bytes of both lines. Each terminal has a link of its own.
 */
const LINK: Link = { downKbit: 256, upKbit: 64, roundTripMs: 300, lossPercent: 0 };
const DEPOSITS = 60;
const SCALE = 0.05;
/** Before the first one is counted, and between two: nothing of one deposit is on the way with the next. */
const PAUSE_MS = 700;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const perDeposit = (bytes: number): number => Math.round(bytes / DEPOSITS);

interface End {
  readonly terminal: EngineTerminal;
  readonly proxy: WireProxy;
}

async function openEnd(bench: BenchHub, deviceNo: string): Promise<End> {
  const proxy = await wireProxy(bench.hub.port);
  const terminal = await EngineTerminal.open(await bench.enrol(PEER_OUTLET, deviceNo), proxy.port);
  await terminal.start();
  await terminal.whole();
  proxy.shape(LINK);
  return { terminal, proxy };
}

async function deposit(from: End, to: End, nth: number): Promise<number> {
  const id = accountId(nth);
  const balance = async () =>
    (await to.terminal.store.rows([{ table: 'account', id }])).get(`account:${id}`)?.['ledger_fen'];
  const before = await balance();
  const began = performance.now();
  await from.terminal.deposit({ account: id, accountNo: accountNo(nth), fen: 10_000 + nth, nth });
  await to.terminal.until(async () => (await balance()) !== before);
  return performance.now() - began;
}

function rowsOf(times: readonly number[], [up, own, other]: readonly number[]): BenchRow[] {
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  const info = { budget: null, ok: null, against: null };
  const against = `a round trip of ${String(LINK.roundTripMs)} ms`;
  const turns = Number((p50 / LINK.roundTripMs).toFixed(2));
  return [
    {
      what: 'one deposit until the other terminal shows it, p50',
      value: Math.round(p50),
      unit: 'ms',
      ...info,
      against,
    },
    {
      what: 'one deposit until the other terminal shows it, p95',
      value: Math.round(p95),
      unit: 'ms',
      ...info,
      against,
    },
    { what: 'the same in round trips, p50', value: turns, unit: 'round trips', ...info },
    { what: 'up from the terminal that posts, a deposit', value: perDeposit(up ?? 0), unit: 'B', ...info },
    { what: 'down to it: outcome and rows', value: perDeposit(own ?? 0), unit: 'B', ...info },
    { what: 'down to the other: rows', value: perDeposit(other ?? 0), unit: 'B', ...info },
  ];
}

/** What other ways to send the rows of a deposit would save, deflated. */
function savings({ rows, fresh, whole, changedOnly, freshOnly }: RowsSent): BenchRow[] {
  const info = { unit: 'B', budget: null, ok: null, against: `${String(whole)} B whole` };
  const what = `the ${String(rows)} rows of a deposit`;
  return [
    { what: `${what}, whole, deflated`, value: whole, ...info, against: null },
    { what: `${what}, of old ones changed fields only`, value: changedOnly, ...info },
    { what: `the ${String(fresh)} new ones of them alone`, value: freshOnly, ...info },
  ];
}

export async function run(): Promise<BenchRow[]> {
  const records = makeWorkload({ scale: SCALE }) as unknown as PeerRecords;
  const bench = await startBenchHub();
  const ends: End[] = [];
  try {
    await fillPeers(bench, records);
    for (const deviceNo of ['11', '12']) ends.push(await openEnd(bench, deviceNo));
    const [from, to] = ends as [End, End];
    await pause(3 * PAUSE_MS);
    await deposit(from, to, DEPOSITS);
    await pause(PAUSE_MS);
    const before = [from.proxy.bytes(), to.proxy.bytes()] as const;
    const times: number[] = [];
    for (let nth = 0; nth < DEPOSITS; nth++) {
      times.push(await deposit(from, to, nth));
      await pause(PAUSE_MS);
    }
    const after = [from.proxy.bytes(), to.proxy.bytes()] as const;
    const rows = await changedRows(bench.hub.engine.store, () => deposit(from, to, 0));
    return [
      ...savings(rows),
      ...rowsOf(times, [after[0].up - before[0].up, after[0].down - before[0].down, after[1].down - before[1].down]),
    ];
  } finally {
    for (const { terminal, proxy } of ends) {
      await terminal.stop();
      proxy.close();
    }
    await bench.stop();
  }
}
