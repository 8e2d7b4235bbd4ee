import type { RepairReason } from '../../../shared/rules/repair.ts';

/** What the repair desk is shown of this tablet's journal. */
export interface RepairView {
  readonly seq: number;
  readonly command: string;
  readonly at: number;
  readonly amountFen: number;
  readonly direction: 'in' | 'out' | 'none';
  readonly customerName: string | null;
  readonly reason: RepairReason;
  /** The open case about it is in the hands of the county. */
  readonly hasCase: boolean;
}
export interface RepairApi {
  /** Entries of this tablet that are not posted though their time is over, oldest first. */
  repairs(): Promise<readonly RepairView[]>;
}
