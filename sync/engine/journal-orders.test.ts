import { describe, expect, it } from 'vitest';
import { EMPTY_HASH, sourceCommandId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { marksOf } from '../protocol/marks.ts';
import { earlyBytes, readOutcome } from '../protocol/signed.ts';
import { deviceKeys, newDevice, TestJournal, testHub, testSign } from '../testing/device-kit.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import type { PushResult } from './hub-api.ts';
import { inquiryAnswer, inquiryOf } from './hub-answers.ts';
import { ingestPush } from './hub-ingest.ts';
import type { Command, Domain, JournalOrder } from './ports.ts';
import { postCommands } from './post-commands.ts';

const OUTLET = '35010201';
const keys = deviceKeys('one');

const decided = {
  verdict: 'posted',
  code: null,
  split: null,
  rows: [],
  postings: [],
  cases: [],
  messages: [],
} as const;

/** The toy with one command more: what people decided, as its payload says. */
const decidingDomain: Domain = {
  ...toyDomain,
  readable: (command) => command.name === 'decide' || toyDomain.readable(command),
  reads: (command, rows) => (command.name === 'decide' ? [] : toyDomain.reads(command, rows)),
  admit: (command, rows, hub) => (command.name === 'decide' ? ok(null) : toyDomain.admit(command, rows, hub)),
  apply: (command, rows, hub) =>
    command.name === 'decide'
      ? { ...decided, orders: [JSON.parse(String(command.payload)) as JournalOrder] }
      : toyDomain.apply(command, rows, hub),
};

function setUp(domain = decidingDomain) {
  const store = new MemoryHubStore(
    domain,
    new Map([
      [OUTLET, '350102'],
      ['350102', null],
    ]),
  );
  store.addDevice(newDevice(keys, OUTLET));
  const hub = testHub(store, domain);
  const branch = store.branch(OUTLET);
  let decisions = 0;
  const decide = (order: JournalOrder) => {
    const id = sourceCommandId('test', `decision ${(decisions += 1)}`);
    const command: Command = {
      id,
      rowId: id,
      door: 'office',
      branch: OUTLET,
      device: null,
      seq: null,
      name: 'decide',
      payloadVersion: 1,
      basis: 'request',
      businessDate: '2026-11-09',
      capturedAt: hub.now(),
      anchored: true,
      offline: false,
      maker: '35010001001',
      checker: null,
      approval: null,
      lease: null,
      replicaAsOf: null,
      deadline: null,
      replaces: null,
      payload: JSON.stringify(order),
    };
    return postCommands(hub, OUTLET, [command]);
  };
  const cases = (reason: string) =>
    [...branch.rows.values()].filter((row) => row.table === 'case' && row.id.endsWith(`/${reason}`)).length;
  const device = () => branch.devices.get(keys.id);
  return { store, hub, branch, decide, cases, device, journal: new TestJournal(keys, OUTLET) };
}
const put = (fen: number) => ({ command: 'put', payload: ['a', fen] });
const verdicts = (result: PushResult) =>
  result.kind === 'taken' ? result.receipts.map((one) => `${one.seq} ${one.verdict}`) : [result.reason];
const coins = (store: MemoryHubStore) =>
  (store.lookup(OUTLET, { table: 'jar', id: 'a' }) as { coins: number } | null)?.coins ?? 0;
const logged = (branch: ReturnType<MemoryHubStore['branch']>) =>
  branch.log.filter((one) => one.device !== null).map((one) => one.seq);

describe('a hole declared lost', () => {
  it('[IN14] what waits behind it takes its turn, and the journal goes on', async () => {
    const { store, hub, branch, decide, device, journal } = setUp();
    journal.add(put(1), put(2), put(4), put(8), put(16), put(32));
    await ingestPush(hub, journal.push(1, 1));
    expect(verdicts(await ingestPush(hub, journal.push(4, 5)))).toEqual(['4 held', '5 held']);
    await decide({ kind: 'declare_lost', device: keys.id, before: 4 });
    expect(logged(branch)).toEqual([1, 4, 5]);
    expect(coins(store)).toBe(1 + 8 + 16);
    expect(device()).toMatchObject({ seq: 5, lost: [{ from: 2, to: 3 }], forkedAt: null });
    expect(verdicts(await ingestPush(hub, journal.push(6, 6)))).toEqual(['6 posted']);
  });

  it('[IN15] an entry of it that comes later is linked, judged as any advice, and is missing no longer', async () => {
    const { store, hub, branch, decide, device, journal } = setUp();
    journal.add(put(1), put(2), put(4), put(8), put(16));
    await ingestPush(hub, journal.push(1, 1));
    await ingestPush(hub, journal.push(5, 5));
    await decide({ kind: 'declare_lost', device: keys.id, before: 5 });
    const late = await ingestPush(hub, journal.push(3, 3));
    expect(verdicts(late)).toEqual(['3 posted']);
    expect(device()?.lost.map(({ from, to }) => [from, to])).toEqual([
      [2, 2],
      [4, 4],
    ]);
    // The hub says honestly from where on it lacks something, so whoever has it sends it.
    expect(late).toMatchObject({ receivedSeq: 1 });
    const whole = await ingestPush(hub, journal.push(1, 5));
    expect(verdicts(whole)).toEqual(['1 duplicate', '2 posted', '3 duplicate', '4 posted', '5 duplicate']);
    expect(whole).toMatchObject({ receivedSeq: 5 });
    expect(device()).toMatchObject({ seq: 5, lost: [], forkedAt: null });
    expect(coins(store)).toBe(31);
    expect(logged(branch)).toEqual([1, 5, 3, 2, 4]);
  });

  it('[IN15] an entry that does not fit between what is known on both sides is a broken chain', async () => {
    const { hub, branch, decide, device, journal } = setUp();
    journal.add(put(1), put(2), put(4));
    await ingestPush(hub, journal.push(1, 1));
    await ingestPush(hub, journal.push(3, 3));
    await decide({ kind: 'declare_lost', device: keys.id, before: 3 });
    const rival = new TestJournal(keys, OUTLET).add(put(1), put(999));
    expect(verdicts(await ingestPush(hub, rival.push(2, 2)))).toEqual(['2 held']);
    expect(device()).toMatchObject({ forkedAt: 2, lost: [{ from: 2, to: 2 }] });
    expect([...branch.raw.values()].map((raw) => raw.reason)).toContain('broken_chain');
  });

  it('[IN15] a late entry says nothing about the clock', async () => {
    const { hub, branch, decide, journal } = setUp();
    const flagged: string[] = [];
    const { apply } = decidingDomain;
    const watching = {
      ...hub,
      domain: {
        ...decidingDomain,
        apply: (...args: Parameters<typeof apply>) => (
          args[2]?.clockAnomaly === true && flagged.push(args[0].rowId),
          apply(...args)
        ),
      },
    };
    journal.add(put(1), put(2), put(4));
    await ingestPush(watching, journal.push(3, 3));
    await decide({ kind: 'declare_lost', device: keys.id, before: 3 });
    await ingestPush(watching, journal.push(1, 2));
    expect(flagged).toEqual([]);
    expect(logged(branch)).toEqual([3, 1, 2]);
  });

  it('[IN14] a loss report taken ahead of its turn is no hole, and what it waited for may be declared lost', async () => {
    const { hub, branch, decide, device, journal } = setUp();
    journal.add(put(1), put(2), { command: 'seal', payload: ['b', 0] }, put(8));
    await ingestPush(hub, journal.push(1, 1));
    const seal = journal.entries[2];
    if (seal === undefined) throw new Error('seal');
    const signature = testSign(keys.signingKey, earlyBytes(keys.id, 3, seal.hash));
    await ingestPush(hub, { ...journal.push(3, 3), signature, early: true });
    await decide({ kind: 'declare_lost', device: keys.id, before: 3 });
    expect(device()).toMatchObject({ seq: 3, early: [], lost: [{ from: 2, to: 2 }] });
    expect(verdicts(await ingestPush(hub, journal.push(4, 4)))).toEqual(['4 posted']);
    expect(verdicts(await ingestPush(hub, journal.push(2, 4)))).toEqual(['2 posted', '3 duplicate', '4 duplicate']);
    expect(branch.log.filter((one) => one.seq === 3)).toHaveLength(1);
  });

  it('[IN14] a second hole behind the first needs people again: a case of its own', async () => {
    const { branch, hub, decide, cases, journal } = setUp();
    journal.add(put(1), put(2), put(4), put(8));
    await ingestPush(hub, journal.push(2, 2));
    await ingestPush(hub, journal.push(4, 4));
    expect(cases('gap')).toBe(1);
    await decide({ kind: 'declare_lost', device: keys.id, before: 2 });
    expect(logged(branch)).toEqual([2]);
    expect(cases('gap')).toBe(2);
    await decide({ kind: 'declare_lost', device: keys.id, before: 4 });
    expect(logged(branch)).toEqual([2, 4]);
    expect(cases('gap')).toBe(2);
  });
});

describe('held entries adopted', () => {
  it('[IN16] a tail that was only delivered is judged in its turn, and its later signature finds it done', async () => {
    const { store, hub, branch, decide, device, journal } = setUp();
    journal.add(put(1), put(2));
    await ingestPush(hub, journal.push(1, 2, 'delivery'));
    await decide({ kind: 'adopt', device: keys.id, receivedUntil: hub.now() });
    expect(coins(store)).toBe(3);
    expect(device()).toMatchObject({ seq: 2, signedSeq: 0 });
    await ingestPush(hub, journal.push(3, 2));
    expect(device()).toMatchObject({ seq: 2, signedSeq: 2, forkedAt: null });
    expect(verdicts(await ingestPush(hub, journal.push(1, 2)))).toEqual(['1 duplicate', '2 duplicate']);
    expect(branch.log.filter((one) => one.device !== null)).toHaveLength(2);
  });

  it('[IN16] the entries of a fork are judged beside the chain, once, under an id of seq and hash', async () => {
    const { store, hub, branch, decide, journal } = setUp();
    await ingestPush(hub, journal.add(put(1), put(2)).push());
    const rival = new TestJournal(keys, OUTLET).add(put(1), put(100), put(200));
    await ingestPush(hub, rival.push(2, 3));
    expect(coins(store)).toBe(3);
    const order = { kind: 'adopt', device: keys.id, receivedUntil: hub.now() } as const;
    await decide(order);
    expect(coins(store)).toBe(303);
    await decide(order);
    expect(coins(store)).toBe(303);
    expect(verdicts(await ingestPush(hub, rival.push(2, 3)))).toEqual(['2 duplicate', '3 duplicate']);
    const second = branch.log.filter((one) => one.seq === 2);
    expect(new Set(second.map((one) => one.command)).size).toBe(2);
    expect(new Set(second.map((one) => one.rowId)).size).toBe(2);
    // [IN20] Who asks for it hears of the one that its own tablet has.
    const own = inquiryOf([2], marksOf([rival.entries[1]?.hash ?? EMPTY_HASH]));
    const told = readOutcome((await inquiryAnswer(hub, newDevice(keys, OUTLET), own)).signed);
    expect(told?.receipts).toMatchObject([{ seq: 2, verdict: 'duplicate', version: second[1]?.version }]);
  });

  it('[IN16] of a lost tablet what it had delivered is judged; what stands behind a hole waits for it', async () => {
    const { store, hub, decide, device, journal } = setUp();
    await decide({ kind: 'set_status', device: keys.id, status: 'lost' });
    expect(device()?.status).toBe('lost');
    journal.add(put(1), put(2), put(4), put(8));
    await ingestPush(hub, journal.push(1, 1));
    await ingestPush(hub, journal.push(3, 4));
    expect(coins(store)).toBe(0);
    await decide({ kind: 'adopt', device: keys.id, receivedUntil: hub.now() });
    expect(coins(store)).toBe(1);
    await decide({ kind: 'declare_lost', device: keys.id, before: 3 });
    await decide({ kind: 'adopt', device: keys.id, receivedUntil: hub.now() });
    expect(coins(store)).toBe(13);
    // Found again: it is still no device of ours, so what it brings is held until people adopt it.
    expect(verdicts(await ingestPush(hub, journal.push(2, 2)))).toEqual(['2 held']);
    await decide({ kind: 'adopt', device: keys.id, receivedUntil: hub.now() });
    expect(coins(store)).toBe(15);
    expect(device()).toMatchObject({ seq: 4, lost: [] });
  });

  it('[IN16] only what these two people could see: what came after their look goes on waiting', async () => {
    const { store, hub, decide, journal } = setUp();
    journal.add(put(1), put(2));
    await ingestPush(hub, journal.push(1, 1, 'delivery'));
    const seen = hub.now();
    hub.at += 1000;
    await ingestPush(hub, journal.push(2, 2, 'delivery'));
    await decide({ kind: 'adopt', device: keys.id, receivedUntil: seen });
    expect(coins(store)).toBe(1);
  });
});

/** The toy with a command that stands in for an entry of a device, and an entry that somebody stood in for. */
function standing(over: Partial<Domain> = {}) {
  const told: unknown[] = [];
  const domain: Domain = {
    ...decidingDomain,
    standsFor: ({ name, payload }) => {
      if (name !== 'decide') return null;
      const order = JSON.parse(String(payload)) as { readonly seq?: number; readonly device: string };
      return order.seq === undefined ? null : { device: order.device, seq: order.seq };
    },
    apply: (command, rows, hub) => {
      if (command.name === 'decide' && hub?.original !== undefined) told.push(hub.original);
      const isNote = command.name === 'decide' && hub?.original !== undefined;
      return isNote ? decided : decidingDomain.apply(command, rows, hub);
    },
    ...over,
  };
  const stood = setUp(domain);
  const ask = async (seq: number, device = keys.id) => {
    await stood.decide({ kind: 'stand', device, seq } as never);
    return told.at(-1);
  };
  return { ...stood, ask };
}

describe('an entry somebody stands in for', () => {
  it('[IN17] a stand-in is told where its entry is: lost, awaited, here although nobody judged it, of no device of ours', async () => {
    const { hub, decide, ask, journal } = standing();
    journal.add(put(1), put(2), put(4), put(8));
    await ingestPush(hub, journal.push(1, 1));
    await ingestPush(hub, journal.push(3, 3));
    expect([await ask(1), await ask(2), await ask(3), await ask(4)]).toEqual(['here', 'awaited', 'here', 'awaited']);
    await decide({ kind: 'declare_lost', device: keys.id, before: 3 });
    expect([await ask(2), await ask(3), await ask(1, 'ff'.repeat(16))]).toEqual(['lost', 'here', 'unknown']);
    await ingestPush(hub, journal.push(2, 2));
    expect(await ask(2)).toBe('here');
  });

  it('[IN18] only what was declared lost or let in by people is asked about; what had its effect is answered as a duplicate', async () => {
    const asked: (number | null)[] = [];
    const { hub, decide, journal } = standing({
      standsFor: () => null,
      apply: (command, rows, facts) => {
        if (command.late !== true || command.name !== 'put') return decidingDomain.apply(command, rows, facts);
        asked.push(command.seq);
        return { ...decided, code: 'STOOD_FOR' };
      },
    });
    journal.add(put(1), put(2), put(4), put(8));
    await ingestPush(hub, journal.push(1, 1));
    await ingestPush(hub, journal.push(3, 3));
    await decide({ kind: 'declare_lost', device: keys.id, before: 3 });
    await ingestPush(hub, journal.push(4, 4, 'delivery'));
    expect(asked).toEqual([3]);
    const late = await ingestPush(hub, journal.push(2, 2));
    expect(late.kind === 'taken' && late.receipts).toMatchObject([
      { seq: 2, verdict: 'duplicate', first: 'posted', code: 'STOOD_FOR' },
    ]);
    await decide({ kind: 'adopt', device: keys.id, receivedUntil: hub.now() });
    expect(asked).toEqual([3, 2, 4]);
    expect(verdicts(await ingestPush(hub, journal.push(2, 2)))).toEqual(['2 duplicate']);
  });
});
