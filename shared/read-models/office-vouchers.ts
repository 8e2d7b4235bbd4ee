import * as v from 'valibot';
import type { Instant } from '../kernel/dates.ts';
import type { SampleReason } from '../rules/voucher-sample.ts';
import { FINDINGS, type Finding } from '../tables/voucher-check.ts';
import type { PersonName } from './office-fields.ts';
import { outletsQuery, type InteractionLine } from './office.ts';

/** 凭证监督: the vouchers of one date that supervision looks at, and what was found. */

export interface VoucherLine extends InteractionLine {
  /** Why it is looked at. */
  readonly why: SampleReason;
  readonly makerIs: PersonName | null;
  readonly checkerIs: PersonName | null;
  /** null = nobody has looked at it yet. */
  readonly check: {
    readonly finding: Finding | null;
    readonly words: string;
    readonly by: string | null;
    readonly at: Instant;
  } | null;
}
export const vouchersQuery = outletsQuery;
export interface VouchersAnswer {
  readonly asOf: Instant;
  readonly date: string;
  /** All vouchers of the date, of which `vouchers` were chosen. */
  readonly all: number;
  /** Those nobody has looked at first. */
  readonly vouchers: readonly VoucherLine[];
}

export const voucherCheckRequest = v.object({
  /** Drawn once per form, so that a repeated press is the same command. */
  commandId: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)),
  branch: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  entry: v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,60}$/)),
  finding: v.nullable(v.picklist(FINDINGS)),
  words: v.pipe(v.string(), v.maxLength(400)),
});
export type VoucherCheckRequest = v.InferOutput<typeof voucherCheckRequest>;
