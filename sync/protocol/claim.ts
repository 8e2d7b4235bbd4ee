import type { BusinessDate } from '../../shared/kernel/dates.ts';

/** What was captured of one (command, direction, business date): number of entries and fen. Part of a hello. */
export interface Claim {
  readonly command: string;
  readonly direction: 'in' | 'out' | 'none';
  readonly businessDate: BusinessDate;
  readonly count: number;
  readonly fen: number;
}
