import { domain } from '../shared/commands/domain.ts';
import { compressor } from '../server/ws/compressor.ts';
import type { RowChange } from '../sync/index.ts';
import { PROTOCOL_VERSION } from '../sync/protocol/version.ts';
import { greetedCodecs } from '../sync/testing/greeted-codecs.ts';
import type { BenchRow } from './main.ts';
import { makeWorkload } from './peers/lib/workload.mjs';
import { peerPages, type PeerRecords } from './support/peer-rows.ts';

/**
 * What the codec makes of the records of `bench/peers`, by the protocol before typed columns and by today's, in one
 * run: bytes as they go into the socket, and how long writing and reading takes.
 */
const PLAIN = 2;
const token = {
  epoch: 'f6a0c1de-93a0-4b8e-8d6e-0a9a3c1f7a55',
  branch: '41272804',
  version: 1,
  commitId: '0123456789abcdef',
};

interface Cost {
  readonly bytes: number;
  readonly writeMs: number;
  readonly readMs: number;
}

async function sendPages(protocol: number, pages: readonly (readonly RowChange[])[]): Promise<Cost> {
  const kinds = (table: string) => domain.kindsOf(table);
  const { hub, terminal } = await greetedCodecs(compressor, kinds, { hub: PROTOCOL_VERSION, terminal: protocol });
  let [bytes, writeMs, readMs] = [0, 0, 0];
  for (const rows of pages) {
    const began = performance.now();
    const page = { token, table: rows[0]?.table ?? '', rows, next: null, rowsTotal: rows.length };
    const wire = await hub.encode({ type: 'page', page });
    const written = performance.now();
    const back = await terminal.decode(wire);
    if (!back.ok || back.value.type !== 'page' || back.value.page.rows.length !== rows.length)
      throw new Error(`a page did not come back: ${JSON.stringify(back).slice(0, 200)}`);
    bytes += wire.length;
    writeMs += written - began;
    readMs += performance.now() - written;
  }
  return { bytes, writeMs, readMs };
}

const info = { budget: null, ok: null, against: null } as const;
const megabytes = (bytes: number): number => Number((bytes / 1e6).toFixed(3));
const BOOTSTRAP_MB = 1.6;

export async function run(): Promise<BenchRow[]> {
  const pages = peerPages(makeWorkload() as unknown as PeerRecords);
  const plain = await sendPages(PLAIN, pages);
  const typed = await sendPages(PROTOCOL_VERSION, pages);
  const what = 'bootstrap of the bench/peers records';
  return [
    { what: `${what}, plain columns`, value: megabytes(plain.bytes), unit: 'MB', ...info },
    {
      what: `${what}, typed columns`,
      value: megabytes(typed.bytes),
      unit: 'MB',
      budget: BOOTSTRAP_MB,
      ok: typed.bytes <= BOOTSTRAP_MB * 1e6,
      against: null,
    },
    {
      what: `${what}, bytes`,
      value: Number((typed.bytes / plain.bytes).toFixed(2)),
      unit: 'x',
      ...info,
      against: 'plain columns',
    },
    {
      what: `${what}, writing on the hub`,
      value: Math.round(typed.writeMs),
      unit: 'ms',
      ...info,
      against: `${String(Math.round(plain.writeMs))} ms plain`,
    },
    {
      what: `${what}, reading`,
      value: Math.round(typed.readMs),
      unit: 'ms',
      ...info,
      against: `${String(Math.round(plain.readMs))} ms plain`,
    },
  ];
}
