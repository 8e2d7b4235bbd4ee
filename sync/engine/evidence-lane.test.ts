import { beforeEach, describe, expect, it } from 'vitest';
import { textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { deviceKeys, newDevice, testHub, type TestHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryKeeper, MemoryPictures } from '../testing/memory-pictures.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { kindOfWire } from '../testing/wire-kinds.ts';
import { EvidenceLane, PART_BYTES_MAX } from './evidence-lane.ts';
import type { HubSession } from './hub-api.ts';
import { createHubSession } from './hub-session.ts';
import { MemoryHubStore } from './memory-hub-store.ts';

const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const keys = deviceKeys('pictures');

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let keeper: MemoryKeeper;
let network: FakeNetwork;
let terminal: FakeTerminal;
let pictures: MemoryPictures;
/** Kinds of what came up to the hub. */
let up: string[];
let messages: number;
let cutAt: number;
let reachable: boolean;

function overheard(session: HubSession): HubSession {
  return Object.assign(Object.create(session) as HubSession, {
    receive(bytes: Bytes) {
      up.push(kindOfWire(bytes));
      return session.receive(bytes);
    },
  });
}
/** A picture of some bytes that no other has. */
const picture = (length: number, seed = length): Bytes =>
  Uint8Array.from({ length }, (_, n) => (n * 31 + seed * 7 + (n >> 8)) & 255);

beforeEach(() => {
  world = new FakeWorld();
  [up, messages, cutAt, reachable] = [[], 0, Infinity, true];
  store = new MemoryHubStore(toyDomain, new Map([[OUTLET, null]]));
  store.addDevice(newDevice(keys, OUTLET));
  keeper = new MemoryKeeper();
  hub = Object.assign(testHub(store, toyDomain), { evidence: keeper });
  hub.now = () => EPOCH + world.now;
  const onChanged = (branch: string) => network.sessions().forEach((session) => session.poke(branch));
  network = new FakeNetwork(world, (out) => overheard(createHubSession(hub, { onChanged }, out)), {
    ...NO_FAULTS,
    reachable: () => reachable,
    fate: () => ((messages += 1) === cutAt ? 'cut' : 'through'),
  });
  pictures = new MemoryPictures();
  terminal = new FakeTerminal({
    ...{ world, network, domain: toyDomain, keys, pictures },
    lineage: [OUTLET],
    epochMs: EPOCH,
    random: () => 0,
  });
});

const put = (fen: number) => terminal.session.capture(draft('put', ['a', fen]));
const expectWhole = (bytes: Bytes, hash: string): void => expect(keeper.pictures.get(hash)).toEqual(bytes);

describe('evidence', () => {
  it('[EV1] goes up after all money: every entry has its answer before the first piece leaves', async () => {
    const hash = pictures.add(picture(30_000));
    reachable = false;
    await terminal.start();
    for (let n = 1; n <= 600; n++) await put(n);
    reachable = true;
    await world.run(120_000);
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
    const last = up.lastIndexOf('packed_push');
    expect(up.indexOf('evidence')).toBeGreaterThan(last);
    expect(up.filter((one) => one === 'packed_push').length).toBeGreaterThan(2);
    expectWhole(picture(30_000), hash);
  });

  it('[EV1] an entry, or a loss report, waits for one piece at most', async () => {
    pictures.add(picture(90_000));
    await terminal.start();
    await world.run(1000);
    expect(up.filter((one) => one === 'evidence').length).toBeGreaterThan(1);
    up = [];
    await terminal.session.capture(draft('seal', ['a', 0]));
    await world.run(1000);
    const at = up.indexOf('packed_push');
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThanOrEqual(1);
    await world.run(60_000);
    expect([...keeper.pictures.values()].map((one) => one.length)).toEqual([90_000]);
  });

  it('[EV1] a piece is at most half a second of the measured link', async () => {
    pictures.add(picture(50_000));
    const lane = new EvidenceLane(pictures, () => 0);
    lane.begin('e');
    expect((await lane.next(100))?.part).toHaveLength(0);
    const hash = sha256(picture(50_000));
    for (const [rate, length] of [
      [100, 512],
      [6_000, 3_000],
      [9_999_999, PART_BYTES_MAX],
    ] as const) {
      await lane.answered({ type: 'evidence_at', hash, bytes: 7, state: 'part' });
      const piece = await lane.next(rate);
      expect([piece?.from, piece?.part.length]).toEqual([7, length]);
      expect(await lane.next(rate)).toBeNull();
    }
  });

  it('[EV2] cut off at any message it goes on from what the hub has, and each byte is kept once', async () => {
    const bytes = [picture(20_000), picture(9_000), picture(1)];
    const hashes = bytes.map((one) => pictures.add(one));
    let pieces = 0;
    const { keep } = keeper;
    keeper.keep = (piece) => {
      pieces += piece.part.length;
      return keep.call(keeper, piece);
    };
    await terminal.start();
    for (let n = 4; n < 60; n += 5) {
      cutAt = messages + n;
      await world.run(70_000);
    }
    await world.run(70_000);
    bytes.forEach((one, n) => expectWhole(one, hashes[n] ?? ''));
    // At most the piece on the way when the line broke is sent again.
    expect(pieces).toBeLessThan(29_001 + 12 * PART_BYTES_MAX);
    expect([...pictures.kept.values()].every((one) => one.whole !== null)).toBe(true);
  });

  it('[EV3] what is too large or not what its hash says is refused, stays here, and holds nothing else up', async () => {
    const large = pictures.add(picture(200_000));
    const forged = pictures.add(picture(5_000), sha256(textToBytes('another')));
    const good = pictures.add(picture(4_000));
    await terminal.start();
    await put(5);
    await world.run(30_000);
    expect([...keeper.pictures.keys()]).toEqual([good]);
    expect([...pictures.kept.keys()].sort()).toEqual([large, forged, good].sort());
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0 });
    const asked = up.length;
    await put(6);
    await world.run(5_000);
    // Once a session is enough.
    expect(up.slice(asked).filter((one) => one === 'evidence')).toEqual([]);
  });

  it('[EV4] a picture goes from the tablet only when the hub says that every backup it offers holds it', async () => {
    pictures.add(picture(3_000));
    await terminal.start();
    await world.run(10_000);
    expect([...pictures.kept.values()].map((one) => one.whole)).toEqual(['epoch-1']);
    keeper.archived = true;
    network.cutAll();
    await world.run(60_000);
    expect(pictures.kept.size).toBe(0);
  });

  it('[EV5] a restored hub is given again what it forgot', async () => {
    const hash = pictures.add(picture(3_000));
    await terminal.start();
    await world.run(10_000);
    const backup = store.backup();
    keeper.pictures.clear();
    network.cutAll();
    store.restore(backup, 'epoch-2');
    await world.run(120_000);
    expectWhole(picture(3_000), hash);
    expect(pictures.kept.get(hash)?.whole).toBe('epoch-2');
  });

  it('[EV6] a locked tablet, one that is out of service, and a hub that takes none bring nothing', async () => {
    pictures.add(picture(3_000));
    await terminal.start();
    await terminal.lock();
    await world.run(20_000);
    expect(up).not.toContain('evidence');
    hub = Object.assign(hub, { evidence: undefined });
    await terminal.unlock();
    await world.run(20_000);
    expect(up.filter((one) => one === 'evidence')).toHaveLength(1);
    expect(pictures.kept.size).toBe(1);
    expect(terminal.session.status()).toMatchObject({ phase: 'live' });
  });
});
