import type { Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';

/** What the office is shown of a device's journal: what is missing, what is held and why. */

export interface SeqRange {
  readonly from: number;
  readonly to: number;
}
/** An entry that came and is not judged. What nobody can read has no command. */
export interface HeldLine {
  readonly seq: number;
  readonly reason: string;
  readonly command: string | null;
  readonly direction: 'in' | 'out' | 'none';
  /** null without the right to money. */
  readonly fen: Fen | null;
  readonly capturedAt: Instant | null;
  readonly receivedAt: Instant;
}
export interface JournalState {
  /** Highest seq taken in its turn. */
  readonly seq: number;
  /** Behind it and before what is held: neither here nor declared lost. */
  readonly missing: readonly SeqRange[];
  /** Declared lost by two persons and not come since. */
  readonly lost: readonly SeqRange[];
  readonly held: readonly HeldLine[];
}

export const countOf = (ranges: readonly SeqRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
export const rangeText = ({ from, to }: SeqRange): string => (from === to ? String(from) : `${from}–${to}`);
