import { describe, expect, it } from 'vitest';
import { textToBytes } from '../../shared/kernel/bytes.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { earlyBytes, packBatch, unpackBatch } from '../protocol/signed.ts';
import { deviceKeys, newDevice, TestJournal, testHub, testSign } from '../testing/device-kit.ts';
import { MemoryHubStore } from './memory-hub-store.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import type { PushRequest, PushResult } from './hub-api.ts';
import { ingestPush } from './hub-ingest.ts';
import { postCommands, relayOutbox } from './post-commands.ts';
import type { Command, DeviceStatus } from './ports.ts';

const OUTLET = '35010201';
const OTHER = '35010202';
const keys = deviceKeys('one');

function setUp(status: DeviceStatus = 'active') {
  const store = new MemoryHubStore(
    toyDomain,
    new Map([
      [OUTLET, '350102'],
      [OTHER, '350102'],
      ['350102', null],
    ]),
  );
  store.addDevice({ ...newDevice(keys, OUTLET), status });
  return {
    store,
    hub: testHub(store, toyDomain),
    journal: new TestJournal(keys, OUTLET),
    branch: store.branch(OUTLET),
  };
}
const put = (fen: number, jar = 'a') => ({ command: 'put', payload: [jar, fen] });
const take = (fen: number, jar = 'a') => ({ command: 'take', payload: [jar, fen] });
const verdicts = (result: PushResult) =>
  result.kind === 'taken' ? result.receipts.map((one) => `${one.seq} ${one.verdict}`) : [result.reason];
const coins = (store: MemoryHubStore, jar = 'a', branch = OUTLET) =>
  (store.lookup(branch, { table: 'jar', id: jar }) as { coins: number } | null)?.coins ?? 0;

describe('the hub takes a push', () => {
  it('[IN1] entries in their turn are judged in order and posted', async () => {
    const { hub, journal, store } = setUp();
    const result = await ingestPush(hub, journal.add(put(300), take(100)).push());
    expect(verdicts(result)).toEqual(['1 posted', '2 posted']);
    expect(coins(store)).toBe(200);
    expect(result).toMatchObject({ receivedSeq: 2, signedSeq: 2 });
  });

  it('[IN2] the same push three times has one effect and repeats the first outcome', async () => {
    const { hub, journal, store, branch } = setUp();
    const push = journal.add(put(300), take(500)).push();
    const first = await ingestPush(hub, push);
    await ingestPush(hub, push);
    const third = await ingestPush(hub, push);
    expect(verdicts(first)).toEqual(['1 posted', '2 posted_with_exception']);
    expect(verdicts(third)).toEqual(['1 duplicate', '2 duplicate']);
    expect(third.kind === 'taken' && third.receipts[1]).toMatchObject({
      first: 'posted_with_exception',
      split: { accountFen: 300, suspenseLedger: 'SUS', suspenseFen: 200 },
      version: 1,
    });
    expect(coins(store)).toBe(0);
    expect(branch.log).toHaveLength(2);
    expect(branch.version).toBe(1);
  });

  it('[IN3] an entry behind a missing one is held and takes its turn when the missing one arrives', async () => {
    const { hub, journal, store } = setUp();
    journal.add(put(100), put(200), put(400));
    expect(verdicts(await ingestPush(hub, journal.push(1, 1)))).toEqual(['1 posted']);
    const gap = await ingestPush(hub, journal.push(3, 3));
    expect(verdicts(gap)).toEqual(['3 held']);
    expect(gap).toMatchObject({ receivedSeq: 1 });
    expect(coins(store)).toBe(100);
    const filled = await ingestPush(hub, journal.push(2, 2));
    expect(verdicts(filled)).toEqual(['2 posted', '3 posted']);
    expect(filled).toMatchObject({ receivedSeq: 3 });
    expect(coins(store)).toBe(700);
  });

  it('[IN4] another entry under a taken seq holds itself and every later one, with its bytes and one case', async () => {
    const { hub, journal, store, branch } = setUp();
    await ingestPush(hub, journal.add(put(100), put(200)).push());
    const rival = new TestJournal(keys, OUTLET).add(put(100), put(999), put(5));
    expect(verdicts(await ingestPush(hub, rival.push(2)))).toEqual(['2 held', '3 held']);
    expect(verdicts(await ingestPush(hub, journal.add(put(1)).push(3)))).toEqual(['3 held']);
    expect(coins(store)).toBe(300);
    expect([...branch.raw.values()].map((raw) => `${raw.seq} ${raw.reason}`)).toEqual(['2 fork', '3 fork', '3 fork']);
    expect([...branch.rows.values()].filter((row) => row.table === 'case')).toHaveLength(1);
  });

  it('[IN4] what a copy signed behind a gap is a fork as soon as the other journal fills the gap otherwise', async () => {
    const { hub, journal, store, branch } = setUp();
    await ingestPush(hub, journal.add(put(100), put(200), put(300)).push());
    const copy = new TestJournal(keys, OUTLET).add(put(100), put(200), put(300), put(7), put(8), put(9));
    expect(verdicts(await ingestPush(hub, copy.push(4, 4, 'delivery')))).toEqual(['4 held']);
    expect(verdicts(await ingestPush(hub, copy.push(6)))).toEqual(['6 held']);
    expect(branch.devices.get(keys.id)?.forkedAt).toBeNull();
    // The gap may still be filled by the copy: nothing is wrong yet. With 5 it cannot be.
    expect(verdicts(await ingestPush(hub, journal.add(put(1)).push(4)))).toEqual(['4 posted']);
    expect(branch.devices.get(keys.id)?.forkedAt).toBeNull();
    expect(verdicts(await ingestPush(hub, journal.add(put(2)).push(5)))).toEqual(['5 posted']);
    expect(branch.devices.get(keys.id)).toMatchObject({ seq: 5, forkedAt: 6 });
    expect([...branch.raw.values()].map((raw) => `${raw.seq} ${raw.reason}`)).toEqual(['4 unsigned', '6 fork']);
    const cases = [...branch.rows.values()].filter((row) => row.table === 'case');
    expect(cases.map((row) => row.id.slice(row.id.indexOf('/') + 1))).toEqual(['unsigned', 'gap', 'fork']);
    expect(verdicts(await ingestPush(hub, journal.add(put(4)).push(6)))).toEqual(['6 held']);
    expect(coins(store)).toBe(603);
  });

  it('[IN5] an entry that does not link to the head is held as a broken chain', async () => {
    const { hub, journal, branch } = setUp();
    await ingestPush(hub, journal.add(put(100)).push());
    const rival = new TestJournal(keys, OUTLET).add(put(77), put(200));
    expect(verdicts(await ingestPush(hub, rival.push(2)))).toEqual(['2 held']);
    expect(branch.devices.get(keys.id)).toMatchObject({ seq: 1, forkedAt: 2 });
  });

  it('[IN6] entries delivered while the vault is locked are received but held until the vault key signs', async () => {
    const { hub, journal, store, branch } = setUp();
    journal.add(put(100), put(200));
    const delivered = await ingestPush(hub, journal.push(1, 2, 'delivery'));
    expect(verdicts(delivered)).toEqual(['1 held', '2 held']);
    expect(delivered).toMatchObject({ receivedSeq: 2, signedSeq: 0 });
    expect(coins(store)).toBe(0);
    const signed = await ingestPush(hub, journal.push(3, 2));
    expect(verdicts(signed)).toEqual(['1 posted', '2 posted']);
    expect(coins(store)).toBe(300);
    expect(branch.devices.get(keys.id)).toMatchObject({ seq: 2, signedSeq: 2 });
  });

  it('[IN7] a forged delivery cannot slip in under a later vault signature, nor fork the device', async () => {
    const { hub, journal, store, branch } = setUp();
    const forged = new TestJournal(keys, OUTLET).add(put(9999));
    await ingestPush(hub, forged.push(1, 1, 'delivery'));
    await ingestPush(hub, journal.add(put(100), put(1)).push(1, 2, 'delivery'));
    expect(verdicts(await ingestPush(hub, journal.push(3, 2)))).toEqual(['1 posted', '2 posted']);
    expect(coins(store)).toBe(101);
    expect(branch.devices.get(keys.id)?.forkedAt).toBeNull();
  });

  it.each(['revoked', 'lost', 'suspended'] as const)(
    '[IN8] entries of a %s device are kept and held, never refused',
    async (status) => {
      const { hub, journal, branch } = setUp(status);
      const result = await ingestPush(hub, journal.add(put(100)).push());
      expect(verdicts(result)).toEqual(['1 held']);
      expect(result).toMatchObject({ receivedSeq: 1 });
      expect([...branch.raw.values()].map((raw) => raw.reason)).toEqual(['revoked']);
    },
  );

  it('[IN9] a wrong signature is refused and nothing is stored', async () => {
    const { hub, journal, branch } = setUp();
    const push = journal.add(put(100)).push();
    const bad: PushRequest = { ...push, signature: new Uint8Array(64) };
    expect(await ingestPush(hub, bad)).toEqual({ kind: 'refused', reason: 'bad_signature' });
    expect(await ingestPush(hub, { ...push, device: 'f'.repeat(32) })).toEqual({
      kind: 'refused',
      reason: 'unknown_device',
    });
    expect(branch.version).toBe(0);
  });

  it('[IN10] a priority entry takes effect ahead of its turn and is linked when its turn comes', async () => {
    const { hub, journal, store, branch } = setUp();
    journal.add(put(100), take(40), { command: 'seal', payload: ['a', 0] }, take(10));
    const seal = journal.entries[2];
    if (seal === undefined) throw new Error('seal');
    const signature = testSign(keys.signingKey, earlyBytes(keys.id, 3, seal.hash));
    const early: PushRequest = { ...journal.push(3, 3), signature, early: true };
    expect(verdicts(await ingestPush(hub, early))).toEqual(['3 posted']);
    expect(verdicts(await ingestPush(hub, early))).toEqual(['3 duplicate']);
    expect(branch.devices.get(keys.id)).toMatchObject({ seq: 0, early: [{ seq: 3 }] });
    expect(verdicts(await ingestPush(hub, journal.push(1, 4)))).toEqual([
      '1 posted',
      '2 posted',
      '3 duplicate',
      '4 suspense',
    ]);
    expect(branch.devices.get(keys.id)).toMatchObject({ seq: 4, early: [] });
    expect(coins(store)).toBe(60);
  });

  it('[IN12] entries before one taken ahead of its turn are not flagged for going back in time', async () => {
    const { hub, journal, store, branch } = setUp();
    const flagged: string[] = [];
    const apply = toyDomain.apply;
    const watching = {
      ...hub,
      domain: {
        ...toyDomain,
        apply: (...args: Parameters<typeof apply>) => (
          args[2]?.clockAnomaly === true && flagged.push(args[0].rowId),
          apply(...args)
        ),
      },
    };
    journal.add(put(100), {
      command: 'seal',
      payload: ['a', 0],
      capturedAt: hub.now() - 1000,
      wallAt: hub.now() - 1000,
    });
    const signature = testSign(keys.signingKey, earlyBytes(keys.id, 2, journal.head));
    await ingestPush(watching, { ...journal.push(2, 2), signature, early: true });
    await ingestPush(watching, journal.push(1, 2));
    expect(flagged).toEqual([]);
    expect(branch.log).toHaveLength(2);
    expect(coins(store)).toBe(100);
  });

  it('[IN10] two priority entries that wait in one journal both take effect ahead of their turn', async () => {
    const { hub, journal, store, branch } = setUp();
    const seal = (jar: string) => ({ command: 'seal', payload: [jar, 0] });
    journal.add(put(100), seal('b'), put(50), seal('a'));
    const early = (seq: number): PushRequest => {
      const { hash } = journal.entries[seq - 1] ?? { hash: journal.head };
      const signature = testSign(keys.signingKey, earlyBytes(keys.id, seq, hash));
      return { ...journal.push(seq, seq), signature, early: true };
    };
    for (const seq of [2, 4]) expect(verdicts(await ingestPush(hub, early(seq)))).toEqual([`${seq} posted`]);
    for (const seq of [2, 4]) expect(verdicts(await ingestPush(hub, early(seq)))).toEqual([`${seq} duplicate`]);
    expect(verdicts(await ingestPush(hub, journal.push(1, 4)))).toEqual([
      '1 posted',
      '2 duplicate',
      '3 posted',
      '4 duplicate',
    ]);
    expect([...branch.rows.values()].filter((row) => row.table === 'case')).toEqual([]);
    expect(coins(store)).toBe(150);
  });
  it('[IN10] the loss report of a full tablet: 600 early, then 1 to 700 in one batch, all sent twice, has each effect once', async () => {
    const { hub, store, branch } = setUp();
    const journal = new TestJournal(keys, OUTLET);
    for (let seq = 1; seq <= 700; seq++)
      journal.add(seq === 600 ? { command: 'seal', payload: ['a', 0] } : seq % 3 === 0 ? take(5) : put(3));
    const seal = journal.entries[599];
    const signature = testSign(keys.signingKey, earlyBytes(keys.id, 600, seal?.hash ?? new Uint8Array(32)));
    const early: PushRequest = { ...journal.push(600, 600), signature, early: true };
    const whole = journal.push(1, 700);
    const answers: string[][] = [];
    for (const push of [early, early, whole, whole]) answers.push(verdicts(await ingestPush(hub, push)));
    expect(answers.slice(0, 2)).toEqual([['600 posted'], ['600 duplicate']]);
    // 400 puts and 199 takes before the report, judged in their turn; the 33 takes after it go to suspense whole.
    const first = answers[2] ?? [];
    expect(first).toHaveLength(700);
    expect(first.filter((one) => one.endsWith(' suspense'))).toHaveLength(33);
    expect(first.filter((one) => one.endsWith(' duplicate'))).toEqual(['600 duplicate']);
    expect(answers[3]?.every((one) => one.endsWith(' duplicate'))).toBe(true);
    expect(branch.log).toHaveLength(700);
    expect(new Set(branch.log.map((one) => one.seq)).size).toBe(700);
    expect(branch.log[0]).toMatchObject({ seq: 600, name: 'seal' });
    expect(branch.devices.get(keys.id)).toMatchObject({ seq: 700, head: journal.head, early: [] });
    expect(coins(store)).toBe(467 * 3 - 199 * 5);
  });

  it('[IN11] an ordinary entry never overtakes: pushed as early it is held like any entry behind a gap', async () => {
    const { hub, journal } = setUp();
    journal.add(put(1), put(2), put(3));
    const signature = testSign(keys.signingKey, earlyBytes(keys.id, 3, journal.head));
    expect(verdicts(await ingestPush(hub, { ...journal.push(3, 3), signature, early: true }))).toEqual(['3 held']);
  });
});

describe('judging', () => {
  it('[J1] what cannot be read is kept as bytes in its place, with a case, and the next entries go on', async () => {
    const { hub, journal, store, branch } = setUp();
    journal.add(put(100)).addRaw(textToBytes('not an entry')).add({ command: 'no.such', payload: [] }, put(5));
    const result = await ingestPush(hub, journal.push());
    expect(verdicts(result)).toEqual(['1 posted', '2 suspense', '3 suspense', '4 posted']);
    expect([...branch.raw.values()].map((raw) => `${raw.seq} ${raw.reason}`)).toEqual(['2 unreadable', '3 unreadable']);
    expect(branch.log.map((one) => one.code)).toEqual([null, 'RAW_UNREADABLE', 'RAW_UNREADABLE', null]);
    expect(coins(store)).toBe(105);
  });

  it('[J2] a defect of the business code or an unbalanced posting keeps the entry raw and harms no other', async () => {
    const { hub, journal, store } = setUp();
    journal.add(put(100), { command: 'burst', payload: [] }, { command: 'unbalanced', payload: [] }, put(5));
    expect(verdicts(await ingestPush(hub, journal.push()))).toEqual([
      '1 posted',
      '2 suspense',
      '3 suspense',
      '4 posted',
    ]);
    expect(coins(store)).toBe(105);
  });

  it('[J3] a write the store refuses is narrowed down to its entry; all others are posted', async () => {
    const { hub, journal, store, branch } = setUp();
    store.refuseWrite = (write) => {
      if (write.log.some((one) => one.seq === 6 && one.verdict === 'posted')) throw new Error('constraint');
    };
    for (let n = 1; n <= 9; n++) journal.add(put(n));
    const result = await ingestPush(hub, journal.push());
    expect(verdicts(result)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => `${seq} ${seq === 6 ? 'suspense' : 'posted'}`),
    );
    expect(coins(store)).toBe(45 - 6);
    expect([...branch.raw.values()].map((raw) => `${raw.seq} ${raw.reason}`)).toEqual(['6 assertion']);
  });

  it('[J4] when the store takes nothing at all, nothing is answered', async () => {
    const { hub, journal, store, branch } = setUp();
    store.refuseWrite = () => {
      throw new Error('disk full');
    };
    await expect(ingestPush(hub, journal.add(put(1), put(2), put(3)).push())).rejects.toThrow('disk full');
    expect(branch.version).toBe(0);
  });

  it('[J5] a request is judged by admit, an advice never', async () => {
    const { hub, journal, store } = setUp();
    const deadline = hub.now() + 30_000;
    journal.add({ ...take(50), basis: 'request', deadline }, take(50));
    const result = await ingestPush(hub, journal.push());
    expect(verdicts(result)).toEqual(['1 rejected', '2 suspense']);
    expect(result.kind === 'taken' && result.receipts[0]?.code).toBe('JAR_SHORT');
    expect(coins(store)).toBe(0);
  });

  it('[J6] a request after its deadline is answered REQUEST_EXPIRED and has no effect', async () => {
    const { hub, journal, store } = setUp();
    journal.add(put(100), { ...take(50), basis: 'request', deadline: hub.now() - 1 });
    const result = await ingestPush(hub, journal.push());
    expect(result.kind === 'taken' && result.receipts[1]).toMatchObject({
      verdict: 'rejected',
      code: 'REQUEST_EXPIRED',
    });
    expect(coins(store)).toBe(100);
  });

  it('[J7] an abandon undoes a posted request whole, and a second one does nothing', async () => {
    const { hub, journal, store, branch } = setUp();
    const undo = { command: 'abandon', payload: [], replaces: 2 };
    journal.add(put(100), { ...take(60), basis: 'request', deadline: hub.now() + 30_000 }, undo, undo);
    expect(verdicts(await ingestPush(hub, journal.push()))).toEqual(['1 posted', '2 posted', '3 posted', '4 posted']);
    expect(coins(store)).toBe(100);
    expect(branch.postings.filter((one) => one.ledger === 'TILL').map((one) => one.fen)).toEqual([100, -60, 60]);
  });

  it('[J8] numbers are drawn for a command before it is judged and stand in its log record', async () => {
    const { hub, journal, branch } = setUp();
    await ingestPush(hub, journal.add({ command: 'name', payload: [] }, { command: 'name', payload: [] }).push());
    expect(branch.log.map((one) => one.numbers)).toEqual([{ tag: '1' }, { tag: '2' }]);
  });

  it('[J9] a capture time in the future of the hub is corrected to the time of receipt', async () => {
    const { hub, journal, branch } = setUp();
    await ingestPush(
      hub,
      journal.add({ ...put(1), capturedAt: hub.now() + 300_001, wallAt: hub.now() + 300_001 }).push(),
    );
    expect(branch.log[0]?.capturedAt).toBe(hub.now());
  });

  it('[RS1] receipts the hub signed in an earlier life are followed as recorded', async () => {
    const { hub, journal, store } = setUp();
    const backup = store.backup();
    journal.add(put(100), { ...take(50), basis: 'request', deadline: hub.now() + 30_000 });
    const first = await ingestPush(hub, journal.push());
    if (first.kind !== 'taken') throw new Error('taken');
    store.restore(backup, 'epoch-2');
    hub.at += 3_600_000;
    const batch = unpackBatch(packBatch(first));
    const again = await ingestPush(hub, { ...journal.push(), recorded: batch === null ? [] : [batch] });
    expect(verdicts(again)).toEqual(['1 posted', '2 posted']);
    const forged = await ingestPush(setUp().hub, {
      ...journal.push(),
      recorded: [{ signed: first.signed, signature: new Uint8Array(64) }],
    });
    expect(forged.kind === 'taken' && forged.receipts[1]).toMatchObject({ verdict: 'posted' });
  });

  it('[RS2] the receipt of an exception names its cases, but for those its tablet must not know of', async () => {
    for (const [scope, code] of [
      ['outlet', 'SHORT'],
      ['never', null],
    ] as const) {
      const { hub, journal, branch } = setUp();
      const domain = { ...hub.domain, scopeOf: (table: string) => (table === 'case' ? scope : 'outlet') };
      const result = await ingestPush({ ...hub, domain }, journal.add(put(300), take(500)).push());
      expect(result).toMatchObject({ receipts: [{ code: null }, { verdict: 'posted_with_exception', code }] });
      expect(branch.log.map((one) => one.code)).toEqual([null, code]);
    }
  });

  it('[RS2] of an entry that was answered twice, a later life follows what was said first', async () => {
    const { hub, journal, store } = setUp();
    const domain = { ...hub.domain, scopeOf: () => 'outlet' as const };
    const backup = store.backup();
    const push = journal.add(put(300), take(500)).push();
    await ingestPush({ ...hub, domain }, push);
    const second = await ingestPush({ ...hub, domain }, push);
    expect(verdicts(second)).toEqual(['1 duplicate', '2 duplicate']);
    store.restore(backup, 'epoch-2');
    const followed: unknown[] = [];
    const apply: typeof domain.apply = (command, rows, facts) => {
      followed.push([facts?.recorded?.verdict, facts?.recorded?.code]);
      return domain.apply(command, rows, facts);
    };
    const batch = second.kind === 'taken' ? unpackBatch(packBatch(second)) : null;
    await ingestPush({ ...hub, domain: { ...domain, apply } }, { ...push, recorded: batch === null ? [] : [batch] });
    expect(followed).toEqual([
      ['posted', null],
      ['posted_with_exception', 'SHORT'],
    ]);
  });
});

describe('other doors', () => {
  const command = (name: string, key: string, over: Partial<Command> = {}): Command => ({
    id: sourceCommandId('test', key),
    rowId: sourceCommandId('test', key),
    door: 'office',
    branch: OUTLET,
    device: null,
    seq: null,
    name,
    payloadVersion: 1,
    basis: 'advice',
    businessDate: '2026-11-09',
    capturedAt: 1,
    anchored: true,
    offline: false,
    maker: '35010001001',
    checker: null,
    approval: null,
    lease: null,
    replicaAsOf: null,
    deadline: null,
    replaces: null,
    payload: ['a', 10],
    ...over,
  });

  it('[OD1] commands are idempotent by their id, within a call and between calls', async () => {
    const { hub, store } = setUp();
    const first = await postCommands(hub, OUTLET, [command('put', 'x'), command('put', 'x'), command('put', 'y')]);
    expect(first.map((one) => one.repeated)).toEqual([false, true, false]);
    const second = await postCommands(hub, OUTLET, [command('put', 'x')]);
    expect(second[0]).toMatchObject({ verdict: 'posted', repeated: true, version: 1 });
    expect(coins(store)).toBe(20);
  });

  it('a refusal is answered with its figures, which nothing keeps', async () => {
    const { hub } = setUp();
    const take = { ...command('take', 'z'), basis: 'request' as const };
    const [refused] = await postCommands(hub, OUTLET, [take]);
    expect(refused).toMatchObject({ verdict: 'rejected', code: 'JAR_SHORT', detail: { coins: 0 } });
    const [again] = await postCommands(hub, OUTLET, [take]);
    expect(again).toMatchObject({ verdict: 'rejected', code: 'JAR_SHORT', detail: {}, repeated: true });
  });

  it('[OD2] a message is a command in the receiving branch; delivering it twice has one effect', async () => {
    const { hub, journal, store, branch } = setUp();
    const result = await ingestPush(hub, journal.add({ command: 'tell', payload: ['b', 70, OTHER] }).push());
    expect(result).toMatchObject({ messagesTo: [OTHER] });
    const messages = branch.outbox.map((one) => ({
      ...one,
      fromBranch: OUTLET,
      businessDate: '2026-11-09',
      capturedAt: 1,
    }));
    expect(await relayOutbox(hub, messages)).toEqual([{ id: messages[0]?.id, delivered: true }]);
    await relayOutbox(hub, messages);
    expect(coins(store, 'b', OTHER)).toBe(70);
    expect(store.branch(OTHER).inbox).toEqual([{ id: messages[0]?.id, fromBranch: OUTLET }]);
  });
});
