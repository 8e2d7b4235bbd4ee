import { beforeEach, describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub, testSign, TestJournal, type TestHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { testBox, testSeal } from '../testing/sealing-kit.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { headBytes, sealedBytes } from '../protocol/signed.ts';
import type { SealedPart } from '../protocol/messages.ts';
import { createHubSession } from './hub-session.ts';
import { ingestSealed } from './sealed-intake.ts';
import { nextStretch } from './sealed-part.ts';

const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const keys = deviceKeys('one');

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let network: FakeNetwork;
let reachable: boolean;
let cut: boolean;
let terminal: FakeTerminal;
const lent: string[] = [];

beforeEach(() => {
  world = new FakeWorld();
  [reachable, cut] = [true, false];
  store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, '350102'],
      ['350102', null],
    ]),
  );
  hub = testHub(store, {
    ...toyDomain,
    incident: ({ reason, seq, command: id }) => [{ code: reason, table: 'exception_case', id, body: { reason, seq } }],
  });
  hub.now = () => EPOCH + world.now;
  lent.length = 0;
  const hooks = { onReady: async (device: { id: string }) => void lent.push(device.id) };
  network = new FakeNetwork(world, (out) => createHubSession(hub, hooks, out), {
    ...NO_FAULTS,
    reachable: () => reachable,
    fate: () => (cut ? 'cut' : 'through'),
  });
  store.addDevice(newDevice(keys, OUTLET));
  const lineage = [OUTLET, '350102'];
  terminal = new FakeTerminal({ world, network, domain: toyDomain, keys, lineage, epochMs: EPOCH, random: () => 0.5 });
});

const hubJar = () => store.lookup(OUTLET, { table: 'jar', id: 'a' })?.['coins'] ?? 0;
const held = () => [...store.branch(OUTLET).raw.values()].map((raw) => `${raw.seq} ${raw.reason}`);
const device = () => store.branch(OUTLET).devices.get(keys.id);
const cases = () =>
  [...store.branch(OUTLET).rows.values()].filter((row) => row.table === 'exception_case').map((row) => row.body);

async function offlineWork(count: number): Promise<void> {
  reachable = false;
  if (terminal.session.status().phase === 'offline') await terminal.start();
  for (let n = 0; n < count; n++) await terminal.session.capture(draft('put', ['a', 10]));
}

describe('a locked terminal', () => {
  it('[LD1] delivers its journal as it lies; what the head signed at the lock covers is posted', async () => {
    await offlineWork(300);
    await terminal.lock();
    await world.run(5000);
    expect(device()?.seq).toBe(0);
    reachable = true;
    await world.run(120_000);
    expect(device()).toMatchObject({ seq: 300, signedSeq: 300 });
    expect(hubJar()).toBe(3000);
    expect(terminal.sealedWaiting).toBe(0);
    expect(cases()).toEqual([]);
    // It knows that it is done, and holds no line.
    expect(terminal.delivery?.phase).toBe('offline');
    expect(network.sessions()).toEqual([]);
  });

  it('[IN21] a tail of a copy is a fork at its next unlock, when the other tablet has signed beyond it meanwhile', async () => {
    await offlineWork(1);
    const copy = terminal.twin();
    await copy.start();
    await copy.session.capture(draft('put', ['a', 5]));
    await copy.session.capture(draft('put', ['a', 6]));
    copy.signer.vaultOpen = false;
    await copy.restart();
    await terminal.session.stop();
    reachable = true;
    await world.run(60_000);
    expect(held()).toEqual(['1 unsigned', '2 unsigned', '3 unsigned']);
    expect(copy.store.allRecords().map(({ receipt }) => receipt?.code)).toEqual(['unsigned', 'unsigned', 'unsigned']);
    await copy.session.stop();
    await terminal.restart();
    for (const fen of [70, 80, 90]) await terminal.session.capture(draft('put', ['a', fen]));
    await world.run(60_000);
    expect(device()).toMatchObject({ seq: 4, signedSeq: 4, forkedAt: null });
    await terminal.session.stop();
    copy.signer.vaultOpen = true;
    await copy.restart();
    await world.run(60_000);
    expect(device()?.forkedAt).toBe(2);
    expect(held().filter((one) => one.endsWith('fork'))).toEqual(['2 fork', '3 fork']);
    expect(hubJar()).toBe(10 + 70 + 80 + 90);
  });

  it('[LD2] a tail that was cut off is received and held with one case, and posted once the next unlock signs it', async () => {
    await offlineWork(3);
    terminal.killLocked();
    reachable = true;
    await world.run(60_000);
    expect(terminal.sealedWaiting).toBe(0);
    expect(held()).toEqual(['1 unsigned', '2 unsigned', '3 unsigned']);
    expect(store.branch(OUTLET).log).toHaveLength(0);
    expect(cases()).toEqual([{ reason: 'unsigned', seq: 1 }]);
    await terminal.unlock();
    await world.run(60_000);
    expect(hubJar()).toBe(30);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
    expect((await terminal.store.load()).pending).toEqual([]);
  });

  it('[LD3] a delivery-key session delivers only: no rows, no page, no share', async () => {
    await offlineWork(1);
    await terminal.lock();
    reachable = true;
    await world.run(60_000);
    expect(device()?.seq).toBe(1);
    expect(lent).toEqual([]);
    await terminal.unlock();
    await world.run(5000);
    expect(lent).toEqual([keys.id]);
  });

  it('[LD4] cut off at any moment it goes on with what is missing, and nothing is posted twice', async () => {
    await offlineWork(40);
    await terminal.lock();
    reachable = true;
    for (let n = 0; n < 60; n++) {
      cut = n % 3 === 1;
      await world.run(3000);
    }
    cut = false;
    await world.run(180_000);
    expect(device()).toMatchObject({ seq: 40, signedSeq: 40 });
    expect(hubJar()).toBe(400);
    await terminal.unlock();
    await world.run(60_000);
    expect(store.branch(OUTLET).log).toHaveLength(40);
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
  });

  it('[LD5] to a restored hub it delivers, but nothing is judged before the vault opens with the receipts of then', async () => {
    await terminal.start();
    await world.run(2000);
    const backup = store.backup();
    await terminal.session.capture(draft('put', ['a', 100]));
    await terminal.session.capture(draft('take', ['a', 60]));
    await world.run(2000);
    await terminal.lock();
    store.restore(backup, 'epoch-2');
    await world.run(60_000);
    terminal.killLocked();
    await world.run(60_000);
    expect(held()).toEqual(['1 unsigned', '2 unsigned']);
    expect(cases()).toEqual([]);
    expect(store.branch(OUTLET).recovering).toBe(true);
    await terminal.unlock();
    await world.run(60_000);
    expect(hubJar()).toBe(40);
    expect(store.branch(OUTLET).recovering).toBe(false);
  });
});

describe('sealed parts at the hub', () => {
  const journal = () =>
    new TestJournal(keys, OUTLET).add({ command: 'put', payload: ['a', 1] }, { command: 'put', payload: ['a', 2] });
  function partOf(of: TestJournal, over: Partial<SealedPart> = {}): SealedPart {
    const entries = of.entries.map((one) => testSeal(keys.id, 1, one));
    const head = { lastSeq: 2, signature: testSign(keys.signingKey, headBytes(keys.id, 2, of.head)) };
    return { segment: 1, box: testBox(keys.id, 1), firstSeq: 1, entries, head, ...over };
  }
  const send = (part: SealedPart, key = keys.deliveryKey) =>
    ingestSealed(hub, { branch: OUTLET, device: keys.id, part, signature: testSign(key, sealedBytes(keys.id, part)) });

  it('[LD6] refuses what the delivery key did not sign, and what is sealed for another hub or damaged', async () => {
    const part = partOf(journal());
    expect(await send(part, keys.signingKey)).toEqual({ kind: 'refused', reason: 'bad_signature' });
    expect(await send({ ...part, box: testBox(keys.id, 2) })).toEqual({ kind: 'refused', reason: 'bad_message' });
    const [first = new Uint8Array(), second = new Uint8Array()] = part.entries;
    const damaged = second.slice();
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    expect(await send({ ...part, entries: [first, damaged] })).toMatchObject({ kind: 'taken', receivedSeq: 1 });
    expect(held()).toEqual(['1 unsigned']);
  });

  it('[LD6] a head of another chain speaks for nothing: the entries are held', async () => {
    const forged = new TestJournal(keys, OUTLET).add({ command: 'put', payload: ['a', 9999] });
    const part = partOf(journal());
    const sealed = { ...part, entries: forged.entries.map((one) => testSeal(keys.id, 1, one)) };
    const head = { lastSeq: 1, signature: part.head?.signature ?? new Uint8Array(64) };
    expect(await send({ ...sealed, head })).toMatchObject({ kind: 'taken', receivedSeq: 1, signedSeq: 0 });
    expect(hubJar()).toBe(0);
    // The true chain, under its true head, is posted all the same.
    expect(await send(part)).toMatchObject({ kind: 'taken', receivedSeq: 2, signedSeq: 2 });
    expect(hubJar()).toBe(3);
    expect(device()?.forkedAt).toBeNull();
  });

  it('[LD1] chooses first the head of what is there, then entry after entry of one segment', () => {
    const signature = new Uint8Array(64);
    const closed = (segment: number, firstSeq: number, lastSeq: number) => ({
      segment,
      firstSeq,
      head: { lastSeq, signature },
    });
    const segments = [closed(1, 1, 5), closed(2, 6, 9), { segment: 3, firstSeq: 10, head: null }];
    const at = (seq: number, signedSeq: number, lastSeq = 12) => {
      const next = nextStretch(segments, lastSeq, { seq, signedSeq });
      return next === null ? null : `${next.segment.segment}: ${next.fromSeq}-${next.toSeq}`;
    };
    expect(at(0, 0)).toBe('1: 1-5');
    expect(at(3, 0)).toBe('1: 4-5');
    expect(at(5, 5)).toBe('2: 6-9');
    expect(at(9, 0)).toBe('2: 10-9');
    expect(at(12, 5)).toBe('2: 10-9');
    expect(at(9, 9)).toBe('3: 10-12');
    expect(at(12, 9)).toBeNull();
    expect(at(9, 9, 9)).toBeNull();
  });
});
