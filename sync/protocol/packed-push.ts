import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';
import { ENTRY_BYTES_MAX, linkHash } from './entry.ts';
import type { KeyUse, Outcome, Push } from './messages.ts';
import { EntryMemory, readEntry, UNPACKED_BYTES_MAX, writeEntry } from './packed-entries.ts';
import { readReceipts, writeReceipts, type ReceiptMemory } from './packed-receipts.ts';
import { hash, keyUse, signature } from './parts.ts';
import { bytes, count, opt, record, text } from './shape.ts';
import { outcomeBytes, PUSH_ENTRIES_MAX, readOutcome, RECEIPTS_MAX } from './signed.ts';
import { ByteReader, ByteWriter, TypedFault } from './typed-bytes.ts';

/**
 * Pushes and their outcomes as one connection carries them. Both ends link the entries, so that the chain hash before
 * a push that follows the last one, and the hash of a batch in its outcome, need not be sent.
 */

/** Of a push whose place does not follow from the one before. */
interface Start {
  readonly seq: number;
  readonly previousHash: Bytes;
}
/** null: of a session opened with the vault key, which vouches for it. */
interface PackedSignature {
  readonly signature: Bytes;
  readonly signedWith: KeyUse;
}
interface PackedPush {
  /** Of this connection, in a round of `ROUND`: one byte however long it lives. */
  readonly turn: number;
  readonly start: Start | null;
  readonly entries: Bytes;
  /** First bytes of the chain hash after the last entry: what was put together again is what was meant. */
  readonly check: Bytes;
  readonly signed: PackedSignature | null;
}
interface PackedOutcome {
  readonly nth: number;
  /** Steps since the outcome before, on this connection. */
  readonly times: Bytes;
  /** null: as in the outcome before. */
  readonly epoch: string | null;
  /** The push of this number has these entries; null: `hash` says it. */
  readonly ofPush: number | null;
  readonly hash: Bytes | null;
  readonly receipts: Bytes;
  readonly signature: Bytes;
}
const CHECK_BYTES = 4;
const ROUND = 24;
const PACKED_BYTES_MAX = 2_097_152;
/** Pushes whose outcomes may still come. */
const PUSHES_KEPT = 64;

export const packedPush = record<PackedPush>({
  turn: count,
  start: opt(record<Start>({ seq: count, previousHash: hash })),
  entries: bytes(0, PACKED_BYTES_MAX),
  check: bytes(CHECK_BYTES, CHECK_BYTES),
  signed: opt(record<PackedSignature>({ signature, signedWith: keyUse })),
});
export const packedOutcome = record<PackedOutcome>({
  nth: count,
  times: bytes(4, 40),
  epoch: opt(text(64)),
  ofPush: opt(count),
  hash: opt(hash),
  receipts: bytes(0, PACKED_BYTES_MAX),
  signature,
});

/** What one end knows of the pushes that went one way. */
class PushMemory {
  readonly entries = new EntryMemory();
  private readonly batchHashes = new Map<number, Bytes>();
  nth = 0;
  nextSeq = 0;
  head: Bytes | null = null;

  took(push: Push): void {
    let head = push.previousHash;
    const hashes = push.entries.map((canonical) => (head = linkHash(head, canonical)));
    this.batchHashes.set(this.nth, sha256(...hashes));
    this.batchHashes.delete(this.nth - PUSHES_KEPT);
    this.nth += 1;
    this.nextSeq = push.firstSeq + push.entries.length;
    this.head = head;
  }
  batchHash(nth: number): Bytes | undefined {
    return this.batchHashes.get(nth);
  }
  /** The number of the push with these entries, or null. */
  nthOf(batchHash: Bytes): number | null {
    for (const [nth, one] of this.batchHashes) if (equalBytes(one, batchHash)) return nth;
    return null;
  }
}

/** Whose journal this connection carries, as the hello said. */
export interface Owner {
  readonly device: string;
  readonly branch: string;
}

export class PushLine {
  private readonly pushed = new PushMemory();
  private readonly receipts: ReceiptMemory = { seq: 0, version: 0 };
  private outcomes = 0;
  private epoch: string | null = null;
  private readonly times = { hubTime: 0, receivedSeq: 0, archivedSeq: 0 };

  constructor(private readonly owner: Owner) {}

  /** null: this push goes in its plain form. */
  packPush(push: Push): Cbor | null {
    const total = push.entries.reduce((sum, one) => sum + one.length, 0);
    const isUnvouched = push.signature === null && push.signedWith !== 'vault';
    const isPlain = isUnvouched || push.early || push.recorded.length > 0 || total > UNPACKED_BYTES_MAX;
    if (isPlain || push.entries.some((one) => one.length > ENTRY_BYTES_MAX)) return null;
    const { pushed } = this;
    const follows =
      push.firstSeq === pushed.nextSeq && pushed.head !== null && equalBytes(push.previousHash, pushed.head);
    const out = new ByteWriter();
    out.varint(push.entries.length);
    for (const [at, one] of push.entries.entries()) writeEntry(out, pushed.entries, one, push.firstSeq + at);
    const turn = pushed.nth % ROUND;
    pushed.took(push);
    const { signature: by, signedWith } = push;
    return packedPush.to({
      turn,
      start: follows ? null : { seq: push.firstSeq, previousHash: push.previousHash },
      entries: out.done(),
      check: (pushed.head ?? push.previousHash).slice(0, CHECK_BYTES),
      signed: by === null ? null : { signature: by, signedWith },
    });
  }

  /** undefined: not what the other end meant. @throws TypedFault */
  unpackPush(body: Cbor): Push | undefined {
    const packed = packedPush.from(body);
    const { pushed } = this;
    if (packed?.turn !== pushed.nth % ROUND) return undefined;
    const start = packed.start ?? (pushed.head === null ? null : { seq: pushed.nextSeq, previousHash: pushed.head });
    if (start === null || !Number.isSafeInteger(start.seq + PUSH_ENTRIES_MAX)) return undefined;
    const reader = new ByteReader(packed.entries);
    const entries: Bytes[] = [];
    let room = UNPACKED_BYTES_MAX;
    for (let left = reader.count(PUSH_ENTRIES_MAX); left > 0; left--) {
      const canonical = readEntry(reader, pushed.entries, start.seq + entries.length);
      room -= canonical.length;
      if (room < 0) return undefined;
      entries.push(canonical);
    }
    if (reader.left > 0) return undefined;
    const push: Push = {
      type: 'push',
      firstSeq: start.seq,
      previousHash: start.previousHash,
      entries,
      signature: packed.signed?.signature ?? null,
      signedWith: packed.signed?.signedWith ?? 'vault',
      early: false,
      recorded: [],
    };
    pushed.took(push);
    return equalBytes((pushed.head ?? push.previousHash).slice(0, CHECK_BYTES), packed.check) ? push : undefined;
  }

  /** null: this outcome goes in its plain form. */
  packOutcome(message: Outcome): Cbor | null {
    const outcome = readOutcome(message.signed);
    if (outcome?.device !== this.owner.device || outcome.branch !== this.owner.branch) return null;
    const receipts = new ByteWriter();
    if (!writeReceipts(receipts, this.receipts, outcome.receipts)) return null;
    const times = new ByteWriter();
    times.signed(message.hubTime - this.times.hubTime);
    times.signed(message.receivedSeq - this.times.receivedSeq);
    times.signed(message.receivedSeq - message.signedSeq);
    times.signed(message.archivedSeq - this.times.archivedSeq);
    this.keep(message);
    const ofPush = this.pushed.nthOf(outcome.entriesHash);
    const epoch = outcome.epoch === this.epoch ? null : outcome.epoch;
    this.epoch = outcome.epoch;
    return packedOutcome.to({
      nth: this.outcomes++,
      times: times.done(),
      epoch,
      ofPush,
      hash: ofPush === null ? outcome.entriesHash : null,
      receipts: receipts.done(),
      signature: message.signature,
    });
  }

  private keep({ hubTime, receivedSeq, archivedSeq }: Pick<Outcome, 'hubTime' | 'receivedSeq' | 'archivedSeq'>): void {
    this.times.hubTime = hubTime;
    this.times.receivedSeq = receivedSeq;
    this.times.archivedSeq = archivedSeq;
  }

  /** undefined: not what the hub meant. @throws TypedFault */
  unpackOutcome(body: Cbor): Outcome | undefined {
    const packed = packedOutcome.from(body);
    if (packed?.nth !== this.outcomes) return undefined;
    this.outcomes += 1;
    const reader = new ByteReader(packed.times);
    const hubTime = this.times.hubTime + reader.signed();
    const receivedSeq = this.times.receivedSeq + reader.signed();
    const signedSeq = receivedSeq - reader.signed();
    const archivedSeq = this.times.archivedSeq + reader.signed();
    if (reader.left > 0 || Math.min(receivedSeq, signedSeq, archivedSeq) < 0) throw new TypedFault('times');
    this.keep({ hubTime, receivedSeq, archivedSeq });
    const entriesHash = packed.ofPush === null ? packed.hash : this.pushed.batchHash(packed.ofPush);
    this.epoch = packed.epoch ?? this.epoch;
    if (entriesHash === undefined || entriesHash === null || this.epoch === null) return undefined;
    const receiptsReader = new ByteReader(packed.receipts);
    const receipts = readReceipts(receiptsReader, this.receipts, RECEIPTS_MAX);
    if (receiptsReader.left > 0) return undefined;
    const signed = outcomeBytes({ ...this.owner, epoch: this.epoch, receipts, entriesHash });
    return { type: 'outcome', hubTime, receivedSeq, signedSeq, archivedSeq, signed, signature: packed.signature };
  }
}
