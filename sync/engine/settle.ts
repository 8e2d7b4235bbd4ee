import type { JournalRecord, Receipt } from './ports.ts';

/**
 * When an entry leaves `pending`: only when the branch version of its receipt is applied here, so that its
 * effect is never shown twice nor lost in between. Rejected entries leave at once, held ones stay. Pure.
 */

/** A duplicate is treated as its first verdict. */
export function effective(receipt: Receipt): Receipt {
  if (receipt.verdict !== 'duplicate' || receipt.first === null) return receipt;
  return { ...receipt, verdict: receipt.first, first: null };
}

export const isFinal = (receipt: Receipt | null): receipt is Receipt =>
  receipt !== null && effective(receipt).verdict !== 'held';

/** Seqs that leave pending once `version` of their branch is applied. `stale`: receipts the hub has forgotten. */
export function settledBy(
  pending: readonly JournalRecord[],
  version: number,
  stale: ReadonlySet<number>,
): readonly number[] {
  return pending
    .filter((record) => isFinal(record.receipt) && !stale.has(record.seq) && record.receipt.version <= version)
    .map((record) => record.seq);
}

/** Whether a receipt may replace the one that is kept: a final one stands, unless the hub has forgotten it. */
export const mayReplace = (kept: Receipt | null, stale: boolean): boolean => stale || !isFinal(kept);
