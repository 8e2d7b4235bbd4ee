import { beforeEach, describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub, TestJournal } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { ingestPush } from './hub-ingest.ts';
import { createHubSession } from './hub-session.ts';
import type { Domain, RowBody } from './ports.ts';

/** What a terminal shows and pays while a restored hub does not have everything again. */
const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const [keys, two] = [deviceKeys('one'), deviceKeys('two')];
const coins = (body: RowBody): number => Number(body['coins']);
const careful: Domain = {
  ...toyDomain,
  caution: {
    table: 'jar',
    excess: (before, after) => Math.max(0, coins(after) - (before === null ? 0 : coins(before))),
    withhold: (body, amount) => ({ ...body, coins: coins(body) - Math.min(amount, Math.max(0, coins(body))) }),
  },
};

let world: FakeWorld;
let store: MemoryHubStore;
let network: FakeNetwork;
let terminal: FakeTerminal;
let elsewhere: TestJournal;
let push: () => Promise<void>;

beforeEach(() => {
  world = new FakeWorld();
  store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, '350102'],
      ['350102', null],
    ]),
  );
  const hub = testHub(store, toyDomain);
  hub.now = () => EPOCH + world.now;
  const onChanged = (branch: string) => network.sessions().forEach((session) => session.poke(branch));
  network = new FakeNetwork(world, (out) => createHubSession(hub, { onChanged }, out), NO_FAULTS);
  store.addDevice(newDevice(keys, OUTLET));
  store.addDevice(newDevice(two, OUTLET, '02'));
  const lineage = [OUTLET, '350102'];
  terminal = new FakeTerminal({ world, network, domain: careful, keys, lineage, epochMs: EPOCH, random: () => 0.5 });
  elsewhere = new TestJournal(two, OUTLET).add({ command: 'take', payload: ['a', 60] });
  push = async () => {
    await ingestPush(hub, elsewhere.push());
    onChanged(OUTLET);
  };
});

const jar = async (id: string) => (await terminal.store.rows([{ table: 'jar', id }])).get(`jar:${id}`)?.['coins'] ?? 0;
const hubJar = (id: string) => store.lookup(OUTLET, { table: 'jar', id })?.['coins'] ?? 0;

/** A jar of 100, a backup, 60 taken out elsewhere and seen here; then the backup is all there is. */
async function restored(damage: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await terminal.start();
  await world.run(2000);
  await terminal.session.capture(draft('put', ['a', 100]));
  await world.run(2000);
  const backup = store.backup();
  await push();
  await world.run(2000);
  expect([await jar('a'), hubJar('a')]).toEqual([40, 40]);
  store.restore(backup, 'epoch-2');
  await damage();
  network.sessions().forEach((session) => session.poke(OUTLET));
  await world.run(5000);
  expect((await terminal.store.load()).tokens.map((token) => token.epoch)).toContain('epoch-2');
}

describe('a recovering branch', () => {
  it('[SE22] what a restored row gives more than before is kept back, for admitting and for showing, and after a restart', async () => {
    await restored();
    expect(terminal.session.status().recovering).toBe(true);
    expect([hubJar('a'), await jar('a')]).toEqual([100, 40]);
    expect(await terminal.session.capture(draft('take', ['a', 41]))).toMatchObject({ error: { code: 'JAR_SHORT' } });
    expect((await terminal.session.capture(draft('take', ['a', 30]))).ok).toBe(true);
    expect(await jar('a')).toBe(10);
    await world.run(5000);
    // Settled here: what is kept back does not come free by it.
    expect((await terminal.store.load()).pending).toEqual([]);
    expect([hubJar('a'), await jar('a')]).toEqual([70, 10]);
    await terminal.restart();
    await world.run(5000);
    expect(await jar('a')).toBe(10);
    expect(await terminal.session.capture(draft('take', ['a', 11]))).toMatchObject({ error: { code: 'JAR_SHORT' } });
  });

  it('[SE22] it comes free when the hub has everything again, which a live line learns by itself', async () => {
    await restored();
    await terminal.session.capture(draft('take', ['a', 30]));
    await world.run(2000);
    await push();
    await store.noteReturned(OUTLET, two.id);
    await world.run(130_000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', recovering: false, unsettled: 0 });
    expect([hubJar('a'), await jar('a')]).toEqual([10, 10]);
    expect(await terminal.store.withheld()).toEqual([]);
  });

  it('[SE22] what cannot be read does not keep the new rows out: what the hub said before is what counts', async () => {
    await restored(async () => {
      terminal.store.loseOverlay();
      await terminal.restart();
    });
    expect(terminal.session.status()).toMatchObject({ phase: 'live', recovering: true });
    expect([hubJar('a'), await jar('a')]).toEqual([100, 40]);
  });

  it('[SE22] a branch that is fetched again because of a damaged page is greeted first, when the hub has another life', async () => {
    await restored(() => Promise.resolve(terminal.store.tear(OUTLET, (key) => key === 'jar:a')));
    expect(terminal.session.status()).toMatchObject({ phase: 'live', recovering: true });
  });

  it('[SE22] of a damaged row that nobody can name any more nothing is given, until the hub has everything', async () => {
    await restored(() => Promise.resolve(terminal.store.tear(OUTLET, (key) => key === 'jar:a')));
    expect(await terminal.store.idsOf('jar')).toContain('a');
    expect([hubJar('a'), await jar('a')]).toEqual([100, 0]);
    expect(await terminal.session.capture(draft('take', ['a', 1]))).toMatchObject({ error: { code: 'JAR_SHORT' } });
    await push();
    await store.noteReturned(OUTLET, two.id);
    await world.run(130_000);
    expect([hubJar('a'), await jar('a')]).toEqual([40, 40]);
  });

  it('[SE22] a row that gives no more than before, and one this terminal never showed, stay as they are', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['b', 5]));
    await world.run(2000);
    const backup = store.backup();
    store.restore(backup, 'epoch-2');
    network.sessions().forEach((session) => session.poke(OUTLET));
    await world.run(5000);
    expect([await jar('b'), await terminal.store.withheld()]).toEqual([5, []]);
  });
});
