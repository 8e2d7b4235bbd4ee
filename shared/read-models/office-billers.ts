import * as v from 'valibot';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { commandId, rowId, unitCode, type PersonName } from './office-fields.ts';
import type { OfficeUnit } from './office.ts';

/** 代收结算: what outlets collected for billers and handed over, and what their county owes and has paid. */

export interface BillerPaymentLine {
  readonly id: string;
  readonly fen: Fen;
  readonly reference: string;
  readonly status: 'proposed' | 'paid' | 'refused';
  readonly by: PersonName;
  readonly at: Instant;
  readonly checker: PersonName | null;
  readonly decidedAt: Instant | null;
  readonly decision: string;
}
export interface BillerLine {
  readonly county: OfficeUnit;
  readonly biller: string;
  readonly name: string;
  readonly nameEn: string;
  readonly handedFen: Fen;
  readonly paidFen: Fen;
  /** Newest first; one that waits for a second person before all others. */
  readonly payments: readonly BillerPaymentLine[];
}
/** Collected and not handed over yet. */
export interface CollectedLine {
  readonly outlet: OfficeUnit;
  readonly biller: string;
  readonly name: string;
  readonly nameEn: string;
  readonly businessDate: BusinessDate;
  readonly count: number;
  readonly fen: Fen;
}
export interface BillersAnswer {
  readonly asOf: Instant;
  readonly billers: readonly BillerLine[];
  readonly collected: readonly CollectedLine[];
}

const FEN_MAX = 99_999_999_999;
const code = v.pipe(v.string(), v.regex(/^[\w-]{2,40}$/));
export const billerStep = v.variant('step', [
  v.object({
    step: v.literal('pay'),
    commandId,
    branch: unitCode,
    biller: code,
    fen: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FEN_MAX)),
    reference: v.pipe(v.string(), v.maxLength(60)),
  }),
  v.object({
    step: v.literal('confirm'),
    commandId,
    branch: unitCode,
    payment: rowId,
    agreed: v.boolean(),
    words: v.pipe(v.string(), v.maxLength(400)),
  }),
]);
export type BillerStep = v.InferOutput<typeof billerStep>;
