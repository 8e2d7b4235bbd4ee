import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RowChange } from '../../../sync/index.ts';
import { startBenchHub } from '../../support/bench-hub.ts';
import { customerId, PEER_OUTLET, peerIndexes, peerPages, type PeerRecords } from '../../support/peer-rows.ts';

/** Yizhan in the workload of its peers: the product's hub, every push judged under full rules and durable before it is answered. */
interface Records extends PeerRecords {
  readonly customers: (PeerRecords['customers'][number] & { readonly id: string })[];
}
interface Changed {
  readonly id: string;
  readonly phone: string;
}

export async function start({ port, dir, w }: { port: number; dir: string; w: Records }) {
  const bench = await startBenchHub(port);
  const pages = peerPages(w);
  for (const page of pages) await bench.fill(PEER_OUTLET, page);
  await bench.fill(PEER_OUTLET, peerIndexes(w));
  const devices = [await bench.enrol(PEER_OUTLET, '01'), await bench.enrol(PEER_OUTLET, '02')];
  writeFileSync(
    join(dir, 'devices.json'),
    JSON.stringify(devices.map((device) => ({ ...device, hubKey: [...device.hubKey] }))),
  );
  const rowOf = new Map(w.customers.map((one, n) => [one.id, n]));
  const rows = new Map<string, RowChange>(pages.flat().map((row) => [`${row.table}:${row.id}`, row]));
  return {
    durability: 'fdatasync before every acknowledgement (PostgreSQL, synchronous commit)',
    async pushed(): Promise<number> {
      const [one] = await bench.hub.db.query<{ n: number }>('SELECT count(*)::int AS n FROM hub.command_log');
      return one?.n ?? 0;
    },
    async delta(changed: readonly Changed[]): Promise<void> {
      const next = changed.flatMap((one): RowChange[] => {
        const row = rows.get(`customer:${customerId(rowOf.get(one.id) ?? -1)}`);
        if (row?.body === undefined || row.body === null) return [];
        return [{ ...row, body: { ...row.body, phone: one.phone, phone_at: Date.now() } }];
      });
      await bench.fill(PEER_OUTLET, next);
    },
  };
}
