import { describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { createHubSession } from './hub-session.ts';
import type { HubStore } from './ports.ts';
import { postCommands } from './post-commands.ts';
import { commandOf } from './command.ts';
import { entryAt } from '../testing/device-kit.ts';

/** The line is cut at every single message while a snapshot comes in, and rows move between its pages. */

const OUTLET = '35010201';
const COUNTY = '350102';
const EPOCH = 1_790_000_000_000;
const JARS = ['a', 'b', 'c', 'd', 'e', 'f'];
const keys = deviceKeys('swap');

/** A hub with pages of two rows; between two pages `moved` happens. */
async function setup() {
  const world = new FakeWorld();
  const store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, COUNTY],
      [COUNTY, null],
    ]),
  );
  let moved = (): Promise<unknown> => Promise.resolve();
  const smallPages: HubStore = {
    inBranch: (branch, work) => store.inBranch(branch, work),
    token: (branch) => store.token(branch),
    changesAfter: (token) => store.changesAfter(token, 2),
    lineage: (branch) => store.lineage(branch),
    claims: (branch, device, seqs) => store.claims(branch, device, seqs),
    noteReturned: (branch, device) => store.noteReturned(branch, device),
    snapshotPage: async (at, form) => {
      const page = await store.snapshotPage({ ...at, rowsMax: 2 }, form);
      if (at.branch === OUTLET) await moved();
      return page;
    },
  };
  const hub = testHub(smallPages, toyDomain);
  hub.now = () => EPOCH + world.now;
  let puts = 0;
  const put = (jar: string, fen: number) => {
    puts += 1;
    const entry = entryAt({ device: `${'0'.repeat(31)}1`, seq: puts, command: 'put', payload: [jar, fen] });
    return postCommands(hub, OUTLET, [{ ...commandOf(entry), door: 'office', device: null, seq: null }]);
  };
  store.addDevice(newDevice(keys, OUTLET));
  const line = { messages: 0, cutAt: Infinity };
  const network = new FakeNetwork(world, (out) => createHubSession(hub, {}, out), {
    ...NO_FAULTS,
    fate: () => ((line.messages += 1) === line.cutAt ? 'cut' : 'through'),
  });
  const lineage = [OUTLET, COUNTY];
  const terminal = new FakeTerminal({
    world,
    network,
    domain: toyDomain,
    keys,
    lineage,
    epochMs: EPOCH,
    random: () => 0,
  });
  const shown = async (jar: string) =>
    (await terminal.store.rows([{ table: 'jar', id: jar }])).get(`jar:${jar}`)?.['coins'];
  const onPages = (what: typeof moved) => void (moved = what);
  return { world, store, network, terminal, line, put, shown, onPages };
}
type Setup = Awaited<ReturnType<typeof setup>>;

/** Everything that is to be seen at the end: each jar as the hub has it. */
async function expectEqual({ store, terminal }: Setup): Promise<void> {
  const hub = [...store.branch(OUTLET).rows]
    .filter(([, row]) => row.body !== null)
    .map(([key, row]) => [key, row.body]);
  expect(new Map([...terminal.store.replicaOf(OUTLET)].sort())).toEqual(new Map(hub.sort() as never));
}

describe('a snapshot beside a replica in use', () => {
  it('[SE13] cut at any message, killed or not, no row the clerk saw is ever missing, and at the end all are equal', async () => {
    let cuts = 0;
    for (let cutAt = 1; cutAt <= 30; cutAt++) {
      const s = await setup();
      for (const jar of JARS) await s.put(jar, 100);
      await s.terminal.start();
      await s.world.run(3000);
      await s.terminal.session.capture(draft('put', ['f', 5]));
      await s.world.run(1000);
      s.store.restore(s.store.backup(), 'epoch-2');
      // Rows that a page has yet to show move away from it, one after each page.
      let page = 0;
      s.onPages(() => s.put(JARS[JARS.length - 1 - (page++ % JARS.length)] ?? 'a', 1));
      s.network.cutAll();
      await s.terminal.restart();
      s.line.cutAt = s.line.messages + cutAt;
      for (let step = 0; step < 150; step++) {
        await s.world.run(40);
        for (const jar of JARS)
          expect(await s.shown(jar), `cut ${cutAt}, step ${step}, jar ${jar}`).toBeGreaterThan(99);
        if (step === 60 && cutAt % 3 === 0) await s.terminal.restart();
      }
      if (s.line.messages >= s.line.cutAt) cuts += 1;
      s.onPages(() => Promise.resolve());
      await s.world.run(90_000);
      expect(s.terminal.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0, bootstrap: null });
      await expectEqual(s);
    }
    expect(cuts).toBeGreaterThan(20);
  });

  it('[SE14] the first load is in use page by page, and goes on where it was cut, with the changes behind it', async () => {
    for (let cutAt = 4; cutAt <= 24; cutAt++) {
      const s = await setup();
      for (const jar of JARS) await s.put(jar, 100);
      let page = 0;
      s.onPages(() => s.put(JARS[JARS.length - 1 - (page++ % JARS.length)] ?? 'a', 1));
      s.line.cutAt = cutAt;
      await s.terminal.start();
      let firstShown = 0;
      const { saveSnapshotPage } = s.terminal.store;
      s.terminal.store.saveSnapshotPage = async (page) => {
        await saveSnapshotPage.call(s.terminal.store, page);
        if (firstShown === 0) firstShown = s.terminal.store.replicaOf(OUTLET).size;
      };
      for (let step = 0; step < 200; step++) {
        await s.world.run(20);
        if (cutAt % 2 === 0 && step === 60) await s.terminal.restart();
      }
      expect(firstShown).toBeLessThanOrEqual(3);
      s.onPages(() => Promise.resolve());
      await s.world.run(90_000);
      expect(s.terminal.session.status()).toMatchObject({ phase: 'live', bootstrap: null });
      await expectEqual(s);
    }
  });
});
