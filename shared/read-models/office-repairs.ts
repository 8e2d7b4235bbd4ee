import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { RepairReason } from '../rules/repair.ts';
import type { OfficeUnit } from './office.ts';

/** The repair desk at the office: every entry of the subtree that is not posted although its time is over. */
export interface RepairLine {
  readonly outlet: OfficeUnit;
  readonly reason: RepairReason;
  /** null = it came by no tablet. */
  readonly device: { readonly id: string; readonly deviceNo: string } | null;
  /** Of the tablet's journal; `to` the same for one entry. null = it came by no tablet. */
  readonly seqs: { readonly from: number; readonly to: number } | null;
  /** null = nobody can read it, or it has not come. */
  readonly command: string | null;
  /** null without the right to money, or when it is not known. */
  readonly fen: Fen | null;
  readonly businessDate: BusinessDate | null;
  /** Since when it stands here: received, or last heard of. */
  readonly since: Instant;
  /** Its case, and who works on it. */
  readonly case: { readonly id: string; readonly owner: string | null; readonly dueAt: Instant } | null;
}
export interface RepairsAnswer {
  readonly asOf: Instant;
  /** Oldest first, at most `REPAIRS_SHOWN`. */
  readonly repairs: readonly RepairLine[];
}
export const REPAIRS_SHOWN = 1000;
