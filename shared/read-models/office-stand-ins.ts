import * as v from 'valibot';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { STAND_IN_COMMANDS, STAND_IN_SOURCES, type standIn } from '../tables/stand-in.ts';
import type { RowOf } from '../tables/define.ts';

/** What the office's device page shows and asks of entries that were lost with a tablet and are entered from paper. */

const COMMAND_ID = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/));
const of = {
  /** Drawn once per form, so that a repeated press is the same command. */
  commandId: COMMAND_ID,
  branch: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  device: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** Number of the entry in the tablet's journal, printed on its slip. */
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  words: v.pipe(v.string(), v.maxLength(400)),
};
const DATE = v.pipe(v.string(), v.isoDate());
const digits = (min: number, max: number) => v.pipe(v.string(), v.regex(new RegExp(`^\\d{${min},${max}}$`)));

export const standInStep = v.variant('step', [
  v.object({
    ...of,
    step: v.literal('propose'),
    source: v.picklist(STAND_IN_SOURCES),
    slipNo: v.nullable(digits(6, 22)),
    command: v.picklist(STAND_IN_COMMANDS),
    accountNo: v.nullable(digits(15, 15)),
    /** Fen. */
    fen: v.pipe(v.number(), v.safeInteger()),
    till: digits(2, 2),
    businessDate: DATE,
    /** The time on the paper. */
    writtenAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    teller: v.nullable(digits(11, 11)),
  }),
  v.object({ ...of, step: v.literal('confirm'), agreed: v.boolean() }),
]);
export type StandInStep = v.InferOutput<typeof standInStep>;

/** The code on a slip: the entry itself, sealed to the hub. */
export const slipCodeRequest = v.object({ code: v.pipe(v.string(), v.maxLength(60_000)) });
export type SlipCodeRequest = v.InferOutput<typeof slipCodeRequest>;
export interface SlipCodeAnswer {
  readonly branch: string;
  readonly device: string;
  readonly seq: number;
  /** Taken now, waiting for people (the tablet is out of service, or others before it are missing), or known before. */
  readonly state: 'judged' | 'held' | 'known';
}

type Row = RowOf<typeof standIn>;
export interface StandInLine {
  readonly seq: number;
  readonly status: Row['status'];
  readonly source: Row['source'];
  readonly slipNo: string | null;
  readonly command: Row['command'];
  /** Last four digits. */
  readonly accountTail: string | null;
  /** null without the right to money. */
  readonly fen: Fen | null;
  readonly till: string;
  readonly businessDate: BusinessDate;
  readonly writtenAt: Instant;
  readonly words: string;
  readonly by: string | null;
  readonly byName: string | null;
  readonly at: Instant;
  readonly checker: string | null;
  readonly checkerName: string | null;
  readonly decision: string | null;
}
export interface StandInsAnswer {
  readonly asOf: Instant;
  /** By seq. */
  readonly lines: readonly StandInLine[];
  /** Till of this tablet, for the form; null = it holds none. */
  readonly till: string | null;
}
