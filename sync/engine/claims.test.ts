import { beforeEach, describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { claimDifferences, firstClaimed, sumClaims, type Counted } from './claims.ts';
import { createHubSession } from './hub-session.ts';

/** Σ at the door: a device and the hub say the same of the same entries, or a person is told. */

const OUTLET = '35010201';
const EPOCH = 1_790_000_000_000;
const keys = deviceKeys('claims');
const counted = (command: string, direction: 'in' | 'out' | 'none', fen: number, businessDate = '2026-11-09') =>
  ({ sigma: { command, direction, fen }, businessDate }) satisfies Counted;

let world: FakeWorld;
let store: MemoryHubStore;
let network: FakeNetwork;
let terminal: FakeTerminal;
const cases = () => [...store.branch(OUTLET).rows.values()].filter((row) => row.table === 'case');

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
  network = new FakeNetwork(world, (out) => createHubSession(hub, {}, out));
  store.addDevice(newDevice(keys, OUTLET));
  terminal = new FakeTerminal({
    world,
    network,
    domain: toyDomain,
    keys,
    lineage: [OUTLET, '350102'],
    epochMs: EPOCH,
    random: () => 0.5,
  });
});

describe('claims', () => {
  it('[CL1] are the number of entries and the fen per command, direction and business date', () => {
    const claims = sumClaims([
      counted('put', 'in', 300),
      counted('take', 'out', 50),
      counted('put', 'in', 200),
      counted('put', 'in', 7, '2026-11-10'),
    ]);
    expect(claims).toEqual([
      { command: 'put', direction: 'in', businessDate: '2026-11-09', count: 2, fen: 500 },
      { command: 'take', direction: 'out', businessDate: '2026-11-09', count: 1, fen: 50 },
      { command: 'put', direction: 'in', businessDate: '2026-11-10', count: 1, fen: 7 },
    ]);
    expect(firstClaimed(10, claims)).toBe(7);
  });

  it('differ where either side has another count, another sum, or nothing at all', () => {
    const device = sumClaims([counted('put', 'in', 300), counted('take', 'out', 50)]);
    expect(claimDifferences(device, device)).toEqual([]);
    expect(claimDifferences(device, sumClaims([counted('put', 'in', 299), counted('seal', 'none', 0)]))).toEqual([
      {
        command: 'put',
        direction: 'in',
        businessDate: '2026-11-09',
        device: { count: 1, fen: 300 },
        centre: { count: 1, fen: 299 },
      },
      {
        command: 'seal',
        direction: 'none',
        businessDate: '2026-11-09',
        device: { count: 0, fen: 0 },
        centre: { count: 1, fen: 0 },
      },
      {
        command: 'take',
        direction: 'out',
        businessDate: '2026-11-09',
        device: { count: 1, fen: 50 },
        centre: { count: 0, fen: 0 },
      },
    ]);
  });

  it('[CL2] a difference is seen at the next hello that the vault key signed and opens one case, not one each time', async () => {
    await terminal.start();
    await terminal.session.capture(draft('put', ['a', 300]));
    await terminal.session.capture(draft('take', ['a', 100]));
    await world.run(2000);
    const { log } = store.branch(OUTLET);
    const [first] = log;
    if (first !== undefined) log[0] = { ...first, sigma: { ...first.sigma, fen: 250 } };
    terminal.signer.vaultOpen = false;
    await terminal.restart();
    await world.run(3000);
    expect(cases()).toEqual([]);
    terminal.signer.vaultOpen = true;
    for (let n = 0; n < 3; n++) {
      await terminal.restart();
      await world.run(3000);
      expect(cases().map((row) => row.body)).toEqual([{ seq: 2 }]);
    }
    await terminal.session.capture(draft('put', ['a', 1]));
    await world.run(3000);
    await terminal.restart();
    await world.run(3000);
    expect(cases()).toHaveLength(1);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
  });

  it('[CL3] nothing is compared before all the entries of the hello are judged; agreeing claims open no case', async () => {
    for (let n = 1; n <= 20; n++) await terminal.session.capture(draft('put', ['a', n]));
    await terminal.start();
    await world.run(5000);
    expect(terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
    await terminal.restart();
    await world.run(5000);
    expect(cases()).toEqual([]);
  });
});
