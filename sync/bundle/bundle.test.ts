import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { ingestPush } from '../engine/hub-ingest.ts';
import { createHubSession } from '../engine/hub-session.ts';
import { createCodec } from '../protocol/codec.ts';
import { Random } from '../sim/random.ts';
import { sealBox } from '../testing/box-kit.ts';
import { answerTo, openAnswer, packing, vanOf } from '../testing/van-kit.ts';
import { damageBytes } from '../testing/damage.ts';
import {
  deviceKeys,
  HUB_KEY,
  newDevice,
  noCompressor,
  testHub,
  testVerifier,
  TestJournal,
  type TestHub,
} from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { describeBundleBodies } from './body.ts';
import { describeBundleHead, hubName, readBundle } from './envelope.ts';
import { openUp, replyTo, takeUp, type BundleHub } from './hub-bundle.ts';
import { packUp, type PackUp } from './pack-up.ts';
import { checkDown } from './unpack-down.ts';

const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const keys = deviceKeys('one');
const lineage = [OUTLET, '350102'];

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let van: BundleHub;
let reachable: boolean;
let terminal: FakeTerminal;
let number: number;

beforeEach(() => {
  world = new FakeWorld();
  reachable = true;
  number = 0;
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
  van = vanOf(hub);
  const network = new FakeNetwork(world, (out) => createHubSession(hub, {}, out), {
    ...NO_FAULTS,
    reachable: () => reachable,
  });
  store.addDevice(newDevice(keys, OUTLET));
  terminal = new FakeTerminal({ world, network, domain: toyDomain, keys, lineage, epochMs: EPOCH, random: () => 0.5 });
});

const pack = async (bytesMax?: number) => {
  number += 1;
  return packUp(packing(terminal), terminal.session.standing(), { number, madeAt: EPOCH }, bytesMax);
};
async function opened(file: Bytes) {
  const done = await openUp(van, file);
  if (!done.ok) throw new Error(done.error);
  return done.value;
}
const take = async (file: Bytes) => takeUp(van, await opened(file));
const reply = async (file: Bytes): Promise<Bytes> => answerTo(van, await opened(file), hub.now());
const forTablet = (last: number | null) => ({
  device: keys.id,
  hubKey: HUB_KEY,
  verifier: testVerifier,
  last: last === null ? null : { number: last },
});
async function bring(file: Bytes) {
  const checked = await checkDown(forTablet(null), file);
  if (!checked.ok) throw new Error(checked.error);
  const mail = await openAnswer(checked.value);
  if (!mail.ok) throw new Error(mail.error);
  return terminal.session.takeMail(mail.value);
}

const hubJar = () => store.lookup(OUTLET, { table: 'jar', id: 'a' })?.['coins'] ?? 0;
const device = () => store.branch(OUTLET).devices.get(keys.id);
const heldReasons = () => [...store.branch(OUTLET).raw.values()].map((raw) => `${raw.seq} ${raw.reason}`);

/** Loaded once over a line, then no line any more. */
async function loadedThenDark(): Promise<void> {
  await terminal.start();
  await world.run(5000);
  reachable = false;
  await world.run(120_000);
}
async function work(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await terminal.session.capture(draft('put', ['a', 10]));
}

describe('the mail van', () => {
  it('[MV1] a locked tablet packs all that the hub has not received; what a head signed is posted, a cut tail is held', async () => {
    await loadedThenDark();
    await work(300);
    const { receivedSeq, askFrom } = terminal.session.standing();
    expect([receivedSeq, askFrom]).toEqual([0, 1]);
    await terminal.lock();
    const whole = await pack();
    expect(whole).toMatchObject({ entries: 300, left: 0 });
    expect(await take(whole.file)).toMatchObject({ entries: 300, isNew: true, damaged: 0, receivedSeq: 300, held: 0 });
    expect(hubJar()).toBe(3000);
    expect(device()).toMatchObject({ seq: 300, signedSeq: 300 });
    await terminal.unlock();
    await work(2);
    terminal.killLocked();
    expect(await take((await pack()).file)).toMatchObject({ receivedSeq: 302, held: 2 });
    expect(heldReasons()).toEqual(['301 unsigned', '302 unsigned']);
  });

  it('[SE24] a copy of a tablet packs what it wrote itself under a number that the hub knows from the other one', async () => {
    await loadedThenDark();
    const twin = terminal.twin();
    reachable = true;
    await work(1);
    await world.run(120_000);
    expect(device()?.seq).toBe(1);
    await twin.start();
    await world.run(5000);
    terminal.cut();
    reachable = false;
    twin.cut();
    await world.run(120_000);
    await twin.session.capture(draft('put', ['a', 7]));
    expect(twin.session.standing()).toMatchObject({ receivedSeq: 0, askFrom: 1 });
    await twin.lock();
    const { file, entries } = await packUp(packing(twin), twin.session.standing(), {
      number: 1,
      madeAt: EPOCH,
    });
    expect(entries).toBe(1);
    await take(file);
    expect(heldReasons()).toEqual(['1 fork']);
    expect(hubJar()).toBe(10);
  });

  it('[MV2] the answer brings outcomes and rows: entries leave pending as over a line, and rows are as old as the file says', async () => {
    await loadedThenDark();
    await work(40);
    await terminal.lock();
    const { file } = await pack();
    await take(file);
    const two = deviceKeys('two');
    store.addDevice(newDevice(two, OUTLET, '02'));
    await ingestPush(hub, new TestJournal(two, OUTLET).add({ command: 'put', payload: ['elsewhere', 7] }).push());
    const answer = await reply(file);
    const told = hub.now();
    await world.run(3_600_000);
    await terminal.unlock();
    expect(terminal.session.status()).toMatchObject({ waiting: 40, online: false });
    expect(await bring(answer)).toMatchObject({ outcomes: 40, otherLife: false });
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0, dataAt: told, online: false });
    expect((await terminal.store.load()).pending).toEqual([]);
    const rows = await terminal.store.rows([
      { table: 'jar', id: 'a' },
      { table: 'jar', id: 'elsewhere' },
    ]);
    expect([...rows.values()]).toMatchObject([{ coins: 400 }, { coins: 7 }]);
    // The line comes back: nothing is sent again and nothing differs.
    reachable = true;
    await world.run(90_000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0 });
    expect(hubJar()).toBe(400);
  });

  it('[MV3] a file that comes twice, late, or beside a line that delivered the same changes nothing twice', async () => {
    await loadedThenDark();
    await work(3);
    const early = await pack();
    await work(3);
    await terminal.lock();
    const late = await pack();
    expect(await take(late.file)).toMatchObject({ isNew: true, receivedSeq: 6 });
    expect(await take(late.file)).toMatchObject({ isNew: false, receivedSeq: 6 });
    expect(await take(early.file)).toMatchObject({ isNew: false, receivedSeq: 6 });
    expect(hubJar()).toBe(60);
    reachable = true;
    await world.run(120_000);
    expect(hubJar()).toBe(60);
    expect(store.branch(OUTLET).log).toHaveLength(6);
  });

  it('[MV3] a journal too long for one file takes several, one after the other', async () => {
    await loadedThenDark();
    await work(900);
    await terminal.lock();
    const first = await pack(10_000);
    expect(first.left).toBeGreaterThan(0);
    expect(first.entries + first.left).toBe(900);
    await take(first.file);
    const answer = await reply(first.file);
    await terminal.unlock();
    await bring(answer);
    expect(terminal.session.standing().receivedSeq).toBe(first.entries);
    await terminal.lock();
    for (let n = 0; n < 60 && terminal.session.standing().receivedSeq < 900; n++) {
      const { file } = await pack(10_000);
      await take(file);
      await terminal.unlock();
      await bring(await reply(file));
      await terminal.lock();
    }
    expect(hubJar()).toBe(9000);
  });

  it('[MV4] every wrong file has its own word, and nothing of it is stored', async () => {
    await loadedThenDark();
    await work(2);
    const { file } = await pack();
    const wrong = async (bytes: Bytes) => {
      const done = await openUp(van, bytes);
      return done.ok ? 'taken' : done.error;
    };
    const flipped = (at: number): Bytes => file.map((byte, index) => (index === at ? byte ^ 1 : byte)) as Bytes;
    expect(await wrong(textToBytes('%PDF-1.7 something else'))).toBe('VAN_NOT_A_BUNDLE');
    expect(await wrong(new Uint8Array(0))).toBe('VAN_NOT_A_BUNDLE');
    expect(await wrong(file.slice(0, 4))).toBe('VAN_TRUNCATED');
    expect(await wrong(file.slice(0, file.length - 1))).toBe('VAN_TRUNCATED');
    expect(await wrong(concatBytes(file, new Uint8Array(1)))).toBe('VAN_TAMPERED');
    expect(await wrong(concatBytes(textToBytes('YIZHANV2'), file.slice(8)))).toBe('VAN_NEWER');
    for (const at of [20, 60, file.length - 70, file.length - 1]) expect(await wrong(flipped(at))).not.toBe('taken');
    expect(await wrong(flipped(file.length - 1))).toBe('VAN_TAMPERED');
    expect(await openUp({ ...van, hubKey: sha256(HUB_KEY) }, file)).toEqual({ ok: false, error: 'VAN_FOREIGN' });
    expect(await wrong(await reply(file))).toBe('VAN_WRONG_WAY');
    store.branch(OUTLET).devices.delete(keys.id);
    expect(await wrong(file)).toBe('VAN_UNKNOWN_DEVICE');
    expect(store.branch(OUTLET).log).toHaveLength(0);
    expect(store.branch(OUTLET).raw.size).toBe(0);
  });

  it('[MV5] the tablet takes an answer once, the newest last, and only its own', async () => {
    await loadedThenDark();
    await work(2);
    await terminal.lock();
    const { file } = await pack();
    await take(file);
    const answer = await reply(file);
    const read = readBundle(answer);
    const made = read.ok ? read.value.head.number : 0;
    const fault = async (of: Parameters<typeof checkDown>[0], bytes: Bytes) => {
      const done = await checkDown(of, bytes);
      return done.ok ? 'taken' : done.error;
    };
    expect(await fault(forTablet(null), answer)).toBe('taken');
    expect(await fault(forTablet(made), answer)).toBe('VAN_REPLAYED');
    expect(await fault(forTablet(made + 1), answer)).toBe('VAN_STALE');
    expect(await fault({ ...forTablet(null), device: deviceKeys('two').id }, answer)).toBe('VAN_OTHER_DEVICE');
    expect(await fault({ ...forTablet(null), hubKey: sha256(HUB_KEY) }, answer)).toBe('VAN_FOREIGN');
    expect(await fault(forTablet(null), file)).toBe('VAN_WRONG_WAY');
    expect(await fault(forTablet(null), answer.slice(0, 200))).toBe('VAN_TRUNCATED');
    await terminal.unlock();
    // An answer that is brought twice past the check changes nothing.
    expect(await bring(answer)).toMatchObject({ outcomes: 2 });
    expect(await bring(answer)).toMatchObject({ outcomes: 0, batches: 0 });
  });

  it('[MV6] a tablet out of service, and one of a recovering branch, get outcomes and no rows', async () => {
    await loadedThenDark();
    await work(1);
    await terminal.lock();
    const { file } = await pack();
    await take(file);
    const kinds = async (): Promise<readonly string[]> => {
      const checked = await checkDown(forTablet(null), await reply(file));
      if (!checked.ok) throw new Error(checked.error);
      const mail = await openAnswer(checked.value);
      if (!mail.ok) throw new Error(mail.error);
      const codec = createCodec(noCompressor);
      const read = await Promise.all(mail.value.messages.map((wire) => codec.decode(wire)));
      return read.map((one) => (one.ok ? one.value.type : one.error));
    };
    expect(await kinds()).toEqual(['outcome', 'changes', 'changes']);
    const active = newDevice(keys, OUTLET);
    store.branch(OUTLET).devices.set(keys.id, { ...(device() ?? active), status: 'revoked' });
    expect(await kinds()).toEqual(['outcome']);
    store.branch(OUTLET).devices.set(keys.id, { ...(device() ?? active), status: 'active' });
    store.restore(store.backup(), 'epoch-2');
    expect(await kinds()).toEqual(['outcome']);
  });

  it('[MV7] mutated files are refused as data, never by a throw, and change nothing', async () => {
    await loadedThenDark();
    await work(5);
    await terminal.lock();
    const { file } = await pack();
    const answer = await reply(file);
    const random = new Random(7);
    for (let n = 0; n < 2000; n++) {
      const harmed = damageBytes(random, file);
      if (bytesToHex(harmed) !== bytesToHex(file)) expect((await openUp(van, harmed)).ok).toBe(false);
      const back = damageBytes(random, answer);
      if (bytesToHex(back) !== bytesToHex(answer)) expect((await checkDown(forTablet(null), back)).ok).toBe(false);
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await openUp(van, new Uint8Array(bytes))).ok).toBe(false);
      }),
    );
    expect(store.branch(OUTLET).log).toHaveLength(0);
  });

  it('[MV7] a body that its own tablet signed but made wrong is refused or kept, never by a throw', async () => {
    await loadedThenDark();
    await work(5);
    await terminal.lock();
    const random = new Random(11);
    const deps = packing(terminal);
    let refused = 0;
    for (let n = 0; n < 400; n++) {
      const harmful: PackUp = {
        ...deps,
        seal: (purpose, plain) => Promise.resolve(sealBox(purpose, damageBytes(random, plain))),
      };
      const { file } = await packUp(harmful, terminal.session.standing(), { number: n + 1, madeAt: EPOCH });
      const done = await openUp(van, file);
      if (!done.ok) refused += 1;
      else {
        await takeUp(van, done.value);
        await replyTo(van, done.value);
      }
    }
    expect(refused).toBeGreaterThan(50);
    expect(hubJar()).toBeLessThanOrEqual(50);
  });

  it('[MV8] of a hub restored since, the file brings the journal up and says that the rest needs a line', async () => {
    await loadedThenDark();
    await work(2);
    await terminal.lock();
    const { file } = await pack();
    store.restore(store.backup(), 'epoch-2');
    expect(await take(file)).toMatchObject({ receivedSeq: 2 });
    const answer = await reply(file);
    await terminal.unlock();
    expect(await bring(answer)).toMatchObject({ otherLife: true, batches: 0 });
    expect((await terminal.store.load()).pending).toEqual([1, 2]);
  });

  it('[MV9] the form of a file is final', () => {
    const form = bytesToHex(sha256(textToBytes(`${describeBundleHead()}\n${describeBundleBodies()}`))).slice(0, 16);
    expect(form).toBe('7915e9e548ef4112');
    expect(bytesToHex(hubName(HUB_KEY))).toHaveLength(16);
  });
});
