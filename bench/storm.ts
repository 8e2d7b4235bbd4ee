import { HOUR_MS } from '../shared/kernel/dates.ts';
import { EMPTY_HASH } from '../shared/kernel/ids.ts';
import { luhnDigit } from '../shared/rules/luhn.ts';
import { headBytes } from '../sync/index.ts';
import { TestJournal } from '../sync/testing/device-kit.ts';
import type { BenchRow } from './main.ts';
import type { BenchDevice } from './support/bench-hub.ts';
import { accountRows, deposit } from './support/deposits.ts';
import { HubProcess } from './support/hub-process.ts';
import { keyOfDevice, RawLine, signWith } from './support/raw-line.ts';

/**
 * A province comes back after an outage: every tablet greets at the same moment and brings what it recorded meanwhile.
 * Measured until the hub, a process of its own, has answered for all of it; one line that fails fails the run.
 * YIZHAN_STORM_PERCENT makes the crowd smaller.
 */
const SHARE = Number(process.env['YIZHAN_STORM_PERCENT'] ?? 100) / 100;
const AT_OUTLET = 5;
const OUTLETS = Math.max(1, Math.round(400 * SHARE));
const ENTRIES = 300;
const BATCH = 256;
const ACCOUNTS = 20;

interface Tablet {
  readonly device: BenchDevice;
  readonly key: CryptoKey;
  readonly journal: TestJournal;
}

function numbersOf(branch: string): readonly string[] {
  return Array.from({ length: ACCOUNTS }, (_, n) => {
    const body = `${branch}${String(n).padStart(6, '0')}`;
    return body + luhnDigit(body);
  });
}

async function openOutlet(hub: HubProcess, n: number): Promise<readonly Tablet[]> {
  const branch = `52${String(100_000 + n)}`;
  const numbers = numbersOf(branch);
  await hub.fill(branch, accountRows(branch, numbers));
  const devices = await hub.enrol(
    branch,
    Array.from({ length: AT_OUTLET }, (_, at) => `0${at + 1}`),
  );
  return Promise.all(
    devices.map(async (device) => {
      const keys = { id: device.id, signingKey: new Uint8Array(65), deliveryKey: new Uint8Array(65) };
      const journal = new TestJournal(keys, branch, Date.now() - HOUR_MS);
      for (let seq = 1; seq <= ENTRIES; seq++)
        journal.add({ ...deposit(numbers, seq, device.till), maker: device.maker });
      return { device, key: await keyOfDevice(device), journal };
    }),
  );
}

/** Greets and pushes in batches, each after the answer to the one before. */
async function deliver({ device, key, journal }: Tablet): Promise<void> {
  const line = await RawLine.open(device, key, { seq: ENTRIES, hash: journal.head });
  for (let from = 1; from <= ENTRIES; from += BATCH) {
    const to = Math.min(ENTRIES, from + BATCH - 1);
    const { firstSeq, entries, previousHash, early } = journal.push(from, to);
    const hash = journal.entries[to - 1]?.hash ?? EMPTY_HASH;
    const signature = await signWith(key, headBytes(device.id, to, hash));
    await line.send({
      type: 'push',
      firstSeq,
      entries,
      previousHash,
      early,
      signature,
      signedWith: 'vault',
      recorded: [],
    });
    const { receivedSeq } = await line.nextOf('outcome');
    if (receivedSeq < to) throw new Error(`the hub stands at ${receivedSeq} after ${to}`);
  }
  line.close();
}

export async function run(): Promise<BenchRow[]> {
  const hub = await HubProcess.start();
  try {
    const tablets: Tablet[] = [];
    for (let n = 0; n < OUTLETS; n++) tablets.push(...(await openOutlet(hub, n)));
    const cpuBefore = await hub.cpu();
    const startedAt = performance.now();
    await Promise.all(tablets.map(deliver));
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = (await hub.cpu()) - cpuBefore;
    const what = `${tablets.length.toLocaleString('en')} terminals with ${ENTRIES} commands each, all at once`;
    const row = { budget: null, ok: null, against: null };
    return [
      { what: `${what}, answered without an error`, value: Number(seconds.toFixed(1)), unit: 's', ...row },
      {
        what: 'judged and durable meanwhile',
        value: Math.round((tablets.length * ENTRIES) / seconds),
        unit: 'commands/s',
        ...row,
      },
      {
        what: "cores the hub's own process kept busy",
        value: Number((cpu / seconds).toFixed(2)),
        unit: 'cores',
        ...row,
      },
    ];
  } finally {
    await hub.stop();
  }
}
