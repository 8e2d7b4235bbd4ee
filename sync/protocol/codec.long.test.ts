import { describe, expect, it } from 'vitest';
import { bytesToHex, type Bytes } from '../../shared/kernel/bytes.ts';
import { createHubSession } from '../engine/hub-session.ts';
import { linkAll } from '../engine/intake.ts';
import { Random } from '../sim/random.ts';
import {
  deviceKeys,
  newDevice,
  noCompressor,
  TestJournal,
  testHub,
  testSign,
  type DeviceKeys,
} from '../testing/device-kit.ts';
import { damage } from '../testing/damage.ts';
import { readPage } from '../testing/read-page.ts';
import { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { testBox, testSeal } from '../testing/sealing-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { createCodec, type Codec } from './codec.ts';
import { earlyBytes, headBytes, helloBytes, sealedBytes } from './signed.ts';
import type { Hello, Push, Sealed, SyncMessage, TerminalMessage } from './messages.ts';
import { PROTOCOL_PLAIN, PROTOCOL_VERSION } from './version.ts';

/**
 * Damaged messages against the codec and a whole hub session. Whatever comes: nothing throws (a session that met
 * an exception closes with `fault`), what the hub has answered stays byte for byte, and an honest device on the
 * same branch is served as if nothing had happened. Damage is done to bytes and to decoded values, so that many
 * inputs pass the decoder and reach what lies behind it.
 */

const INPUTS = process.env['YIZHAN_LONG_SLICE'] === undefined ? 40_000 : 12_000;
/** Inputs against one hub; then a new one, for a device that has forked is only held from then on. */
const PER_HUB = 40;
const PER_SESSION = 4;
const BRANCH = '35010201';
/** Messages that stand for themselves; what a connection remembers needs a codec of its own. */
const codec: Codec = {
  encode: (message) => createCodec(noCompressor).encode(message),
  decode: (wire) => createCodec(noCompressor).decode(wire),
};

interface Counts {
  inputs: number;
  decoded: number;
  /** Of sessions whose messages stand for themselves. What is packed refuses nearly all damage by its check. */
  plainInputs: number;
  plainDecoded: number;
  answers: number;
  readonly kinds: Map<string, number>;
}

interface Ends {
  readonly terminal: Codec;
  readonly hub: Codec;
  readonly plain: boolean;
}

class Range {
  readonly store = new MemoryHubStore(toyDomain, new Map([[BRANCH, null]]));
  readonly hub = testHub(this.store, toyDomain);
  private readonly keys: DeviceKeys;
  private readonly journal: TestJournal;
  private readonly honest: DeviceKeys;
  /** What an answer has promised to keep, by device, seq and hash. */
  private readonly promised = new Map<string, string>();
  private messages = 0;

  constructor(
    private readonly random: Random,
    name: string,
    private readonly counts: Counts,
  ) {
    this.keys = deviceKeys(`fuzzed ${name}`);
    this.honest = deviceKeys(`honest ${name}`);
    this.store.addDevice(newDevice(this.keys, BRANCH, '01'));
    this.store.addDevice(newDevice(this.honest, BRANCH, '02'));
    this.journal = new TestJournal(this.keys, BRANCH);
    for (let n = 0; n < 30; n++)
      this.journal.add({ command: random.pick(['put', 'take', 'seal', 'name']), payload: ['a', random.int(1, 900)] });
  }

  private hello(nonce: Bytes, keys: DeviceKeys, protocol: number): Hello {
    const use = this.random.chance(0.9) ? 'vault' : 'delivery';
    const body = {
      protocol,
      device: keys.id,
      branch: BRANCH,
      appVersion: '1',
      signedWith: use,
      headSeq: 30,
      headHash: this.journal.head,
      claims: [],
    } as const;
    const key = use === 'vault' ? keys.signingKey : keys.deliveryKey;
    return { type: 'hello', ...body, signature: testSign(key, helloBytes(nonce, body)) };
  }

  private pushOf(): Push {
    const { random, journal } = this;
    const next = (this.store.branch(BRANCH).devices.get(this.keys.id)?.seq ?? 0) + 1;
    const first = Math.min(30, Math.max(1, random.chance(0.7) ? next : random.int(1, 30)));
    const request = journal.push(
      first,
      Math.min(30, first + random.int(0, 4)),
      random.chance(0.85) ? 'vault' : 'delivery',
    );
    const push: Push = {
      type: 'push',
      ...request,
      signature: random.chance(0.5) ? null : request.signature,
      recorded: [],
    };
    const one = journal.entries[first - 1];
    if (one === undefined || !random.chance(0.1)) return push;
    return {
      ...push,
      entries: [one.canonical],
      signature: testSign(this.keys.signingKey, earlyBytes(this.keys.id, first, one.hash)),
      signedWith: 'vault',
      early: true,
    };
  }

  /** A part as it lies; now and then sealed for another segment, or under a head of another chain. */
  private sealedOf(): Sealed {
    const { random, journal, keys } = this;
    const next = (this.store.branch(BRANCH).devices.get(keys.id)?.seq ?? 0) + 1;
    const firstSeq = Math.min(30, Math.max(1, random.chance(0.7) ? next : random.int(1, 30)));
    const lying = journal.entries.slice(firstSeq - 1, firstSeq + random.int(0, 4));
    const last = lying.at(-1);
    const signed = headBytes(keys.id, last?.seq ?? 0, random.chance(0.8) ? (last?.hash ?? journal.head) : journal.head);
    const part = {
      segment: 1,
      box: testBox(keys.id, random.chance(0.9) ? 1 : 2),
      firstSeq,
      entries: lying.map((one) => testSeal(keys.id, 1, one)),
      head: random.chance(0.5) ? { lastSeq: last?.seq ?? 0, signature: testSign(keys.signingKey, signed) } : null,
    };
    return { type: 'sealed', ...part, signature: testSign(keys.deliveryKey, sealedBytes(keys.id, part)) };
  }

  private async next(): Promise<SyncMessage> {
    const { random } = this;
    const dice = random.next();
    if (dice < 0.5) return this.pushOf();
    if (dice < 0.6) return this.sealedOf();
    if (dice < 0.7) return { type: 'inquire', seqs: [random.int(0, 40), random.int(0, 40)] };
    const token = (await this.store.token(BRANCH)) ?? { epoch: '', branch: BRANCH, version: 0, commitId: '' };
    if (dice < 0.8) return { type: 'pull', token };
    if (dice < 0.88)
      return {
        type: 'page_request',
        branch: BRANCH,
        position: random.chance(0.5)
          ? null
          : (await readPage(this.store, { branch: BRANCH, position: null, rowsMax: 1 })).next,
      };
    if (dice < 0.94) return { type: 'ping', mono: random.int(0, 1_000_000) };
    return random.pick<SyncMessage>([
      { type: 'poke', branch: BRANCH },
      { type: 'goodbye', reason: 'leaving' },
      { type: 'resync', branch: BRANCH, receivedSeq: 3 },
      { type: 'pong', mono: 1, hubTime: 2 },
    ]);
  }

  /**
   * Opens a session and greets; the hello itself is damaged at times. Answers what the hub sent since, and the codecs
   * of both ends: `hub` is given whatever the hub is given, so it knows what the hub knows.
   */
  private async open(keys: DeviceKeys, harmed: boolean) {
    const sent: Bytes[] = [];
    const closed: string[] = [];
    const session = createHubSession(
      this.hub,
      {},
      { send: (bytes) => void sent.push(bytes), close: (reason) => void closed.push(reason) },
    );
    session.start();
    await new Promise((resolve) => setImmediate(resolve));
    const plain = this.random.chance(0.7);
    const ends: Ends = { terminal: createCodec(noCompressor), hub: createCodec(noCompressor), plain };
    const challenge = await ends.terminal.decode(sent[0] ?? new Uint8Array(0));
    if (!challenge.ok || challenge.value.type !== 'challenge') throw new Error('a session begins with a challenge');
    const protocol = plain ? PROTOCOL_PLAIN : PROTOCOL_VERSION;
    const hello = await ends.terminal.encode(this.hello(challenge.value.nonce, keys, protocol));
    const [wire] = harmed ? await this.harm(hello, ends) : [hello];
    if (!harmed) await ends.hub.decode(hello);
    await this.give(session, wire);
    return { session, sent, closed, ends };
  }

  /** The session answers and its sending is over before the next thing happens. */
  private async give(session: ReturnType<typeof createHubSession>, wire: Bytes): Promise<void> {
    await session.receive(wire);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** What goes to the hub, and what the hub reads in it. */
  private async harm(wire: Bytes, { hub, plain }: Ends): Promise<readonly [Bytes, SyncMessage | null]> {
    const harmed = damage(this.random, wire);
    this.counts.inputs += 1;
    if (plain) this.counts.plainInputs += 1;
    const decoded = await hub.decode(harmed);
    if (!decoded.ok) return [harmed, null];
    this.counts.decoded += 1;
    if (plain) this.counts.plainDecoded += 1;
    this.counts.kinds.set(decoded.value.type, (this.counts.kinds.get(decoded.value.type) ?? 0) + 1);
    expect(await codec.decode(await codec.encode(decoded.value))).toEqual(decoded);
    return [harmed, decoded.value];
  }

  /** Every entry of a push that was answered by an outcome is kept from now on. */
  private async promise(asked: SyncMessage, answer: Bytes | undefined, { terminal }: Ends): Promise<void> {
    const told = answer === undefined ? null : await terminal.decode(answer);
    if (asked.type !== 'push' || told === null || !told.ok || told.value.type !== 'outcome') return;
    this.counts.answers += 1;
    for (const one of linkAll(asked.firstSeq, asked.entries, asked.previousHash)) {
      this.promised.set(`${this.keys.id} ${one.seq} ${bytesToHex(one.hash)}`, bytesToHex(one.canonical));
    }
  }

  async attack(): Promise<readonly string[]> {
    const { session, sent, closed, ends } = await this.open(this.keys, this.random.chance(0.15));
    for (let n = 0; n < PER_SESSION; n++) {
      const [wire, asked] = await this.harm(await ends.terminal.encode((await this.next()) as TerminalMessage), ends);
      const before = sent.length;
      await this.give(session, wire);
      if (asked !== null) await this.promise(asked, sent[before], ends);
    }
    return closed;
  }

  /** A device that does nothing wrong puts one more coin into its jar. */
  async serveHonest(): Promise<void> {
    this.messages += 1;
    const mine = new TestJournal(this.honest, BRANCH);
    for (let n = 0; n < this.messages; n++) mine.add({ command: 'put', payload: ['honest', 1] });
    const { session, sent, closed, ends } = await this.open(this.honest, false);
    const before = sent.length;
    await this.give(
      session,
      await ends.terminal.encode({ type: 'push', ...mine.push(1, this.messages), recorded: [] }),
    );
    const answer = await ends.terminal.decode(sent[before] ?? new Uint8Array(0));
    expect(closed).toEqual([]);
    expect(answer).toMatchObject({ ok: true, value: { type: 'outcome', receivedSeq: this.messages } });
    expect(this.store.lookup(BRANCH, { table: 'jar', id: 'honest' })).toMatchObject({ coins: this.messages });
  }

  /** What was promised and is not there any more, byte for byte. */
  lost(): readonly string[] {
    const { log, raw } = this.store.branch(BRANCH);
    const kept = new Map<string, string>();
    for (const one of log)
      kept.set(`${one.device} ${one.seq} ${bytesToHex(one.hash ?? new Uint8Array(0))}`, bytesToHex(one.bytes));
    for (const one of raw.values()) kept.set(`${one.device} ${one.seq} ${bytesToHex(one.hash)}`, bytesToHex(one.bytes));
    return [...this.promised].filter(([key, bytes]) => kept.get(key) !== bytes).map(([key]) => key);
  }
}

describe('damaged messages', () => {
  it(`[PR3] ${INPUTS} damaged inputs: nothing throws, nothing that was answered is lost, honest devices are served`, async () => {
    const counts: Counts = { inputs: 0, decoded: 0, plainInputs: 0, plainDecoded: 0, answers: 0, kinds: new Map() };
    const random = new Random(20_261_109);
    for (let hub = 0; counts.inputs < INPUTS; hub++) {
      const range = new Range(random, String(hub), counts);
      for (let from = counts.inputs; counts.inputs - from < PER_HUB;) {
        const closed = await range.attack();
        expect(
          closed.filter((reason) => reason === 'fault'),
          `hub ${hub}`,
        ).toEqual([]);
      }
      await range.serveHonest();
      await range.serveHonest();
      expect(range.lost(), `hub ${hub}`).toEqual([]);
    }
    expect(counts.inputs).toBeGreaterThanOrEqual(10_000);
    expect(counts.plainDecoded / counts.plainInputs).toBeGreaterThan(1 / 3);
    expect(counts.decoded / counts.inputs).toBeGreaterThan(1 / 4);
    expect(counts.answers).toBeGreaterThan(INPUTS / 50);
    for (const kind of ['hello', 'push', 'inquire', 'pull', 'page_request', 'ping'])
      expect(counts.kinds.get(kind) ?? 0, kind).toBeGreaterThan(20);
  }, 900_000);
});
