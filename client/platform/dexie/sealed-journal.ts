import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { nextStretch, type SealedJournal, type SegmentAtRest } from '../../../sync/index.ts';
import type { SegmentRecord, TerminalDatabase } from './database.ts';

/** The journal as it lies, read without any key: what a locked tablet delivers, carries away or rescues. */

interface Lying extends SegmentAtRest {
  readonly box: Bytes;
}

const lying = ({ segment, firstSeq, box, lastSeq, signature }: SegmentRecord): Lying => ({
  segment,
  firstSeq,
  box,
  head: lastSeq === null || signature === null ? null : { lastSeq, signature },
});

export function sealedJournal(db: TerminalDatabase): SealedJournal {
  const lastSeq = async (): Promise<number> => ((await db.journal.orderBy('seq').lastKey()) as number | undefined) ?? 0;
  return {
    lastSeq,
    async partAfter(seq, signedSeq, bytesMax) {
      const segments = (await db.segments.orderBy('segment').toArray()).map(lying);
      const next = nextStretch(segments, await lastSeq(), { seq, signedSeq });
      if (next === null) return null;
      const entries: Bytes[] = [];
      let bytes = 0;
      const within = db.journal.where('seq').between(next.fromSeq, next.toSeq, true, true);
      for (const { sealed } of next.toSeq < next.fromSeq ? [] : await within.toArray()) {
        bytes += sealed.length;
        if (entries.length > 0 && bytes > bytesMax) break;
        entries.push(sealed);
      }
      const { segment, box, head } = next.segment;
      return { segment, box, firstSeq: next.fromSeq, entries, head };
    },
  };
}
