import { beforeEach, describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub, type TestHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { createHubSession } from './hub-session.ts';
import { RowsBroken } from './store-faults.ts';

const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const keys = deviceKeys('one');
const otherKeys = deviceKeys('two');

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let network: FakeNetwork;
let reachable: boolean;
let terminal: FakeTerminal;
let fate: 'through' | 'cut';
/** The hub sends no rows by itself. */
let silent: boolean;

function addTerminal(of: typeof keys): FakeTerminal {
  store.addDevice(newDevice(of, OUTLET));
  return new FakeTerminal({
    world,
    network,
    domain: toyDomain,
    keys: of,
    lineage: [OUTLET, '350102'],
    epochMs: EPOCH,
    random: () => 0.5,
  });
}
beforeEach(() => {
  world = new FakeWorld();
  reachable = true;
  fate = 'through';
  silent = false;
  store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, '350102'],
      ['350102', null],
    ]),
  );
  hub = testHub(store, toyDomain);
  hub.now = () => EPOCH + world.now;
  const onChanged = (branch: string) => {
    if (!silent) network.sessions().forEach((session) => session.poke(branch));
  };
  network = new FakeNetwork(world, (out) => createHubSession(hub, { onChanged }, out), {
    ...NO_FAULTS,
    reachable: () => reachable,
    fate: () => fate,
  });
  terminal = addTerminal(keys);
});

const jar = async (of: FakeTerminal, confirmed = false, id = 'a') =>
  (await of.store.rows([{ table: 'jar', id }], confirmed)).get(`jar:${id}`)?.['coins'] ?? 0;
const lights = async (of: FakeTerminal, seq: number) => (await of.store.records([seq]))[0]?.receipt?.verdict ?? null;

describe('a terminal with a hub', () => {
  it('[SE1] loads the replica, goes live and anchors its time', async () => {
    await terminal.start();
    await world.run(2000);
    expect(terminal.session.status()).toMatchObject({
      phase: 'live',
      online: true,
      anchored: true,
      waiting: 0,
      unsettled: 0,
    });
    expect(terminal.session.status().dataAt).not.toBeNull();
  });

  it('[SE1] works on while its time anchor cannot be kept, and keeps it again later', async () => {
    await terminal.start();
    await world.run(2000);
    const kept = terminal.anchorRecord;
    terminal.diskFull = true;
    await world.run(60_000);
    expect(terminal.anchorRecord).toBe(kept);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', online: true });
    terminal.diskFull = false;
    await world.run(10_000);
    expect(terminal.anchorRecord?.lastTrustedAt).toBeGreaterThan((kept?.lastTrustedAt ?? 0) + 60_000);
  });

  it('[SE2] captures without a hub, shows the effect at once, and is posted after the reconnect', async () => {
    reachable = false;
    await terminal.start();
    await world.run(2000);
    const done = await terminal.session.capture(draft('put', ['a', 300]));
    expect(done.ok && done.value.seq).toBe(1);
    expect(await jar(terminal)).toBe(300);
    expect(terminal.session.status()).toMatchObject({ online: false, waiting: 1 });
    reachable = true;
    await world.run(120_000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
    expect(await lights(terminal, 1)).toBe('posted');
    expect(await jar(terminal, true)).toBe(300);
    expect((await terminal.store.load()).pending).toEqual([]);
  });

  it('[SE11] says offline by itself when the hub has not answered for 60 s', async () => {
    await terminal.start();
    await world.run(2000);
    expect(terminal.session.status().online).toBe(true);
    reachable = false;
    network.cutAll();
    const before = terminal.statuses.length;
    await world.run(63_000);
    expect(terminal.session.status().online).toBe(false);
    expect(terminal.statuses.slice(before).at(-1)?.online).toBe(false);
  });

  it('[SE3] an entry leaves pending only with the version that holds its effect', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 300]));
    for (let n = 0; n < 200; n++) {
      await world.run(5);
      expect(await jar(terminal)).toBe(300);
    }
    expect(await jar(terminal, true)).toBe(300);
  });

  it('[SE4] what another terminal did arrives by itself and is under the own pending entries', async () => {
    const other = addTerminal(otherKeys);
    await terminal.start();
    await other.start();
    await world.run(2000);
    await other.session.capture(draft('put', ['a', 50]));
    await world.run(2000);
    expect(await jar(terminal)).toBe(50);
    reachable = false;
    network.cutAll();
    await terminal.session.capture(draft('take', ['a', 20]));
    expect(await jar(terminal)).toBe(30);
  });

  it('[SE5] killed between capture and answer, it sends again and the hub posts once', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 300]));
    await world.run(25);
    await terminal.restart();
    await world.run(60_000);
    expect(store.branch(OUTLET).log).toHaveLength(1);
    expect(await jar(terminal, true)).toBe(300);
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
  });

  it('[SE6] while the vault is locked entries are delivered and held; unlocking signs and posts them', async () => {
    reachable = false;
    await terminal.start();
    await terminal.session.capture(draft('put', ['a', 300]));
    terminal.signer.vaultOpen = false;
    reachable = true;
    await world.run(60_000);
    expect(await lights(terminal, 1)).toBe('held');
    expect(store.branch(OUTLET).log).toHaveLength(0);
    terminal.signer.vaultOpen = true;
    await world.run(60_000);
    expect(await lights(terminal, 1)).toBe('posted');
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
  });

  it('[SE7] a restored hub is told what it forgot, with the receipts it once gave', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
    const backup = store.backup();
    await terminal.session.capture(draft('put', ['a', 30]));
    await world.run(2000);
    expect(await jar(terminal, true)).toBe(130);
    network.cutAll();
    store.restore(backup, 'epoch-2');
    await world.run(120_000);
    expect(store.branch(OUTLET).devices.get(keys.id)?.seq).toBe(2);
    expect(await jar(terminal, true)).toBe(130);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
  });

  it('[SE12] a restored hub follows a receipt whose rows had not arrived yet; it does not judge again', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
    const backup = store.backup();
    silent = true;
    const asked = await terminal.session.capture(draft('take', ['a', 50], { basis: 'request', offline: false }));
    expect(asked.ok).toBe(true);
    for (let n = 0; n < 2000 && (await lights(terminal, 2)) === null; n++) await world.run(1);
    expect(await lights(terminal, 2)).toBe('posted');
    expect((await terminal.store.load()).pending).toEqual([2]);
    reachable = false;
    network.cutAll();
    store.restore(backup, 'epoch-2');
    await world.run(60_000);
    reachable = true;
    await world.run(120_000);
    // Judged anew it would be past its deadline and rejected, with the cash paid.
    expect(await lights(terminal, 2)).toBe('posted');
    expect(await jar(terminal, true)).toBe(50);
  });

  it('[SE8] a revoked device delivers its journal, which is held, and then stops for a person', async () => {
    reachable = false;
    await terminal.start();
    await terminal.session.capture(draft('put', ['a', 300]));
    store.addDevice({ ...newDevice(keys, OUTLET), status: 'revoked' });
    reachable = true;
    await world.run(60_000);
    expect(terminal.session.status()).toMatchObject({ phase: 'stopped', stopped: 'device_revoked', waiting: 0 });
    expect((await terminal.store.load()).head.seq).toBe(1);
  });

  it('[SE9] full storage refuses the capture and nothing is shown as recorded', async () => {
    await terminal.start();
    await world.run(2000);
    terminal.store.fault = 'storage_full';
    expect(await terminal.session.capture(draft('put', ['a', 300]))).toEqual({ ok: false, error: 'storage_full' });
    expect(await jar(terminal)).toBe(0);
    terminal.store.fault = null;
    expect((await terminal.session.capture(draft('put', ['a', 1]))).ok).toBe(true);
  });

  it('[SE20] a full disk ends a line and not the engine: with room again everything is as it would have been', async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 300]));
    terminal.store.full = true;
    await world.run(30_000);
    // The hub has it; what it answered found no room.
    expect(store.branch(OUTLET).log).toHaveLength(1);
    expect(terminal.session.status()).toMatchObject({ stopped: null, unsettled: 1 });
    expect(await terminal.session.capture(draft('put', ['a', 1]))).toEqual({ ok: false, error: 'storage_full' });
    terminal.store.full = false;
    await world.run(180_000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
    expect(store.branch(OUTLET).log).toHaveLength(1);
    expect(await jar(terminal, true)).toBe(300);
  });

  it('[SE25] optimistic rows that were lost are made again from the pending entries when it starts, offline too', async () => {
    await terminal.start();
    await world.run(2000);
    reachable = false;
    terminal.cut();
    for (const fen of [300, 45]) await terminal.session.capture(draft('put', ['a', fen]));
    terminal.store.loseOverlay();
    // No room at first: it starts all the same, and nobody takes what stands there for the whole.
    terminal.store.full = true;
    await terminal.restart();
    await expect(jar(terminal)).rejects.toBeInstanceOf(RowsBroken);
    expect(terminal.session.status()).toMatchObject({ stopped: null, waiting: 2 });
    terminal.store.full = false;
    await terminal.restart();
    expect([await jar(terminal), await jar(terminal, true)]).toEqual([345, 0]);
    expect((await terminal.session.capture(draft('put', ['a', 5]))).ok).toBe(true);
    reachable = true;
    await world.run(90_000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
    expect(await jar(terminal, true)).toBe(350);
    expect(store.branch(OUTLET).log).toHaveLength(3);
  });

  it('[SE10] a loss report overtakes a long queue', async () => {
    reachable = false;
    await terminal.start();
    for (let n = 0; n < 600; n++) await terminal.session.capture(draft('put', ['a', 1]));
    await terminal.session.capture(draft('seal', ['a', 0]));
    reachable = true;
    await world.run(60_000);
    const log = store.branch(OUTLET).log;
    expect(log).toHaveLength(601);
    expect(log[0]?.name).toBe('seal');
    expect(terminal.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
  });
});

describe('a request', () => {
  const request = (fen: number) => draft('take', ['a', fen], { basis: 'request', offline: false });
  beforeEach(async () => {
    await terminal.start();
    await world.run(2000);
    await terminal.session.capture(draft('put', ['a', 100]));
    await world.run(2000);
  });

  it('[RQ1] has no effect here before its verdict, and its posted verdict comes with its rows', async () => {
    const done = await terminal.session.capture(request(60));
    expect(await jar(terminal)).toBe(100);
    const answer = terminal.session.answer(done.ok ? done.value.seq : 0);
    await world.run(3000);
    expect((await answer).kind).toBe('posted');
    expect(await jar(terminal)).toBe(40);
  });

  it('[RQ2] is offered only when every earlier entry is received and the hub is there', async () => {
    const early = terminal.session.capture(draft('put', ['a', 1]));
    await early;
    expect(await terminal.session.capture(request(10))).toEqual({ ok: false, error: 'earlier_unsent' });
    reachable = false;
    network.cutAll();
    await world.run(70_000);
    expect(await terminal.session.capture(request(10))).toEqual({ ok: false, error: 'not_live' });
  });

  it('[RQ3] without an answer it is unknown; the inquiry then tells', async () => {
    const done = await terminal.session.capture(request(60));
    const seq = done.ok ? done.value.seq : 0;
    await world.run(25);
    reachable = false;
    network.cutAll();
    const answer = terminal.session.answer(seq);
    await world.run(31_000);
    expect(await answer).toEqual({ kind: 'unknown' });
    reachable = true;
    await world.run(90_000);
    const told = terminal.session.inquire(seq);
    await world.run(5000);
    expect((await told).kind).toMatch(/posted|rejected/);
  });

  it('[RQ4] once an abandon is captured its verdict is never payable, and the hub gives effect to neither', async () => {
    fate = 'cut';
    const done = await terminal.session.capture(request(60));
    const seq = done.ok ? done.value.seq : 0;
    await terminal.session.capture(draft('abandon', [], { replaces: seq }));
    fate = 'through';
    await world.run(120_000);
    expect(await terminal.session.answer(seq)).toEqual({ kind: 'replaced' });
    expect(store.lookup(OUTLET, { table: 'jar', id: 'a' })).toMatchObject({ coins: 100 });
    expect(await jar(terminal, true)).toBe(100);
  });
});
