import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { earlyBytes, headBytes, unpackBatch } from '../protocol/signed.ts';
import type { Push, SignedBatch } from '../protocol/messages.ts';
import { FIRST_METER, measured, timeoutMs, windowBytes, type LinkMeter } from './link-meter.ts';
import type { JournalRecord, TerminalStore } from './ports.ts';
import type { Signer } from './world.ts';

/**
 * What goes up next: first priority entries ahead of their turn, then the journal in order, never more than
 * about a second of uplink in flight. Answers come in the order of the questions.
 */

const BATCH_ENTRIES_MAX = 256;
const BATCH_BYTES_MAX = 65_536;

interface InFlight {
  readonly bytes: number;
  readonly sentAt: number;
}
interface Parts {
  readonly device: string;
  readonly store: TerminalStore;
  readonly signer: Signer;
  mono(): number;
}

export class PushLane {
  /** Next seq to send in order. */
  nextSeq = 1;
  /** Up to here the hub once knew: sent again with the receipts it gave then. */
  private recordedUpTo = 0;
  private early: JournalRecord[] = [];
  private inFlight: InFlight[] = [];
  /**
   * How far the vault key must still sign what was only delivered, in an earlier session or in this one while the
   * vault was locked; null when there is nothing to sign. What is only delivered is held until then.
   */
  private signUpTo: number | null = null;
  meter: LinkMeter = FIRST_METER;

  constructor(private readonly parts: Parts) {}

  /** A new session: nothing is in flight, and the hub said where it stands. */
  begin(from: {
    firstSeq: number;
    recordedUpTo: number;
    signUpTo: number | null;
    early: readonly JournalRecord[];
  }): void {
    this.nextSeq = from.firstSeq;
    this.recordedUpTo = from.recordedUpTo;
    this.signUpTo = from.signUpTo;
    this.early = from.early.filter((record) => record.seq > from.firstSeq);
    this.inFlight = [];
  }

  overtake(record: JournalRecord): void {
    if (record.seq > this.nextSeq) this.early.push(record);
  }

  asked(bytes: number): void {
    this.inFlight.push({ bytes, sentAt: this.parts.mono() });
  }

  answered(): void {
    const first = this.inFlight.shift();
    if (first !== undefined)
      this.meter = measured(this.meter, { bytes: first.bytes, ms: this.parts.mono() - first.sentAt });
  }

  /** Monotonic time at which the oldest question is overdue, or null. */
  get overdueAt(): number | null {
    const first = this.inFlight[0];
    return first === undefined ? null : first.sentAt + timeoutMs(this.meter, this.bytesInFlight);
  }

  get bytesInFlight(): number {
    return this.inFlight.reduce((sum, one) => sum + one.bytes, 0);
  }

  /** The next push, or null when nothing may be sent now. */
  async next(buffered: number): Promise<Push | null> {
    const early = this.early.shift();
    if (early !== undefined && early.seq > this.nextSeq && this.parts.signer.vaultOpen) return this.earlyPush(early);
    const room = windowBytes(this.meter) - Math.max(buffered, this.bytesInFlight);
    if (room <= 0) return null;
    // What has receipts of an earlier life goes with them; its own signature covers all before it.
    const isRecorded = this.nextSeq <= this.recordedUpTo;
    if (this.signUpTo !== null && !isRecorded && this.parts.signer.vaultOpen) return this.signTail(this.signUpTo);
    const records = await this.parts.store.journalAfter(
      this.nextSeq - 1,
      BATCH_ENTRIES_MAX,
      Math.min(room, BATCH_BYTES_MAX),
    );
    const last = records.at(-1);
    if (last === undefined) return null;
    const previousHash = await this.hashBefore(this.nextSeq);
    const firstSeq = this.nextSeq;
    const recorded = firstSeq <= this.recordedUpTo ? await this.recorded(firstSeq, last.seq) : [];
    const push = await this.signed(
      { firstSeq, previousHash, entries: records.map((one) => one.canonical), recorded },
      last,
    );
    this.nextSeq = last.seq + 1;
    return push;
  }

  private async hashBefore(seq: number): Promise<Bytes> {
    if (seq === 1) return EMPTY_HASH;
    const [before] = await this.parts.store.records([seq - 1]);
    return before?.hash ?? EMPTY_HASH;
  }

  private async recorded(fromSeq: number, toSeq: number): Promise<readonly SignedBatch[]> {
    const kept = await this.parts.store.signedBatches(fromSeq, toSeq);
    return kept
      .map(unpackBatch)
      .filter((batch) => batch !== null)
      .slice(-64);
  }

  private async signed(
    body: Pick<Push, 'firstSeq' | 'previousHash' | 'entries' | 'recorded'>,
    last: { seq: number; hash: Bytes },
  ): Promise<Push> {
    const signedWith = this.parts.signer.vaultOpen ? 'vault' : 'delivery';
    // A signature of the vault key covers the whole chain before it.
    this.signUpTo = signedWith === 'vault' ? null : last.seq;
    const signature = await this.parts.signer.sign(signedWith, headBytes(this.parts.device, last.seq, last.hash));
    return { type: 'push', ...body, signature, signedWith, early: false };
  }

  private async signTail(seq: number): Promise<Push> {
    const hash = await this.hashBefore(seq + 1);
    return this.signed({ firstSeq: seq + 1, previousHash: hash, entries: [], recorded: [] }, { seq, hash });
  }

  private async earlyPush(record: JournalRecord): Promise<Push> {
    const signature = await this.parts.signer.sign('vault', earlyBytes(this.parts.device, record.seq, record.hash));
    const previousHash = await this.hashBefore(record.seq);
    return {
      type: 'push',
      firstSeq: record.seq,
      previousHash,
      entries: [record.canonical],
      signature,
      signedWith: 'vault',
      early: true,
      recorded: [],
    };
  }
}
