import { dayToDate } from '../../shared/kernel/dates.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';

/** What the county read off a slip, as the log keeps it. */
export interface Paper {
  readonly command: string;
  readonly accountNo: string | null;
  readonly fen: number;
  readonly till: string;
  readonly date: string;
  readonly at: number;
}

/** Fields of `device.stand_in` in their order. */
export const readPaper = (payload: readonly Cbor[]): Paper => ({
  command: String(payload[4]),
  accountNo: typeof payload[5] === 'string' ? payload[5] : null,
  fen: Number(payload[6]),
  till: String(payload[7]),
  date: dayToDate(Number(payload[8])),
  at: Number(payload[9]),
});
