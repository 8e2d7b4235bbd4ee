/** One entry whose write the store refuses must not stop the others: what a failed write would have judged is halved down to it. */
export interface Attempt {
  /** Seqs of the entries this attempt would judge. */
  seqs: readonly number[];
}

/**
 * What to try after a failed write. @returns the seq the next attempt ends with; a single entry is added to `raw`, to be
 * kept as bytes. @throws the failure itself when nothing was to be judged, or not even bytes can be kept: the store is down.
 */
export function narrow({ seqs }: Attempt, raw: Set<number>, failure: unknown): number {
  const [only] = seqs;
  if (only === undefined) throw failure;
  if (seqs.length > 1) return seqs[(seqs.length >> 1) - 1] ?? only;
  if (raw.has(only)) throw failure;
  raw.add(only);
  return only;
}
