import type { SegmentHead } from '../protocol/messages.ts';

/** Which stretch of a sealed journal is delivered next. Pure. */

export interface SegmentAtRest {
  readonly segment: number;
  readonly firstSeq: number;
  /** null while open. */
  readonly head: SegmentHead | null;
}
export interface Stretch<S extends SegmentAtRest> {
  readonly segment: S;
  /** Empty (`toSeq` before `fromSeq`) when only the segment's head is still to be delivered. */
  readonly fromSeq: number;
  readonly toSeq: number;
}

/**
 * First the newest head of what the hub has and nobody signed for yet, then the entries behind `seq`, one segment
 * at a time.
 * @param segments in their order. @param lastSeq of the newest entry.
 */
export function nextStretch<S extends SegmentAtRest>(
  segments: readonly S[],
  lastSeq: number,
  hub: { readonly seq: number; readonly signedSeq: number },
): Stretch<S> | null {
  const { seq, signedSeq } = hub;
  const unsigned = segments.filter(
    (one) => one.head !== null && one.head.lastSeq <= seq && one.head.lastSeq > signedSeq,
  );
  const newest = unsigned.at(-1);
  if (newest?.head) return { segment: newest, fromSeq: newest.head.lastSeq + 1, toSeq: newest.head.lastSeq };
  const next = segments.find((one) => (one.head?.lastSeq ?? lastSeq) > seq);
  return next === undefined ? null : { segment: next, fromSeq: seq + 1, toSeq: next.head?.lastSeq ?? lastSeq };
}
