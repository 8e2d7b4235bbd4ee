import { beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { deviceKeys, newDevice, noCompressor, testHub, type TestHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { greetedCodecs } from '../testing/greeted-codecs.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { kindOfWire } from '../testing/wire-kinds.ts';
import { createHubSession } from './hub-session.ts';
import { LIVE_BYTES_MAX, LIVE_ROWS_MAX, LiveLane, sharedRows } from './live-lane.ts';
import type { HubSession } from './hub-api.ts';
import type { ChangeBatch, FeedToken, RowChange } from './ports.ts';

const OUTLET = '35010201';
const COUNTY = '350102';
const EPOCH = 1_790_000_000_000;
const WAY_MS = 150;
const NOTHING = { device: null, log: [], rows: [], postings: [], outbox: [], inbox: [], raw: [] };

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let network: FakeNetwork;
let poster: FakeTerminal;
let watcher: FakeTerminal;
/** Messages since `listen`, by the side they came from, of all lines. */
let said: string[];
let unread: number;
/** How the hub tells a session; a test puts its own mishap here. */
let tell: (session: HubSession, branch: string) => void;

function addTerminal(name: string): FakeTerminal {
  const keys = deviceKeys(name);
  store.addDevice(newDevice(keys, OUTLET));
  const random = () => 0.5;
  const lineage = [OUTLET, COUNTY];
  return new FakeTerminal({ world, network, domain: toyDomain, keys, lineage, epochMs: EPOCH, random });
}

/** Messages up are seen at the hub's door. */
function overheard(session: HubSession): HubSession {
  return Object.assign(Object.create(session) as HubSession, {
    receive(bytes: Bytes) {
      said.push(`up ${kindOfWire(bytes)}`);
      return session.receive(bytes);
    },
  });
}

beforeEach(async () => {
  world = new FakeWorld();
  said = [];
  unread = 0;
  tell = (session, branch) => session.poke(branch);
  store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, COUNTY],
      [COUNTY, null],
    ]),
  );
  hub = testHub(store, toyDomain);
  hub.now = () => EPOCH + world.now;
  const onChanged = (branch: string) => network.sessions().forEach((session) => tell(session, branch));
  network = new FakeNetwork(
    world,
    (out) =>
      overheard(
        createHubSession(
          hub,
          { onChanged },
          {
            send(bytes) {
              said.push(`down ${kindOfWire(bytes)}`);
              out.send(bytes);
            },
            unread: () => unread,
            close: out.close,
          },
        ),
      ),
    { ...NO_FAULTS, delay: () => WAY_MS },
  );
  [poster, watcher] = [addTerminal('one'), addTerminal('two')];
  await poster.start();
  await watcher.start();
  await world.run(5000);
  said = [];
});

const jar = async (of: FakeTerminal) =>
  (await of.store.rows([{ table: 'jar', id: 'a' }], true)).get('jar:a')?.['coins'] ?? 0;
const put = (fen: number) => poster.session.capture(draft('put', ['a', fen]));
const fill = (branch: string, rows: readonly RowChange[]) =>
  store.inBranch(branch, (tx) => tx.commit({ ...NOTHING, rows }));
const tellAll = (branch: string) => network.sessions().forEach((session) => tell(session, branch));
const withoutPings = () => said.filter((one) => !one.endsWith('ping') && !one.endsWith('pong'));

describe('live changes', () => {
  it('[LV1] what one terminal posts is at the other one round trip later, and nobody asked', async () => {
    await put(300);
    await world.run(2 * WAY_MS - 1);
    expect(await jar(watcher)).toBe(0);
    await world.run(1);
    expect(await jar(watcher)).toBe(300);
    await world.run(10_000);
    expect(withoutPings()).toEqual(['up packed_push', 'down packed_outcome', 'down live_on', 'down live_on']);
  });

  it('[LV4] the outcome leaves before the rows, and the poster asks for nothing', async () => {
    await put(300);
    await put(40);
    await world.run(2 * WAY_MS);
    expect(poster.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
    expect(await jar(poster)).toBe(340);
    expect(said.findIndex((one) => one.includes('outcome'))).toBeLessThan(
      said.findIndex((one) => one.includes('live')),
    );
    expect(said.filter((one) => one.startsWith('up pull'))).toEqual([]);
  });

  it('[LV4] rows that do not come are asked for after two seconds', async () => {
    tell = () => undefined;
    await put(300);
    await world.run(2 * WAY_MS + 1500);
    expect(poster.session.status()).toMatchObject({ waiting: 0, unsettled: 1 });
    await world.run(2500);
    expect(poster.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
    expect(said.filter((one) => one.startsWith('up pull'))).toHaveLength(1);
  });

  it('[LV2] rows lost on the way come with the next ones: the hub sends from where it last brought the line', async () => {
    let lose = true;
    tell = (session, branch) => {
      if (!lose || session === network.sessions()[0]) session.poke(branch);
    };
    await put(300);
    await world.run(2000);
    expect(await jar(watcher)).toBe(0);
    lose = false;
    await put(40);
    await world.run(2 * WAY_MS);
    expect(await jar(watcher)).toBe(340);
    expect(said.filter((one) => one.startsWith('up pull'))).toEqual([]);
  });

  it('[LV2] told twice, late and in the middle of a question, the rows change nothing twice', async () => {
    const applied: string[] = [];
    const { applyChanges } = watcher.store;
    watcher.store.applyChanges = (batch, ...rest) => {
      if (batch.rows.length > 0) applied.push(`${batch.from.version}-${batch.to.version}`);
      return applyChanges.call(watcher.store, batch, ...rest);
    };
    tell = (session, branch) => {
      session.poke(branch);
      session.poke(branch);
      world.after(70, () => session.poke(branch));
    };
    await put(300);
    await world.run(5000);
    expect(applied).toHaveLength(1);
    // A hint makes it ask; before the question arrives, more rows are on their way.
    unread = LIVE_BYTES_MAX;
    await fill(OUTLET, [{ table: 'jar', id: 'b', body: { coins: 1, sealed_at: null } }]);
    tellAll(OUTLET);
    await world.run(WAY_MS + 10);
    unread = 0;
    await fill(OUTLET, [{ table: 'jar', id: 'b', body: { coins: 2, sealed_at: null } }]);
    tellAll(OUTLET);
    await world.run(5000);
    const [b] = (await watcher.store.rows([{ table: 'jar', id: 'b' }], true)).values();
    expect(b?.['coins']).toBe(2);
    // Taken once, though rows and answer crossed; nothing is asked a second time.
    expect(applied).toHaveLength(2);
    expect(said.filter((one) => one.startsWith('up pull')).length).toBeLessThanOrEqual(2);
  });

  it('[LV3] a line is sent what its question would bring: outlet rows of its branch, reference rows of those above', async () => {
    await fill(OUTLET, [
      { table: 'secret', id: 's', body: { x: 1 } },
      { table: 'jar', id: 'a', body: { coins: 7, sealed_at: null } },
    ]);
    await fill(COUNTY, [
      { table: 'jar', id: 'a', body: { coins: 9, sealed_at: null } },
      { table: 'rule', id: 'r', body: { x: 1 } },
    ]);
    tellAll(OUTLET);
    tellAll(COUNTY);
    await world.run(WAY_MS);
    const keys = ['secret:s', 'jar:a', 'rule:r'];
    const seen = await watcher.store.rows(
      keys.map((key) => ({ table: key.split(':')[0] ?? '', id: key.split(':')[1] ?? '' })),
      true,
    );
    expect([...seen.keys()].sort()).toEqual(['jar:a', 'rule:r']);
    expect(seen.get('jar:a')?.['coins']).toBe(7);
    said = [];
    // Versions of a unit above that hold nothing for outlets are not even told of.
    await fill(COUNTY, [{ table: 'secret', id: 's', body: { x: 2 } }]);
    tellAll(COUNTY);
    await world.run(5000);
    expect(withoutPings()).toEqual([]);
  });

  it('[LV3] a session that only delivers is told nothing', async () => {
    await watcher.lock();
    await world.run(5000);
    said = [];
    await put(300);
    await world.run(5000);
    expect(said.filter((one) => one.includes('live'))).toHaveLength(1);
  });

  it('[LV5] more rows than a message may hold, or a reader that is behind, are hinted at once and asked for', async () => {
    const rows = Array.from({ length: LIVE_ROWS_MAX + 1 }, (_, n): RowChange => {
      return { table: 'line', id: `l${n}`, body: { jar: 'z', fen: n, what: 'put', status: 'posted' } };
    });
    await fill(OUTLET, rows);
    tellAll(OUTLET);
    tellAll(OUTLET);
    await world.run(3 * WAY_MS);
    expect(said.filter((one) => one === 'down poke')).toHaveLength(2);
    expect((await watcher.store.idsOf('line')).length).toBe(LIVE_ROWS_MAX + 1);
    said = [];
    unread = LIVE_BYTES_MAX;
    await put(1);
    await put(2);
    await world.run(10_000);
    expect(said.filter((one) => one.includes('live'))).toEqual([]);
    expect(await jar(watcher)).toBe(3);
  });

  it('[LV6] an older terminal gets hints, an older hub gives hints', async () => {
    const { hub: one } = await greetedCodecs(noCompressor, () => null, { hub: 5, terminal: 4 });
    const at: FeedToken = { epoch: 'e', branch: '1', version: 1, commitId: 'c' };
    const batch: ChangeBatch = { from: at, to: at, rows: [], more: false };
    await expect(one.encode({ type: 'live', batch })).rejects.toThrow('live is sent only');
    const lane = new LiveLane();
    lane.answered(batch);
    lane.moves('1', () => Promise.resolve({ ...batch, to: { ...at, version: 2 } }));
    expect(await lane.next('1', false, { rows: () => [], isOwn: true })).toEqual({ type: 'poke', branch: '1' });
  });

  it('[LV1] lines at the same position share one reading of the store', async () => {
    let readings = 0;
    const { changesAfter } = store;
    store.changesAfter = (...args) => {
      readings += 1;
      return changesAfter.apply(store, args);
    };
    const rowsAfter = sharedRows(store);
    await fill(OUTLET, [{ table: 'jar', id: 'a', body: { coins: 7, sealed_at: null } }]);
    for (const session of network.sessions()) session.poke(OUTLET, rowsAfter);
    await world.run(WAY_MS);
    expect(readings).toBe(1);
    expect([await jar(poster), await jar(watcher)]).toEqual([7, 7]);
  });
});
