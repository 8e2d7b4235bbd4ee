import type { BenchRow } from './main.ts';
import type { BenchDevice } from './support/bench-hub.ts';
import { HubProcess } from './support/hub-process.ts';
import { keyOfDevice, RawLine } from './support/raw-line.ts';

/**
 * What an idle terminal costs the hub: lines that have greeted and wait. The hub is a process of its own; its memory is
 * taken after a collection, without the buffers that the system keeps for each socket. YIZHAN_IDLE_LINES sets how many.
 */
const LINES = Number(process.env['YIZHAN_IDLE_LINES'] ?? 10_000);
const AT_OUTLET = 5;
const AT_ONCE = 50;
const BUDGET_KB = 20;

/** Tablets of as many outlets as they need, five at each. */
async function enrolAll(hub: HubProcess, count: number): Promise<readonly BenchDevice[]> {
  const numbers = Array.from({ length: AT_OUTLET }, (_, n) => `0${String(n + 1)}`);
  const devices: BenchDevice[] = [];
  for (let n = 0; devices.length < count; n++) devices.push(...(await hub.enrol(`52${String(100_000 + n)}`, numbers)));
  return devices;
}

export async function run(): Promise<BenchRow[]> {
  const hub = await HubProcess.start();
  const lines: RawLine[] = [];
  try {
    const devices = await enrolAll(hub, AT_ONCE + LINES);
    const open = async (n: number): Promise<void> => {
      const device = devices[n];
      if (device !== undefined) lines.push(await RawLine.open(device, await keyOfDevice(device)));
    };
    // The first ones pay for what all share: compiled code, statements, the pool.
    for (let n = 0; n < AT_ONCE; n++) await open(n);
    const before = await hub.memory();
    const began = performance.now();
    for (let n = AT_ONCE; n < AT_ONCE + LINES; n += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => open(n + at)));
    const seconds = (performance.now() - began) / 1000;
    const after = await hub.memory();
    const each = (bytes: number): number => Number((bytes / LINES / 1000).toFixed(1));
    const held = each(after.held - before.held);
    const what = `${LINES.toLocaleString('en')} idle lines that have greeted`;
    return [
      {
        what: `${what}, held by the hub, each`,
        value: held,
        unit: 'kB',
        budget: BUDGET_KB,
        ok: held <= BUDGET_KB,
        against: null,
      },
      {
        what: `${what}, growth of the process, each`,
        value: each(after.rss - before.rss),
        unit: 'kB',
        budget: null,
        ok: null,
        against: null,
      },
      {
        what: `${what}, greeted`,
        value: Math.round(LINES / seconds),
        unit: 'lines/s',
        budget: null,
        ok: null,
        against: null,
      },
    ];
  } finally {
    for (const line of lines) line.close();
    await hub.stop();
  }
}
