import type { BenchRow } from '../main.ts';
import { makeWorkload } from '../peers/lib/workload.mjs';
import type { BenchDevice } from './bench-hub.ts';
import { HubProcess } from './hub-process.ts';
import { fillPeers, PEER_OUTLET, type PeerRecords } from './peer-rows.ts';
import { keyOfDevice, RawLine } from './raw-line.ts';

/**
 * What first loads of one version take of the hub's processor: by the hub as it is, and by one that packs every page
 * for every line again, one after the other in one run. The hub is a process of its own; lines read and keep nothing.
 */
const SCALE = 0.25;
const TERMINALS = 20;
const MS = 1000;

async function load(device: BenchDevice): Promise<number> {
  const line = await RawLine.open(device, await keyOfDevice(device));
  try {
    await line.send({ type: 'load', branch: device.branch, position: null });
    for (let rows = 0; ;) {
      const { page } = await line.nextOf('page');
      rows += page.rows.length;
      if (page.next === null) return rows;
      await line.send({ type: 'taken', pages: 1 });
    }
  } finally {
    line.close();
  }
}

interface Taken {
  readonly first: number;
  readonly each: number;
  readonly rows: number;
}

/** Milliseconds of the hub's processor: of the first load of a version, and of each of twenty that come at once behind it. */
async function take(records: PeerRecords, how: 'kept' | 'anew'): Promise<Taken> {
  const hub = await HubProcess.start(how);
  try {
    await fillPeers(hub, records);
    const numbers = Array.from({ length: TERMINALS + 2 }, (_, n) => String(n + 10));
    const [warm, first, ...others] = (await hub.enrol(PEER_OUTLET, numbers)) as [BenchDevice, BenchDevice];
    await load(warm);
    // Another version of the outlet: the first pays for compiled code and statements only.
    await hub.fill(PEER_OUTLET, [{ table: 'card', id: '1', body: null }]);
    const began = await hub.cpu();
    const rows = await load(first);
    const alone = await hub.cpu();
    await Promise.all(others.map(load));
    const all = await hub.cpu();
    return { first: (alone - began) * MS, each: ((all - alone) * MS) / TERMINALS, rows };
  } finally {
    await hub.stop();
  }
}

export async function firstLoads(): Promise<BenchRow[]> {
  const records = makeWorkload({ scale: SCALE }) as unknown as PeerRecords;
  const [anew, kept] = [await take(records, 'anew'), await take(records, 'kept')];
  const info = { budget: null, ok: null } as const;
  const of = `${kept.rows.toLocaleString('en')} rows, hub's processor`;
  const against = (ms: number): string => `${String(Math.round(ms))} ms where each line has its pages packed anew`;
  return [
    {
      what: `first load of a version, ${of}`,
      value: Math.round(kept.first),
      unit: 'ms',
      ...info,
      against: against(anew.first),
    },
    {
      what: `each of ${String(TERMINALS)} more of that version at once, ${of}`,
      value: Math.round(kept.each),
      unit: 'ms',
      ...info,
      against: against(anew.each),
    },
    {
      what: 'the same as a ratio',
      value: Math.round((kept.each / anew.each) * 100) / 100,
      unit: 'x',
      ...info,
      against: 'packing anew, in one run',
    },
  ];
}
