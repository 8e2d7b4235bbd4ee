import { Hub } from '../e2e/support/hub.ts';
import type { BenchRow } from './main.ts';
import { firstLoads } from './support/first-loads.ts';
import { wireProxy, type WireProxy } from './support/wire-proxy.ts';
import { OUTLET, PASSWORD, Tablet, TELLER, workerSource } from './support/tablet.ts';

/**
 * The first load of the demo's largest outlet, 7,000 customers with their accounts and cards, by the real worker over
 * loopback: seconds until its data is whole, and bytes on the wire both ways, enrolment and HTTP headers included.
 * Then what twenty first loads of one version take of the hub.
 */
const PERCENT = 100;

const megabytes = (bytes: number): number => Math.round(bytes / 10_000) / 100;
const info = { budget: null, ok: null, against: null } as const;

async function measure(hub: Hub, proxy: WireProxy): Promise<BenchRow[]> {
  const tablet = await Tablet.open(`http://127.0.0.1:${proxy.port}`, await workerSource());
  try {
    const [{ n } = { n: 0 }] = await hub.sql(
      `SELECT count(*)::int AS n FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND body IS NOT NULL`,
      [OUTLET],
    );
    const code = await hub.enrolCode(OUTLET);
    const before = proxy.bytes();
    const began = performance.now();
    await tablet.call('enrol', { code, employeeNo: TELLER, password: PASSWORD });
    await tablet.until('the data is whole', 'sync', (sync) => sync['dataAt'] !== null);
    const seconds = Math.round(performance.now() - began) / 1000;
    const after = proxy.bytes();
    return [
      {
        what: `outlet of ${String(n)} customers, enrolment and first load, down`,
        value: megabytes(after.down - before.down),
        unit: 'MB',
        ...info,
      },
      {
        what: `outlet of ${String(n)} customers, enrolment and first load, up`,
        value: megabytes(after.up - before.up),
        unit: 'MB',
        ...info,
      },
      {
        what: `outlet of ${String(n)} customers, enrolment (password key included) to whole data, loopback`,
        value: seconds,
        unit: 's',
        ...info,
      },
    ];
  } finally {
    await tablet.discard();
  }
}

export async function run(): Promise<BenchRow[]> {
  const hub = await Hub.make(PERCENT);
  await hub.start();
  const proxy = await wireProxy(hub.port);
  try {
    return [...(await measure(hub, proxy)), ...(await firstLoads())];
  } finally {
    proxy.close();
    await hub.stop();
  }
}
