import { beforeEach, describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub, type TestHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { createHubSession } from './hub-session.ts';
import type { Domain } from './ports.ts';

/** What a terminal makes of defects of its own code, of a hub restored under it, and of a vault locked half-way. */

const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const keys = deviceKeys('recovery');

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let network: FakeNetwork;
let terminal: FakeTerminal;
let reachable: boolean;
/** Jar whose coins this build cannot count any more. */
let broken: string | null;

const fragile: Domain = {
  ...toyDomain,
  apply(command, rows, facts) {
    const [jar] = command.payload as readonly unknown[];
    if (facts === null && jar === broken) throw new Error('a defect of this build');
    return toyDomain.apply(command, rows, facts);
  },
};

beforeEach(() => {
  world = new FakeWorld();
  reachable = true;
  broken = null;
  store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, '350102'],
      ['350102', null],
    ]),
  );
  hub = testHub(store, toyDomain);
  hub.now = () => EPOCH + world.now;
  const onChanged = (branch: string) => network.sessions().forEach((session) => session.poke(branch));
  network = new FakeNetwork(world, (out) => createHubSession(hub, { onChanged }, out), {
    ...NO_FAULTS,
    reachable: () => reachable,
  });
  store.addDevice(newDevice(keys, OUTLET));
  terminal = new FakeTerminal({
    world,
    network,
    domain: fragile,
    keys,
    lineage: [OUTLET, '350102'],
    epochMs: EPOCH,
    random: () => 0.5,
  });
});

const jar = async (id: string) => (await terminal.store.rows([{ table: 'jar', id }])).get(`jar:${id}`)?.['coins'] ?? 0;
const hubJar = (id: string) => store.lookup(OUTLET, { table: 'jar', id })?.['coins'] ?? 0;

describe('a terminal', () => {
  it('[SE15] sets aside an entry whose own code fails: told as broken, its confirmed rows stay, the others go on, the journal is delivered', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['b', 100]));
    await world.run(2000);
    terminal.signer.vaultOpen = false;
    await terminal.restart();
    await terminal.session.capture(draft('put', ['a', 10]));
    await terminal.session.capture(draft('put', ['b', 20]));
    broken = 'b';
    await terminal.restart();
    await world.run(5000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', stopped: null, waiting: 0, broken: [3] });
    expect([await jar('a'), await jar('b')]).toEqual([10, 100]);
    broken = null;
    terminal.signer.vaultOpen = true;
    await world.run(60_000);
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0, broken: [] });
    expect(await jar('b')).toBe(120);
  });

  it('[SE16] a hub restored under a live connection is given again at once what it forgot', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
    const backup = store.backup();
    for (const fen of [10, 20, 30]) await terminal.session.capture(draft('put', ['a', fen]));
    await world.run(2000);
    store.restore(backup, 'epoch-2');
    network.sessions().forEach((session) => session.poke(OUTLET));
    await world.run(3000);
    expect(hubJar('a')).toBe(160);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
    expect(await jar('a')).toBe(160);
  });

  it('[SE21] a copied tablet that finds another entry under its own numbers after a restore gives everything again', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
    await terminal.session.stop();
    const copy = terminal.twin();
    const backup = store.backup();
    await copy.start();
    await world.run(2000);
    for (const fen of [1, 2]) await copy.session.capture(draft('put', ['b', fen]));
    await world.run(2000);
    expect(copy.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
    copy.vanish();
    store.restore(backup, 'epoch-2');
    await terminal.restart();
    for (const fen of [10, 20, 30]) await terminal.session.capture(draft('put', ['a', fen]));
    await world.run(5000);
    expect(hubJar('a')).toBe(160);
    await copy.find();
    await world.run(60_000);
    const keptOf = (seq: number) => [...store.branch(OUTLET).raw.values()].filter((raw) => raw.seq === seq);
    const own = copy.store.allRecords().slice(1);
    expect(own.map((one) => one.seq)).toEqual([2, 3]);
    for (const one of own)
      expect(keptOf(one.seq)).toMatchObject([{ reason: 'fork', hash: one.hash, bytes: one.canonical }]);
    expect(store.branch(OUTLET).devices.get(keys.id)?.forkedAt).toBe(2);
  });

  it('[SE17] [SE18] the rows of a restored hub come in use only with all that this terminal gave it again', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
    const backup = store.backup();
    await terminal.session.capture(draft('take', ['a', 60]));
    await world.run(2000);
    expect((await terminal.store.load()).pending).toEqual([]);
    store.restore(backup, 'epoch-2');
    // The rows of the restored hub may come, while what goes up is only held.
    const device = store.branch(OUTLET).devices.get(keys.id) ?? newDevice(keys, OUTLET);
    store.addDevice({ ...device, forkedAt: 2 });
    network.cutAll();
    await terminal.session.capture(draft('put', ['a', 5]));
    for (let n = 0; n < 800; n++) {
      await world.run(100);
      expect(await jar('a')).toBe(45);
      if (n === 700) await terminal.restart();
    }
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0 });
    expect(terminal.store.tokenOf(OUTLET)?.epoch).toBe('epoch-1');
    store.addDevice(device);
    network.cutAll();
    for (let n = 0; n < 800; n++) {
      await world.run(100);
      expect(await jar('a')).toBe(45);
    }
    expect(terminal.store.tokenOf(OUTLET)?.epoch).toBe('epoch-2');
    expect(terminal.store.replicaOf(OUTLET).get('jar:a')).toMatchObject({ coins: 45 });
    expect(terminal.store.pendingSeqs()).toEqual([]);
  });

  it('[SE19] a restored branch counts as recovering until every terminal has given again all it has or is lost', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
    const backup = store.backup();
    await terminal.session.capture(draft('put', ['a', 60]));
    await world.run(2000);
    const other = deviceKeys('out of reach');
    terminal.signer.vaultOpen = false;
    store.restore(backup, 'epoch-2');
    store.addDevice(newDevice(other, OUTLET, '02'));
    network.cutAll();
    await world.run(60_000);
    expect(store.branch(OUTLET).returned.size).toBe(0);
    expect(store.branch('350102').recovering).toBe(false);
    terminal.signer.vaultOpen = true;
    await world.run(60_000);
    expect([...store.branch(OUTLET).returned]).toEqual([keys.id]);
    expect(hubJar('a')).toBe(160);
    expect(store.branch(OUTLET).recovering).toBe(true);
    store.stopDevice(other.id, 'lost');
    expect(store.branch(OUTLET).recovering).toBe(false);
  });

  it('[IN13] an early entry delivered again without a signature does not hold the tail once that is signed', async () => {
    reachable = false;
    await terminal.start();
    for (let n = 0; n < 3; n++) await terminal.session.capture(draft('put', ['a', 1]));
    await terminal.session.capture(draft('seal', ['b', 0]));
    await terminal.session.capture(draft('put', ['a', 1]));
    // The priority entry leaves first, then the clerk locks the tablet before the queue goes.
    terminal.signer.sign = ((sign) => (use, bytes) => {
      const signed = sign(use, bytes);
      if (use === 'vault' && reachable && network.sessions().some((one) => one.device !== null))
        terminal.signer.vaultOpen = false;
      return signed;
    })(terminal.signer.sign.bind(terminal.signer));
    reachable = true;
    await world.run(30_000);
    expect(store.branch(OUTLET).log.map((one) => one.name)).toEqual(['seal']);
    expect(terminal.session.status().waiting).toBe(0);
    terminal.signer.sign = Object.getPrototypeOf(terminal.signer).sign;
    terminal.signer.vaultOpen = true;
    await world.run(5000);
    expect(store.branch(OUTLET).log).toHaveLength(5);
    expect(store.branch(OUTLET).devices.get(keys.id)).toMatchObject({ seq: 5, signedSeq: 5, early: [] });
  });
});
