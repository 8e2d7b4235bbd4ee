import * as v from 'valibot';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { PersonName } from './office-fields.ts';
import type { OfficeUnit } from './office.ts';

/** Sealed bags between outlets and the county (domain 4.5 A): what the outlet recorded, what the county counted. */

export interface BagLine {
  readonly id: string;
  readonly outlet: OfficeUnit;
  readonly kind: 'to_county' | 'from_county';
  readonly businessDate: BusinessDate;
  readonly sealNo: string | null;
  readonly escorts: readonly PersonName[];
  readonly outletFen: Fen;
  readonly outletAt: Instant;
  readonly outletBy: PersonName | null;
  /** What the county counted in, or sent out; null = it has not said. */
  readonly countyFen: Fen | null;
  readonly countyAt: Instant | null;
  readonly countyBy: PersonName | null;
}
export const bagsQuery = v.object({ state: v.optional(v.picklist(['waiting', 'all'])) });
export type BagsQuery = v.InferOutput<typeof bagsQuery>;
export interface BagsAnswer {
  readonly asOf: Instant;
  /** Waiting ones first, oldest first; then the newest. */
  readonly bags: readonly BagLine[];
}

const FEN_MAX = 9_999_999_999;
export const bagCount = v.object({
  /** Drawn once per form, so that a repeated press is the same command. */
  commandId: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)),
  branch: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  bag: v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,60}$/)),
  fen: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FEN_MAX)),
});
export type BagCount = v.InferOutput<typeof bagCount>;
