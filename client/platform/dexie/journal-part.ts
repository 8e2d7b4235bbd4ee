import { encodeCbor, type Cbor } from '../../../shared/kernel/cbor.ts';
import { equalBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import {
  decodeEntry,
  headBytes,
  linkHash,
  StorageFull,
  type AppendFault,
  type Entry,
  type JournalHead,
  type JournalRecord,
  type Receipt,
  type RowChange,
  type Split,
} from '../../../sync/index.ts';
import { entryPlace, segmentPurpose } from '../../../shared/kernel/sealed-form.ts';
import { seal, SealBroken, unseal } from '../vault/cipher.ts';
import { sealTo } from '../vault/sealed-box.ts';
import {
  Fenced,
  HeadMoved,
  type BatchRecord,
  type EvidenceRecord,
  type SealedEntry,
  type SegmentRecord,
} from './database.ts';
import type { ReplicaPart } from './replica-part.ts';
import { readCbor } from './row-codec.ts';
import type { StoreCore } from './store-core.ts';
import type { Write } from './transact.ts';

/**
 * The journal: each entry its own ciphertext under its segment's random key. The segment's header, durable
 * before its first entry, holds that key twice: under the vault and in a box to the hub. Entries are never
 * changed; state comes from the head and the receipts.
 */
export const SEGMENT_ENTRIES_MAX = 256;
const RECENT_ENTRIES = 1000;

interface OpenSegment {
  readonly segment: number;
  readonly firstSeq: number;
  /** Awake segment of the entries inside; a new one starts a new journal segment. */
  awake: number | null;
  readonly key: CryptoKey;
}
interface Kept {
  readonly entry: Entry;
  readonly canonical: Bytes;
  readonly hash: Bytes;
}

const splitToCbor = (split: Split | null): Cbor =>
  split === null ? null : [split.accountFen, split.suspenseLedger, split.suspenseFen];
export const receiptBytes = (r: Receipt): Bytes =>
  encodeCbor([r.seq, r.verdict, r.first, r.code, splitToCbor(r.split), r.version]);
export function receiptFrom(bytes: Uint8Array): Receipt {
  const [seq, verdict, first, code, split, version] = readCbor(bytes) as readonly [
    number,
    Receipt['verdict'],
    Receipt['first'],
    string | null,
    Cbor,
    number,
  ];
  const parts = split as readonly [number, string | null, number] | null;
  const read = parts === null ? null : { accountFen: parts[0], suspenseLedger: parts[1], suspenseFen: parts[2] };
  return { seq, verdict, first, code, split: read, version };
}

/** A repeat counts as what it was the first time. */
export const firstVerdict = (r: Receipt): Receipt['verdict'] =>
  r.verdict === 'duplicate' ? (r.first ?? 'duplicate') : r.verdict;

export class JournalPart {
  private readonly kept = new Map<number, Kept>();
  private readonly receiptsKept = new Map<number, Receipt>();
  private readonly segmentKeys = new Map<number, CryptoKey>();
  private current: OpenSegment | null = null;
  private pictures: readonly EvidenceRecord[] = [];

  constructor(
    private readonly core: StoreCore,
    private readonly replica: ReplicaPart,
    private readonly mayWrite: () => Promise<void>,
  ) {}

  /** Brings what is not settled and the latest entries into memory, and closes what a killed browser left open. */
  async open(now: number): Promise<void> {
    const { head } = this.core;
    const from = Math.max(head.trimmedSeq + 1, head.seq - RECENT_ENTRIES + 1);
    const seqs = new Set(head.pending);
    for (let seq = from; seq <= head.seq; seq++) seqs.add(seq);
    await this.load([...seqs]);
    const open = await this.core.db.segments.filter((one) => one.closedAt === null).toArray();
    for (const one of open) await this.core.exclusive(() => this.close(one, now));
  }

  async append(
    record: JournalRecord,
    optimistic: readonly RowChange[],
    previous: JournalHead,
  ): Promise<Result<null, AppendFault>> {
    return this.core.exclusive(async () => {
      const { head } = this.core;
      if (head.seq !== previous.seq || !equalBytes(head.hash, previous.hash) || record.seq !== head.seq + 1)
        return err('head_moved');
      try {
        await this.write(record, optimistic);
        return ok(null);
      } catch (thrown) {
        if (thrown instanceof Fenced) return err('fenced');
        if (thrown instanceof HeadMoved) return err('head_moved');
        if (thrown instanceof StorageFull) return err('storage_full');
        throw thrown;
      }
    });
  }

  /** While `work` runs, what is appended takes `picture` along in its own transaction. */
  async withPicture<T>(picture: EvidenceRecord, work: () => Promise<T>): Promise<T> {
    this.pictures = [picture];
    try {
      return await work();
    } finally {
      this.pictures = [];
    }
  }

  private async write(record: JournalRecord, optimistic: readonly RowChange[]): Promise<void> {
    const segment = await this.segmentFor(record);
    const { head } = this.core;
    const layer = this.replica.overlay.layerOf(optimistic);
    const [sealed, overlay] = await Promise.all([
      seal(segment.key, entryPlace(record.seq), 1, encodeCbor([record.canonical, record.hash])),
      layer.seal(),
      this.mayWrite(),
    ]);
    const row: SealedEntry = { seq: record.seq, segment: segment.segment, sealed };
    const change = { seq: record.seq, hash: record.hash, pending: [...head.pending, record.seq] };
    await this.core.commit(change, [
      { store: 'journal', add: row },
      ...overlay,
      ...this.pictures.map((picture): Write => ({ store: 'evidence', put: picture })),
    ]);
    this.kept.set(record.seq, { entry: record.entry, canonical: record.canonical, hash: record.hash });
    this.replica.onChanged(layer.note());
  }

  private async segmentFor(record: JournalRecord): Promise<OpenSegment> {
    const open = this.current;
    const full = open !== null && record.seq - open.firstSeq >= SEGMENT_ENTRIES_MAX;
    const slept = open !== null && open.awake !== null && open.awake !== record.entry.segment;
    if (open !== null && !full && !slept) {
      open.awake = record.entry.segment;
      return open;
    }
    if (open !== null) await this.closeOpen(record.entry.wallAt);
    const opened = await this.openSegment(record.entry.wallAt, record.seq);
    opened.awake = record.entry.segment;
    return opened;
  }

  /** Opens a segment ahead of the first entry, so that the first capture costs no more than the others. */
  prepare(now: number): Promise<void> {
    return this.core.exclusive(async () => {
      if (this.current === null) await this.openSegment(now, this.core.head.seq + 1);
    });
  }

  private async openSegment(now: number, firstSeq: number): Promise<OpenSegment> {
    const { core } = this;
    const segment = core.head.segment + 1;
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const extractable = await crypto.subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt', 'decrypt']);
    const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', extractable, core.keys.segmentKey, 'AES-KW'));
    const box = await sealTo(core.keys.hubSealingKey, segmentPurpose(core.keys.deviceId, segment), raw);
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    raw.fill(0);
    const record: SegmentRecord = {
      segment,
      openedAt: now,
      firstSeq,
      wrapped,
      box,
      closedAt: null,
      lastSeq: null,
      signature: null,
    };
    await core.commit({ segment }, [{ store: 'segments', add: record }]);
    this.current = { segment, firstSeq, awake: null, key };
    this.segmentKeys.set(segment, key);
    return this.current;
  }

  /** Closes and signs the open segment in one strict write. Call before the keys leave memory. */
  closeSegment(now: number): Promise<void> {
    return this.core.exclusive(() => this.closeOpen(now));
  }

  private async closeOpen(now: number): Promise<void> {
    if (this.current === null) return;
    const record = await this.core.db.segments.get(this.current.segment);
    if (record !== undefined) await this.close(record, now);
    this.current = null;
  }

  private async close(record: SegmentRecord, now: number): Promise<void> {
    const { core } = this;
    if (core.head.seq < record.firstSeq) {
      await core.commit({}, [{ store: 'segments', remove: record.segment }]);
      return;
    }
    const lastSeq = core.head.seq;
    const signature = await core.keys.sign(headBytes(core.keys.deviceId, lastSeq, core.head.hash));
    await core.commit({}, [{ store: 'segments', put: { ...record, closedAt: now, lastSeq, signature } }]);
  }

  private async keyOf(segment: number): Promise<CryptoKey> {
    const known = this.segmentKeys.get(segment);
    if (known !== undefined) return known;
    const record = await this.core.db.segments.get(segment);
    if (record === undefined) throw new SealBroken(`segment ${segment} has no header`);
    const key = await crypto.subtle.unwrapKey(
      'raw',
      record.wrapped,
      this.core.keys.segmentKey,
      'AES-KW',
      'AES-GCM',
      false,
      ['encrypt', 'decrypt'],
    );
    this.segmentKeys.set(segment, key);
    return key;
  }

  private async load(seqs: readonly number[]): Promise<void> {
    const missing = seqs.filter((seq) => !this.kept.has(seq));
    if (missing.length === 0) return;
    const rows = await this.core.db.journal.bulkGet(missing);
    const receipts = await this.core.db.receipts.bulkGet(missing);
    await Promise.all(rows.map((row) => (row === undefined ? null : this.unsealEntry(row))));
    await Promise.all(
      receipts.map(async (row) => {
        if (row === undefined) return;
        this.receiptsKept.set(row.seq, receiptFrom(await this.core.openAt('receipts', String(row.seq), row.sealed)));
      }),
    );
  }

  private async unsealEntry(row: SealedEntry): Promise<void> {
    const plain = await unseal(await this.keyOf(row.segment), entryPlace(row.seq), row.sealed);
    const [canonical, hash] = readCbor(plain) as readonly [Bytes, Bytes];
    const entry = decodeEntry(canonical);
    if (!entry.ok) throw new SealBroken(`journal ${row.seq} ${entry.error}`);
    this.kept.set(row.seq, { entry: entry.value, canonical, hash });
  }

  async records(seqs: readonly number[]): Promise<readonly JournalRecord[]> {
    await this.load(seqs);
    const pending = new Set(this.core.head.pending);
    const out: JournalRecord[] = [];
    for (const seq of seqs) {
      const kept = this.kept.get(seq);
      if (kept === undefined) continue;
      const state = !pending.has(seq) ? 'settled' : seq <= this.core.head.receivedSeq ? 'received' : 'recorded';
      out.push({ seq, ...kept, state, receipt: this.receiptsKept.get(seq) ?? null });
    }
    return out;
  }

  async journalAfter(afterSeq: number, countMax: number, bytesMax: number): Promise<readonly JournalRecord[]> {
    const last = Math.min(this.core.head.seq, afterSeq + countMax);
    const seqs: number[] = [];
    for (let seq = afterSeq + 1; seq <= last; seq++) seqs.push(seq);
    const out: JournalRecord[] = [];
    let bytes = 0;
    for (const record of await this.records(seqs)) {
      bytes += record.canonical.length;
      if (out.length > 0 && bytes > bytesMax) break;
      out.push(record);
    }
    return out;
  }

  async saveReceipts(signed: Bytes, receipts: readonly Receipt[], receivedSeq: number): Promise<void> {
    return this.core.exclusive(async () => {
      const { core } = this;
      const rows = await Promise.all(
        receipts.map(async (r) => ({
          seq: r.seq,
          sealed: await core.sealAt('receipts', String(r.seq), receiptBytes(r)),
        })),
      );
      const batches = await this.sealBatch(signed, receipts);
      const gone = new Set(receipts.filter((r) => firstVerdict(r) === 'rejected').map((r) => r.seq));
      const change = {
        receivedSeq,
        pending: core.head.pending.filter((seq) => !gone.has(seq)),
      };
      await core.commit(change, [
        ...rows.map((row): Write => ({ store: 'receipts', put: row })),
        ...batches.map((batch): Write => ({ store: 'batches', add: batch })),
      ]);
      for (const r of receipts) this.receiptsKept.set(r.seq, r);
    });
  }

  private async sealBatch(signed: Bytes, receipts: readonly Receipt[]): Promise<BatchRecord[]> {
    if (receipts.length === 0) return [];
    const seqs = receipts.map((r) => r.seq);
    const firstSeq = Math.min(...seqs);
    const lastSeq = Math.max(...seqs);
    return [{ firstSeq, lastSeq, sealed: await this.core.sealAt('batches', `${firstSeq}-${lastSeq}`, signed) }];
  }

  async signedBatches(fromSeq: number, toSeq: number): Promise<readonly Bytes[]> {
    const found = await this.core.db.batches.where('lastSeq').aboveOrEqual(fromSeq).toArray();
    const wanted = found.filter((one) => one.firstSeq <= toSeq).sort((a, b) => (a.n ?? 0) - (b.n ?? 0));
    return Promise.all(wanted.map((one) => this.core.openAt('batches', `${one.firstSeq}-${one.lastSeq}`, one.sealed)));
  }

  /** Entries in memory, oldest first: the pending ones and the latest. */
  recent(): readonly number[] {
    return [...this.kept.keys()].sort((a, b) => a - b);
  }

  /** They are gone from the database: not in memory either. */
  forget(upTo: number): void {
    for (const seq of [...this.kept.keys()].filter((one) => one <= upTo)) {
      this.kept.delete(seq);
      this.receiptsKept.delete(seq);
    }
  }

  /** null when the stored chain of the latest entries leads to the head, else what is wrong. */
  async chainFault(countMax: number): Promise<string | null> {
    const { head } = this.core;
    const count = await this.core.db.journal.count();
    const kept = head.seq - head.trimmedSeq;
    if (count !== kept) return `journal holds ${count} of ${kept} entries`;
    const first = Math.max(head.trimmedSeq + 1, head.seq - countMax + 1);
    const seqs = Array.from({ length: head.seq - first + 1 }, (_, i) => first + i);
    let previous: Bytes | null = null;
    for (const record of await this.records(seqs)) {
      if (previous !== null && !equalBytes(linkHash(previous, record.canonical), record.hash))
        return `journal breaks at ${record.seq}`;
      previous = record.hash;
    }
    return previous !== null && !equalBytes(previous, head.hash) ? 'journal does not lead to its head' : null;
  }
}
