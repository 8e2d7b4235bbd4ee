import type { Fen } from '../../../shared/kernel/money.ts';
import type { JournalLine } from '../worker/api.ts';

/** Counts and gross sums of a day's entries by how far they have come. A later light includes the earlier ones. */
export interface CountAndFen {
  readonly count: number;
  readonly fen: Fen;
}
export interface JournalSummary {
  readonly recorded: CountAndFen;
  readonly received: CountAndFen;
  readonly posted: CountAndFen;
  /** Entries posted with a case or in suspense; fen is what lies in suspense. */
  readonly cases: CountAndFen;
}

const sum = (lines: readonly JournalLine[], fen: (line: JournalLine) => Fen): CountAndFen => ({
  count: lines.length,
  fen: lines.reduce((total, line) => total + fen(line), 0),
});

export function summarise(lines: readonly JournalLine[]): JournalSummary {
  const amount = (line: JournalLine): Fen => (line.lights === 'rejected' ? 0 : line.amountFen);
  return {
    recorded: sum(lines, amount),
    received: sum(
      lines.filter((line) => line.lights !== 'recorded' && line.lights !== 'unknown'),
      amount,
    ),
    posted: sum(
      lines.filter((line) => line.lights === 'posted' || line.lights === 'reversed'),
      amount,
    ),
    cases: sum(
      lines.filter((line) => line.lights === 'case'),
      (line) => line.suspenseFen,
    ),
  };
}
