import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { deviceKeys, newDevice, testHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { createHubSession } from './hub-session.ts';
import { FLOW_BYTES_MAX, FLOW_PAGE_ROWS, PageFlow } from './page-flow.ts';
import type { HubStore, PageAt, PageForm, RowChange } from './ports.ts';
import type { Transport } from './world.ts';

const OUTLET = '35010201';
const COUNTY = '350102';
const EPOCH = 1_790_000_000_000;
const WAY_MS = 150;
const NOTHING = { device: null, log: [], rows: [], postings: [], outbox: [], inbox: [], raw: [] };

interface Grounds {
  readonly jars: number;
  readonly pageRows?: number;
  /** Bytes that a jar brings along. */
  readonly ballast?: number;
}

/** An outlet with jars and a unit above it; the first line of the terminal dies when more than `cutAt` bytes came down. */
async function setup({ jars, pageRows = FLOW_PAGE_ROWS, ballast = 0 }: Grounds, cutAt = Infinity) {
  const world = new FakeWorld();
  const store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, COUNTY],
      [COUNTY, null],
    ]),
  );
  const hubStore = Object.assign(Object.create(store) as HubStore, {
    snapshotPage: (at: PageAt, form: PageForm) => store.snapshotPage({ ...at, rowsMax: pageRows }, form),
  });
  const hub = testHub(hubStore, toyDomain);
  hub.now = () => EPOCH + world.now;
  const jar = (n: number): RowChange => ({
    table: 'jar',
    id: `j${String(n).padStart(5, '0')}`,
    body: { coins: n, sealed_at: null, note: String(n).padEnd(ballast, String(n * 7919)) },
  });
  await store.inBranch(OUTLET, (tx) => tx.commit({ ...NOTHING, rows: Array.from({ length: jars }, (_, n) => jar(n)) }));
  await store.inBranch(COUNTY, (tx) => tx.commit({ ...NOTHING, rows: [{ table: 'rule', id: 'r', body: { x: 1 } }] }));
  const onChanged = (branch: string) => network.sessions().forEach((session) => session.poke(branch));
  const network = new FakeNetwork(world, (out) => createHubSession(hub, { onChanged }, out), {
    ...NO_FAULTS,
    delay: () => WAY_MS,
  });
  let down = 0;
  const dying: Transport = {
    connect(events) {
      const line = network.transport().connect({
        ...events,
        message(bytes: Bytes) {
          down += bytes.length;
          if (down <= cutAt) return events.message(bytes);
          cutAt = Infinity;
          line.close();
          events.closed('cut');
        },
      });
      return line;
    },
  };
  const keys = deviceKeys('flow');
  store.addDevice(newDevice(keys, OUTLET));
  const terminal = new FakeTerminal({
    world,
    network: Object.assign(Object.create(network) as FakeNetwork, { transport: () => dying }),
    domain: toyDomain,
    keys,
    lineage: [OUTLET, COUNTY],
    epochMs: EPOCH,
    random: () => 0,
  });
  /** Pages in the order in which they were kept. */
  const kept: string[] = [];
  const { saveSnapshotPage } = terminal.store;
  terminal.store.saveSnapshotPage = (page) => {
    kept.push(`${page.token.branch} ${page.table} ${page.rows[0]?.id ?? ''}`);
    return saveSnapshotPage.call(terminal.store, page);
  };
  return { world, store, hub, terminal, kept, down: () => down };
}

const expectWhole = ({ store, terminal }: Awaited<ReturnType<typeof setup>>): void => {
  const ofHub = [...store.branch(OUTLET).rows].map(([key, row]) => [key, row.body] as const);
  expect(new Map([...terminal.store.replicaOf(OUTLET)].sort())).toEqual(new Map(ofHub.sort()));
  expect(terminal.store.replicaOf(COUNTY).size).toBe(1);
};

describe('pages that flow', () => {
  it('[PR12] a first load of all branches takes one question and one way back, whatever its number of pages', async () => {
    const s = await setup({ jars: 40, pageRows: 4 });
    await s.terminal.start();
    // Connecting and the challenge, the hello and the welcome, the question and the pages.
    await s.world.run(6 * WAY_MS);
    expect(s.terminal.session.status()).toMatchObject({ phase: 'live', bootstrap: null });
    expect(s.terminal.session.status().dataAt).not.toBeNull();
    expect(s.kept).toHaveLength(11);
    expectWhole(s);
  });

  it('[PR12] cut off at any byte it goes on behind the last whole page: none is kept twice', async () => {
    const whole = await setup({ jars: 14, pageRows: 2 });
    await whole.terminal.start();
    await whole.world.run(20_000);
    const total = whole.down();
    let [cuts, broken] = [0, 0];
    for (let cutAt = 1; cutAt < total; cutAt += 23) {
      const s = await setup({ jars: 14, pageRows: 2 }, cutAt);
      await s.terminal.start();
      await s.world.run(1200);
      if (s.kept.length > 0 && s.kept.length < whole.kept.length) broken += 1;
      await s.world.run(90_000);
      expect(s.kept, `cut at byte ${String(cutAt)}`).toEqual(whole.kept);
      expect(s.terminal.session.status()).toMatchObject({ phase: 'live', bootstrap: null });
      expectWhole(s);
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(60);
    expect(broken).toBeGreaterThan(20);
  });

  it('[PR12] no more is on the way than the window and one page, and it goes on with what the terminal keeps', () => {
    const flow = new PageFlow();
    flow.begin('1', null);
    flow.begin('2', 'x');
    flow.sent('1', FLOW_BYTES_MAX - 1, 'a');
    expect(flow.next()).toEqual({ branch: '1', position: 'a' });
    flow.sent('1', 9, 'b');
    expect(flow.next()).toBeNull();
    flow.taken(1);
    expect(flow.next()).toEqual({ branch: '1', position: 'b' });
    flow.sent('1', 9, null);
    expect(flow.next()).toEqual({ branch: '2', position: 'x' });
    flow.begin('2', 'y');
    expect(flow.next()).toEqual({ branch: '2', position: 'y' });
    flow.sent('2', 9, null);
    expect(flow.next()).toBeNull();
  });

  it('[PR12] what is posted while pages flow is answered between two of them', async () => {
    const s = await setup({ jars: 400, pageRows: 10, ballast: 2_000 });
    await s.terminal.start();
    await s.world.run(6 * WAY_MS);
    const before = s.kept.length;
    expect(before).toBeGreaterThan(0);
    await s.terminal.session.capture(draft('put', ['j00001', 5]));
    let atVerdict = 0;
    for (let ms = 0; ms < 20_000 && atVerdict === 0; ms += 10) {
      await s.world.run(10);
      if (s.terminal.session.status().waiting === 0) atVerdict = s.kept.length;
    }
    expect(atVerdict).toBeGreaterThan(before);
    expect(atVerdict).toBeLessThan(41);
    await s.world.run(60_000);
    expect(s.kept).toHaveLength(41);
    expectWhole(s);
  });
});
