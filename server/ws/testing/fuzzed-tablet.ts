import { bytesToHex, type Bytes } from '../../../shared/kernel/bytes.ts';
import {
  packMessages,
  SYNC_CLOSED_HEADER,
  SYNC_SESSION_HEADER,
  unpackMessages,
} from '../../../shared/read-models/doors.ts';
import { earlyBytes, type FeedToken, type Push, type TerminalMessage } from '../../../sync/index.ts';
import { linkAll } from '../../../sync/engine/intake.ts';
import type { Random } from '../../../sync/sim/random.ts';
import { damage } from '../../../sync/testing/damage.ts';
import type { TestJournal } from '../../../sync/testing/device-kit.ts';
import { enrol, type Tablet, type TestHub } from '../../http/testing/hub.ts';
import { depositDraft } from './deposits.ts';
import { PROTOCOL_PLAIN } from '../../../sync/protocol/version.ts';
import { codec, connectionCodec, decode, helloOf, journalOf, openLine, pushOf } from './line.ts';

/** One enrolled tablet that sends damaged messages over either carrier and notes what the hub has promised to keep. */
export interface Tally {
  inputs: number;
  decoded: number;
  answers: number;
  /** Sessions ended, by the hub's reason. */
  readonly closed: Map<string, number>;
  /** Entries the hub has answered: `branch device seq hash`. */
  readonly promised: Set<string>;
}

const ENTRIES = 20;
const ANSWER_MS_MAX = 20_000;
const PER_SESSION = 4;

/** Sends a message and resolves with what came back; null = the session is over. */
interface Carrier {
  exchange(wire: Bytes): Promise<Bytes | null>;
  leave(): void;
}

export class FuzzedTablet {
  private token: FeedToken | null = null;

  private constructor(
    private readonly of: { hub: TestHub; tablet: Tablet; branch: string; journal: TestJournal },
    private readonly random: Random,
    private readonly tally: Tally,
  ) {}

  static async enrolled(hub: TestHub, branch: string, of: { random: Random; tally: Tally }): Promise<FuzzedTablet> {
    const { tablet, device } = await enrol(hub, branch);
    const journal = journalOf(tablet, device.deviceId, branch);
    for (let n = 0; n < ENTRIES; n++) journal.add(depositDraft(of.random.int(1, 900_000)));
    return new FuzzedTablet({ hub, tablet, branch, journal }, of.random, of.tally);
  }

  /** One session with up to four damaged messages. */
  async attack(by: 'socket' | 'http'): Promise<void> {
    const carrier = await (by === 'socket' ? this.overSocket() : this.overHttp());
    if (carrier === null) return;
    for (let n = 0; n < PER_SESSION; n++) {
      const wire = this.harm(await codec.encode(await this.next()));
      const [bytes, isRead, isGoodbye] = await wire;
      if (isGoodbye) break;
      const answer = await carrier.exchange(bytes);
      if (answer === null) break;
      if (isRead) await this.promise(bytes, answer);
    }
    carrier.leave();
  }

  private async harm(wire: Bytes): Promise<readonly [Bytes, boolean, boolean]> {
    // One in four is whole, and wrong only by when it comes.
    const harmed = this.random.chance(0.25) ? wire : damage(this.random, wire);
    const read = await codec.decode(harmed);
    this.tally.inputs += 1;
    if (read.ok) this.tally.decoded += 1;
    return [harmed, read.ok, read.ok && read.value.type === 'goodbye'];
  }

  private async pushOf(): Promise<Push> {
    const { random } = this;
    const { tablet, journal } = this.of;
    const first = random.int(1, ENTRIES);
    const push = await pushOf(tablet, journal, first, Math.min(ENTRIES, first + random.int(0, 4)));
    const entry = journal.entries[first - 1];
    if (entry === undefined || !random.chance(0.1)) return random.chance(0.5) ? { ...push, signature: null } : push;
    const signature = await tablet.signing.sign(earlyBytes(journal.keys.id, first, entry.hash));
    return { ...push, entries: [entry.canonical], signature, early: true };
  }

  private async next(): Promise<TerminalMessage> {
    const { random } = this;
    const dice = random.next();
    if (dice < 0.65) return this.pushOf();
    if (dice < 0.72) return { type: 'inquire', seqs: [random.int(1, 30), random.int(1, 30)] };
    if (dice < 0.82 && this.token !== null) return { type: 'pull', token: this.token };
    if (dice < 0.92)
      return { type: 'page_request', branch: random.pick([this.of.branch, '412728', '41']), position: null };
    return { type: 'ping', mono: random.int(0, 1_000_000) };
  }

  private async promise(wire: Bytes, answer: Bytes): Promise<void> {
    this.tally.answers += 1;
    const [asked, told] = [await codec.decode(wire), await decode(answer)];
    if (!asked.ok || asked.value.type !== 'push' || told.type !== 'outcome') return;
    const { firstSeq, entries, previousHash } = asked.value;
    for (const { seq, hash } of linkAll(firstSeq, entries, previousHash))
      this.tally.promised.add(`${this.of.branch} ${this.of.journal.keys.id} ${seq} ${bytesToHex(hash)}`);
  }

  private closedWith(reason: string): null {
    this.tally.closed.set(reason, (this.tally.closed.get(reason) ?? 0) + 1);
    return null;
  }

  private async hello(nonce: Bytes): Promise<Bytes> {
    const { tablet, journal, branch } = this.of;
    const at = { deviceId: journal.keys.id, branch, nonce, headSeq: ENTRIES, headHash: journal.head };
    const wire = await codec.encode(await helloOf(tablet, at, PROTOCOL_PLAIN));
    return this.random.chance(0.15) ? (await this.harm(wire))[0] : wire;
  }

  private welcomed(tokens: readonly FeedToken[]): void {
    this.token = this.random.pick(tokens) ?? null;
  }

  private async overSocket(): Promise<Carrier | null> {
    const line = openLine(this.of.hub.url);
    const silent = new Promise<never>((_resolve, reject) =>
      setTimeout(reject, ANSWER_MS_MAX, new Error('no answer and no end')).unref(),
    );
    silent.catch(() => undefined);
    const exchange = async (wire: Bytes): Promise<Bytes | null> => {
      line.socket.send(wire);
      const ended = line.closed.then(({ reason }) => reason);
      for (;;) {
        const got = await Promise.race([line.next().catch(() => null), silent]);
        if (got === null || got.type === 'goodbye') {
          this.closedWith(await ended);
          return null;
        }
        if (got.type !== 'poke') return codec.encode(got);
      }
    };
    const challenge = await line.nextOf('challenge');
    const welcome = await exchange(await this.hello(challenge.nonce));
    if (welcome === null) return null;
    const read = await decode(welcome);
    if (read.type === 'welcome') this.welcomed(read.tokens);
    return { exchange, leave: () => line.socket.close() };
  }

  private async overHttp(): Promise<Carrier | null> {
    const post = async (messages: readonly Bytes[], session: string | null): Promise<Response> => {
      const headers: Record<string, string> = session === null ? {} : { [SYNC_SESSION_HEADER]: session };
      const response = await fetch(`${this.of.hub.url}/sync/http`, {
        method: 'POST',
        body: packMessages(messages),
        headers,
      });
      if (response.status !== 200) throw new Error(`/sync/http answered ${response.status}: ${await response.text()}`);
      return response;
    };
    const opened = await post([], null);
    const session = opened.headers.get(SYNC_SESSION_HEADER);
    const read = async (response: Response): Promise<readonly Bytes[]> =>
      unpackMessages(new Uint8Array(await response.arrayBuffer())) ?? [];
    const exchange = async (wire: Bytes): Promise<Bytes | null> => {
      let response = await post([wire], session);
      for (let tries = 0; tries < ANSWER_MS_MAX / 1000; tries++) {
        const closed = response.headers.get(SYNC_CLOSED_HEADER);
        if (closed !== null) return this.closedWith(closed);
        for (const bytes of await read(response)) {
          const message = await decode(bytes, mine);
          if (message.type !== 'poke' && message.type !== 'goodbye') return codec.encode(message);
        }
        response = await post([], session);
      }
      throw new Error('no answer and no end');
    };
    const mine = connectionCodec();
    const [first] = await read(opened);
    const challenge = first === undefined ? null : await decode(first, mine);
    if (challenge?.type !== 'challenge') throw new Error('the hub speaks first');
    const answer = await exchange(await this.hello(challenge.nonce));
    if (answer === null) return null;
    const welcome = await decode(answer);
    if (welcome.type === 'welcome') this.welcomed(welcome.tokens);
    return { exchange, leave: () => undefined };
  }
}
