import { concatBytes, equalBytes, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor } from '../../shared/kernel/cbor.ts';
import { hmacSha256, sha256 } from '../../shared/kernel/hash.ts';
import type { OpenedEntry, SealOpener } from '../engine/hub-api.ts';
import type { JournalRecord } from '../engine/ports.ts';
import type { SealedJournal } from '../engine/sealed-delivery.ts';
import { nextStretch, type SegmentAtRest } from '../engine/sealed-part.ts';
import type { SealedPart, SegmentHead } from '../protocol/messages.ts';

/** Sealing for tests: readable by everybody, but what was damaged or belongs to another segment does not open. */

const keyOf = (device: string, segment: number): Bytes => sha256(textToBytes(`segment ${device} ${segment}`));
const MAC_BYTES = 32;

export const testBox = (device: string, segment: number): Bytes => keyOf(device, segment);

export function testSeal(device: string, segment: number, entry: OpenedEntry): Bytes {
  const plain = encodeCbor([entry.canonical, entry.hash]);
  return concatBytes(hmacSha256(keyOf(device, segment), plain), plain);
}

function openOne(key: Bytes, sealed: Bytes): OpenedEntry | null {
  const plain = sealed.slice(MAC_BYTES);
  if (!equalBytes(hmacSha256(key, plain), sealed.slice(0, MAC_BYTES))) return null;
  const cbor = decodeCbor(plain);
  if (!cbor.ok) return null;
  const [canonical, hash] = cbor.value as readonly [Bytes, Bytes];
  return { canonical, hash };
}

export const testSealing: SealOpener = {
  open(device, part) {
    const key = keyOf(device, part.segment);
    const ours = equalBytes(part.box, key);
    return Promise.resolve(part.entries.map((sealed) => (ours ? openOne(key, sealed) : null)));
  },
};

/** A journal in memory as it lies at rest: segments end where a head was signed. */
export class TestSealedJournal implements SealedJournal {
  readonly heads: SegmentHead[] = [];

  constructor(
    private readonly device: string,
    private readonly records: () => readonly JournalRecord[],
  ) {}

  lastSeq(): Promise<number> {
    return Promise.resolve(this.records().length);
  }

  private segments(): readonly SegmentAtRest[] {
    const firstSeqs = [1, ...this.heads.map((head) => head.lastSeq + 1)];
    return firstSeqs.map((firstSeq, segment) => ({ segment, firstSeq, head: this.heads[segment] ?? null }));
  }

  partAfter(seq: number, signedSeq: number, bytesMax: number): Promise<SealedPart | null> {
    const next = nextStretch(this.segments(), this.records().length, { seq, signedSeq });
    if (next === null) return Promise.resolve(null);
    const { segment, head } = next.segment;
    const entries: Bytes[] = [];
    let bytes = 0;
    for (const record of this.records().slice(next.fromSeq - 1, next.toSeq)) {
      const sealed = testSeal(this.device, segment, record);
      bytes += sealed.length;
      if (entries.length > 0 && bytes > bytesMax) break;
      entries.push(sealed);
    }
    return Promise.resolve({ segment, box: testBox(this.device, segment), firstSeq: next.fromSeq, entries, head });
  }
}
