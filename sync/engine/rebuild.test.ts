import { beforeEach, describe, expect, it } from 'vitest';
import { deviceKeys, newDevice, testHub, TestJournal, testSign, type TestHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, NO_FAULTS } from '../testing/fake-world.ts';
import { MemoryVouches } from '../testing/memory-vouches.ts';
import { draft, FakeTerminal } from '../testing/terminal-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { headBytes, readOutcome } from '../protocol/signed.ts';
import { readVouch, vouchBytes, VOUCH_ROWS } from '../protocol/vouch.ts';
import { ingestPush } from './hub-ingest.ts';
import { createHubSession } from './hub-session.ts';
import { judgeWaiting } from './judge-waiting.ts';
import { keyText } from './judge.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { postCommands, relayOutbox } from './post-commands.ts';
import type { Domain } from './ports.ts';

/** A hub that has lost everything, and no backup either: what it takes from its terminals, and what they keep. */

const OUTLET = '35010201';
const OTHER = '35010202';
const EPOCH = 1_790_000_000_000;
const [A, B] = [deviceKeys('first'), deviceKeys('second')];
const domain: Domain = {
  ...toyDomain,
  traceOf: ({ rowId }) => ({
    keys: [{ table: 'line', id: rowId }],
    said: (get) => (get('line', rowId) === null ? null : { verdict: 'posted', split: null }),
  }),
  vouched: ['jar', 'line'],
};

let world: FakeWorld;
let store: MemoryHubStore;
let hub: TestHub;
let vouches: MemoryVouches;
let network: FakeNetwork;
let reachable: boolean;
let first: FakeTerminal;
let second: FakeTerminal;

const newStore = (epoch: string) =>
  new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, '350102'],
      [OTHER, '350102'],
      ['350102', null],
    ]),
    epoch,
  );
function openHub(epoch: string): void {
  store = newStore(epoch);
  vouches = new MemoryVouches();
  hub = Object.assign(testHub(store, domain), { vouches });
  hub.now = () => EPOCH + world.now;
  store.addDevice(newDevice(A, OUTLET, '01'));
  store.addDevice(newDevice(B, OUTLET, '02'));
}
const terminalOf = (keys: typeof A, protocol?: number) =>
  new FakeTerminal({
    ...{ world, network, domain, keys, lineage: [OUTLET, '350102'], epochMs: EPOCH, random: () => 0.5 },
    ...(protocol === undefined ? {} : { protocol }),
  });

beforeEach(() => {
  world = new FakeWorld();
  reachable = true;
  openHub('epoch-1');
  const onChanged = (branch: string) => network.sessions().forEach((session) => session.poke(branch));
  network = new FakeNetwork(world, (out) => createHubSession(hub, { onChanged }, out), {
    ...NO_FAULTS,
    reachable: () => reachable,
  });
  [first, second] = [terminalOf(A), terminalOf(B)];
});

/** Database and backups are gone; the hub's keys and the organisation are there. */
function loseEverything(): void {
  openHub('epoch-2');
  store.branch(OUTLET).rebuilding = true;
  network.cutAll();
}
const jarOf = async (one: FakeTerminal, id: string) =>
  (await one.store.rows([{ table: 'jar', id }])).get(`jar:${id}`)?.['coins'] ?? 0;
const hubJar = (id: string) => store.lookup(OUTLET, { table: 'jar', id })?.['coins'] ?? 0;
const put = (one: FakeTerminal, jar: string, coins: number) => one.session.capture(draft('put', [jar, coins]));
const waiting = () => [...store.branch(OUTLET).raw.values()].map(({ seq, reason }) => [seq, reason]);

/** People agree that what this terminal vouches for is what the outlet has. */
async function openFrom(one: FakeTerminal): Promise<void> {
  const branch = store.branch(OUTLET);
  const at = vouches.pages.get(one.keys.id)?.[0]?.at;
  expect(at?.epoch).toBe('epoch-1');
  await store.inBranch(OUTLET, async (tx) => {
    const rows = vouches.rowsOf(one.keys.id) ?? [];
    await tx.commit({ device: null, log: [], rows, postings: [], outbox: [], inbox: [], raw: [] });
  });
  branch.base = { epoch: at?.epoch ?? '', version: at?.version ?? 0 };
  for (const device of branch.devices.keys()) await judgeWaiting(hub, { branch: OUTLET, device });
  branch.rebuilding = false;
}

describe('a hub that has lost everything', () => {
  /** 100 and 50 that both terminals have seen, 10 that only the first has, 7 and 3 that nobody was told. */
  async function workAndLose(): Promise<void> {
    await first.start();
    await second.start();
    await world.run(2000);
    await put(first, 'a', 100);
    await put(second, 'a', 50);
    await world.run(3000);
    second.dark = true;
    second.cut();
    await put(first, 'a', 10);
    await world.run(3000);
    reachable = false;
    first.cut();
    await put(first, 'a', 7);
    await put(second, 'b', 3);
    await world.run(1000);
    loseEverything();
    second.dark = false;
    reachable = true;
    await world.run(120_000);
  }

  it('[RB1] takes whole journals, holds them in their turn, judges nothing and gives no rows; [RB2] a terminal keeps its own', async () => {
    await workAndLose();
    expect(waiting()).toEqual([1, 2, 3, 1, 2].map((seq) => [seq, 'rebuild']));
    expect(store.branch(OUTLET)).toMatchObject({ log: [], postings: [] });
    expect(store.branch(OUTLET).devices.get(A.id)).toMatchObject({ seq: 3, signedSeq: 3, forkedAt: null });
    expect(first.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 1, recovering: true });
    expect([await jarOf(first, 'a'), await jarOf(second, 'a'), await jarOf(second, 'b')]).toEqual([167, 150, 3]);
    // Over a restart of the tablet, and of the hub, too.
    await first.restart();
    network.cutAll();
    await world.run(120_000);
    expect(waiting()).toHaveLength(5);
    expect([await jarOf(first, 'a'), first.store.tokenOf(OUTLET)?.epoch]).toEqual([167, 'epoch-1']);
    expect(first.session.status()).toMatchObject({ phase: 'live', waiting: 0 });
  });

  it('[RB3] terminals vouch for the rows of the life that is gone, page by page, with the position they stand at', async () => {
    await first.start();
    await world.run(1000);
    for (let n = 0; n < 2 * VOUCH_ROWS; n++) await put(first, `jar ${n}`, n);
    await world.run(20_000);
    await second.start();
    await world.run(3000);
    await put(second, 'late', 1);
    await world.run(3000);
    const lost = new Map([...store.branch(OUTLET).rows].filter(([, row]) => row.table !== 'case'));
    loseEverything();
    await world.run(120_000);
    expect(lost.size).toBe(2 * (2 * VOUCH_ROWS + 1));
    for (const one of [first, second]) {
      const rows = vouches.rowsOf(one.keys.id) ?? [];
      expect(new Map(rows.map((row) => [keyText(row.table, row.id), row.body]))).toEqual(
        new Map([...lost].map(([key, row]) => [key, row.body])),
      );
      const pages = vouches.pages.get(one.keys.id) ?? [];
      expect(pages.map((page) => page.at.version)).toEqual(pages.map(() => one.store.tokenOf(OUTLET)?.version));
      expect(pages).toHaveLength(5);
      expect(pages[0]?.dataAt).toBeGreaterThan(EPOCH);
    }
  });

  it('[RB4] opened from a copy, each entry counts once: what the copy holds is not booked again, what it lacks is', async () => {
    await workAndLose();
    await openFrom(second);
    expect([hubJar('a'), hubJar('b')]).toEqual([167, 3]);
    const said = store.branch(OUTLET).log.map(({ device, seq, code }) => [device === A.id ? 'A' : 'B', seq, code]);
    expect(said).toEqual([
      ['A', 1, 'IN_COPY'],
      ['A', 2, null],
      ['A', 3, null],
      ['B', 1, 'IN_COPY'],
      ['B', 2, null],
    ]);
    await world.run(200_000);
    for (const one of [first, second]) {
      expect(one.session.status()).toMatchObject({ phase: 'live', waiting: 0, unsettled: 0 });
      expect(one.store.tokenOf(OUTLET)?.epoch).toBe('epoch-2');
      expect([await jarOf(one, 'a'), await jarOf(one, 'b')]).toEqual([167, 3]);
    }
    await put(first, 'a', 1);
    await world.run(5000);
    expect([hubJar('a'), await jarOf(second, 'a')]).toEqual([168, 168]);
    expect(store.branch(OUTLET).log).toHaveLength(6);
  });

  it('[RB4] so it does from the newer copy, and of a tablet that turns up after the opening', async () => {
    await first.start();
    await second.start();
    await world.run(2000);
    await put(first, 'a', 100);
    await put(second, 'a', 50);
    await world.run(3000);
    second.dark = true;
    second.cut();
    await put(second, 'a', 5);
    await put(first, 'a', 10);
    await world.run(3000);
    loseEverything();
    await world.run(120_000);
    await openFrom(first);
    expect(hubJar('a')).toBe(160);
    second.dark = false;
    await world.run(200_000);
    expect(hubJar('a')).toBe(165);
    expect(second.session.status()).toMatchObject({ waiting: 0, unsettled: 0 });
    expect([await jarOf(first, 'a'), await jarOf(second, 'a')]).toEqual([165, 165]);
  });

  it('[RB4] an entry whose outcome never came back is known by what it left in the copy', async () => {
    const journal = new TestJournal(A, OUTLET).add({ command: 'put', payload: ['a', 5] });
    const push = {
      ...{ branch: OUTLET, device: A.id, firstSeq: 1, previousHash: new Uint8Array(32), early: false },
      entries: journal.entries.map((one) => one.canonical),
      signature: testSign(A.signingKey, headBytes(A.id, 1, journal.head)),
      signedWith: 'vault' as const,
    };
    await ingestPush(hub, push);
    const rows = [...store.branch(OUTLET).rows.values()];
    openHub('epoch-2');
    const branch = store.branch(OUTLET);
    for (const row of rows) branch.rows.set(keyText(row.table, row.id), row);
    branch.base = { epoch: 'epoch-1', version: 1 };
    expect(await ingestPush(hub, push)).toMatchObject({ receipts: [{ verdict: 'posted', code: 'IN_COPY' }] });
    expect([hubJar('a'), branch.postings]).toEqual([5, []]);
    expect(await ingestPush(hub, push)).toMatchObject({ receipts: [{ verdict: 'duplicate', code: 'IN_COPY' }] });
  });

  it('[RB4] what was only delivered while the tablet was locked waits with its receipts, too', async () => {
    await first.start();
    await world.run(2000);
    await put(first, 'a', 100);
    await put(first, 'a', 50);
    await world.run(3000);
    loseEverything();
    first.killLocked();
    await world.run(120_000);
    expect(waiting()).toEqual([1, 2].map((seq) => [seq, 'unsigned']));
    await first.unlock();
    await world.run(120_000);
    const kept = [...store.branch(OUTLET).raw.values()];
    expect(kept.map(({ reason, recorded }) => [reason, recorded?.epoch])).toEqual([
      ['rebuild', 'epoch-1'],
      ['rebuild', 'epoch-1'],
    ]);
  });

  it('[RB4] a message whose record is in the copy is not booked again, and one whose is not is', async () => {
    const branch = store.branch(OUTLET);
    const [known, other] = [
      { ...journalMessage(), toBranch: OUTLET },
      { ...journalMessage(), id: '00000000-0000-8000-8000-000000000003', toBranch: OUTLET },
    ];
    branch.rows.set(`line:${known.id}`, { table: 'line', id: known.id, version: 0, body: { jar: 'a' } });
    branch.base = { epoch: 'epoch-0', version: 9 };
    await relayOutbox(hub, [known, other]);
    expect(branch.log.map((one) => one.code)).toEqual(['IN_COPY', null]);
    expect(hubJar('a')).toBe(4);
  });

  it('[RB5] nothing overtakes, no message is booked, and no request is answered before there are opening balances', async () => {
    const journal = new TestJournal(A, OUTLET).add(
      { command: 'put', payload: ['a', 5] },
      { command: 'seal', payload: ['a', 0] },
      { command: 'put', payload: ['a', 6], basis: 'request', deadline: EPOCH + 1000 },
    );
    loseEverything();
    const pushOf = (seq: number, early: boolean) => ({
      ...{ branch: OUTLET, device: A.id, firstSeq: seq, early, signature: null, signedWith: 'vault' as const },
      previousHash: journal.entries[seq - 1]?.previousHash ?? new Uint8Array(32),
      entries: journal.entries.slice(seq - 1, seq).map((one) => one.canonical),
    });
    for (const seq of [1, 2, 3])
      expect(await ingestPush(hub, pushOf(seq, false))).toMatchObject({
        receipts: [{ verdict: 'held', code: 'rebuild' }],
      });
    const again = await ingestPush(hub, pushOf(2, false));
    expect(again).toMatchObject({ receivedSeq: 3, receipts: [{ verdict: 'held', code: 'rebuild' }] });
    expect(again.kind === 'taken' ? readOutcome(again.signed)?.epoch : null).toBe('epoch-2');
    expect(waiting()).toEqual([1, 2, 3].map((seq) => [seq, 'rebuild']));
    const told = { ...journalMessage(), toBranch: OUTLET };
    expect(await relayOutbox(hub, [told])).toEqual([{ id: told.id, delivered: false }]);
    await world.run(5000);
    store.branch(OUTLET).base = { epoch: 'epoch-1', version: 0 };
    await judgeWaiting(hub, { branch: OUTLET, device: A.id });
    store.branch(OUTLET).rebuilding = false;
    expect(store.branch(OUTLET).log.map((one) => [one.seq, one.verdict, one.code])).toEqual([
      [1, 'posted', null],
      [2, 'posted', null],
      [3, 'rejected', 'REQUEST_EXPIRED'],
    ]);
    expect(await relayOutbox(hub, [told])).toEqual([{ id: told.id, delivered: true }]);
    expect(hubJar('a')).toBe(9);
    await judgeWaiting(hub, { branch: OUTLET, device: A.id });
    expect(store.branch(OUTLET).log).toHaveLength(4);
  });

  const journalMessage = () => ({
    ...{ id: '00000000-0000-8000-8000-000000000001', cause: '00000000-0000-8000-8000-000000000002', ordinal: 0 },
    ...{ fromBranch: OTHER, command: 'put', payloadVersion: 1, payload: ['a', 4] },
    ...{ businessDate: '2026-11-09', capturedAt: EPOCH },
  });

  it('[RB5] a write that is refused keeps that entry as bytes, and all others are judged', async () => {
    const journal = new TestJournal(A, OUTLET);
    for (let n = 1; n <= 300; n++) journal.add({ command: 'put', payload: ['a', n] });
    loseEverything();
    await ingestPush(hub, {
      ...{ branch: OUTLET, device: A.id, firstSeq: 1, previousHash: new Uint8Array(32), early: false },
      entries: journal.entries.map((one) => one.canonical),
      ...{ signature: null, signedWith: 'vault' },
    });
    store.branch(OUTLET).base = { epoch: 'epoch-1', version: 0 };
    store.refuseWrite = (write) => {
      if (write.postings.some((posting) => posting.fen === 77)) throw new Error('a constraint');
    };
    await judgeWaiting(hub, { branch: OUTLET, device: A.id });
    const { log } = store.branch(OUTLET);
    expect(log.map((one) => one.seq)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect(log.filter((one) => one.verdict !== 'posted').map((one) => one.seq)).toEqual([77]);
    expect(hubJar('a')).toBe((300 * 301) / 2 - 77);
  });

  it('[RB3] a tablet that cannot read some of its rows vouches for none: what is left would pass for all', async () => {
    await first.start();
    await world.run(1000);
    await put(first, 'a', 1);
    await put(first, 'b', 2);
    await world.run(3000);
    loseEverything();
    first.store.tear(OUTLET, (key) => key === 'jar:a');
    await world.run(120_000);
    expect([vouches.pages.size, first.session.status().phase, waiting().length]).toEqual([0, 'live', 2]);
  });

  it('[RB6] what another signed, or is said of another branch, is not kept; a terminal that does not know it is not asked', async () => {
    const at = { epoch: 'epoch-1', branch: OUTLET, version: 4, commitId: 'c' };
    const page = { device: A.id, at, dataAt: null, page: 0, isLast: true, rows: [] };
    expect(readVouch(vouchBytes(page))).toEqual(page);
    expect(readVouch(vouchBytes(page).slice(0, 20))).toBeNull();
    const old = terminalOf(A, 7);
    await old.start();
    await put(old, 'a', 1);
    await world.run(3000);
    loseEverything();
    await world.run(120_000);
    expect([vouches.pages.size, waiting()]).toEqual([0, [[1, 'rebuild']]]);
    expect(old.session.status()).toMatchObject({ phase: 'live', waiting: 0 });
    // A tablet whose vault signs otherwise than the hub knows it.
    const forger = second;
    await forger.start();
    await world.run(3000);
    const sign = forger.signer.sign.bind(forger.signer);
    forger.signer.sign = (use, bytes) => sign(use, readVouch(bytes) === null ? bytes : bytes.slice(1));
    network.cutAll();
    await world.run(120_000);
    expect(vouches.pages.size).toBe(0);
  });

  it('commands of other doors are still taken: the outlet is set up again', async () => {
    loseEverything();
    const command = { id: '00000000-0000-8000-8000-000000000009', rowId: 'x', door: 'hub' as const, branch: OUTLET };
    const more = { device: null, seq: null, name: 'put', payloadVersion: 1, basis: 'advice' as const };
    const times = { businessDate: '2026-11-09', capturedAt: EPOCH, anchored: true, offline: false };
    const nobody = { maker: null, checker: null, approval: null, lease: null, replicaAsOf: null, deadline: null };
    const [done] = await postCommands(hub, OUTLET, [
      { ...command, ...more, ...times, ...nobody, replaces: null, payload: ['a', 1] },
    ]);
    expect(done?.verdict).toBe('posted');
  });
});
