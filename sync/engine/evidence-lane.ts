import { bytesToHex, EMPTY_BYTES, equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Evidence, EvidenceAt } from '../protocol/messages.ts';

/**
 * What a signature looks like goes up after all money: the entry carries its hash, the picture follows when nothing
 * else waits, in parts of at most half a second of the measured link, from where the hub has it.
 */
export interface Pictures {
  /**
   * Hashes of what the hub in this life is not known to hold whole, and some of what it holds, oldest first, to hear
   * whether that is archived.
   */
  waiting(epoch: string): Promise<readonly Bytes[]>;
  /** null = it is no longer here. */
  read(hash: Bytes): Promise<Bytes | null>;
  /** The hub in this life holds it whole. */
  noteWhole(hash: Bytes, epoch: string): Promise<void>;
  /** It is in every backup that the hub still offers: not needed here. */
  drop(hash: Bytes): Promise<void>;
}

export const PART_BYTES_MAX = 8_192;
const PART_BYTES_MIN = 512;

export class EvidenceLane {
  private epoch: string | null = null;
  /** null = not looked up since something may have come. */
  private queue: Bytes[] | null = null;
  private current: { readonly hash: Bytes; readonly bytes: Bytes; from: number; isAsked: boolean } | null = null;
  private askedMono: number | null = null;
  /** Asked about in this session: once is enough. */
  private readonly done = new Set<string>();

  /** @param pictures null = this terminal keeps none */
  constructor(
    private readonly pictures: Pictures | null,
    private readonly mono: () => number,
  ) {}

  /** A new connection. @param epoch the life of the hub; null = it takes none */
  begin(epoch: string | null): void {
    this.epoch = epoch;
    this.current = null;
    this.askedMono = null;
    this.done.clear();
    this.look();
  }

  /** Something may have been added. */
  look(): void {
    this.queue = null;
  }

  /** Monotonic time of the open question, or null. */
  get openSince(): number | null {
    return this.askedMono;
  }

  /** The next part, or a question where the hub has it; null when there is nothing, or an answer is awaited. */
  async next(bytesPerSecond: number): Promise<Evidence | null> {
    if (this.epoch === null || this.pictures === null || this.askedMono !== null) return null;
    this.current ??= await this.take(this.pictures, this.epoch);
    const { current } = this;
    if (current === null) return null;
    this.askedMono = this.mono();
    const { hash, bytes, from } = current;
    const most = Math.min(PART_BYTES_MAX, Math.max(PART_BYTES_MIN, Math.floor(bytesPerSecond / 2)));
    const part = current.isAsked ? bytes.slice(from, from + most) : EMPTY_BYTES;
    current.isAsked = true;
    return { type: 'evidence', hash, total: bytes.length, from, part };
  }

  private async take(pictures: Pictures, epoch: string) {
    this.queue ??= [...(await pictures.waiting(epoch))];
    for (let hash = this.queue.shift(); hash !== undefined; hash = this.queue.shift()) {
      if (this.done.has(bytesToHex(hash))) continue;
      const bytes = await pictures.read(hash);
      if (bytes !== null) return { hash, bytes, from: 0, isAsked: false };
    }
    return null;
  }

  async answered({ hash, bytes, state }: EvidenceAt): Promise<void> {
    const { current, epoch, pictures } = this;
    if (current === null || epoch === null || pictures === null || !equalBytes(current.hash, hash)) return;
    this.askedMono = null;
    // A hub that stands beyond the end, or says part of what was sent whole, has something else.
    if (state === 'part' && bytes < current.bytes.length) {
      current.from = bytes;
      return;
    }
    this.current = null;
    this.done.add(bytesToHex(hash));
    if (state === 'whole') await pictures.noteWhole(hash, epoch);
    if (state === 'archived') await pictures.drop(hash);
  }
}
