import type { Instant } from '../kernel/dates.ts';
import type { HeldReason } from '../tables/retention-report.ts';
import type { OfficeUnit } from './office.ts';

/** What is kept, what went and what is held back: on the tablets of a subtree, and at the centre. */

export const HUB_KINDS = [
  'sessions',
  'enrol_codes',
  'journal',
  'postings',
  'signatures',
  'customers',
  'backups',
] as const;
export type HubKind = (typeof HUB_KINDS)[number];

/** What the hub lets go by itself; all else stays until people decide. */
export const HUB_GOES: readonly HubKind[] = ['sessions', 'enrol_codes'];

export interface HubRetention {
  readonly kind: HubKind;
  readonly kept: number;
  /** When the oldest of it came; null = there is none. */
  readonly oldestAt: Instant | null;
  /** In all since the centre began, and when last; 0 and null for what never goes by itself. */
  readonly dropped: number;
  readonly droppedAt: Instant | null;
  readonly lookedAt: Instant | null;
}
export interface DeviceRetention {
  readonly outlet: OfficeUnit;
  readonly device: string;
  readonly deviceNo: string;
  readonly status: string;
  readonly lastSeenAt: Instant | null;
  /** Its customers' data are locked since then, where it has not been heard for the days. */
  readonly lockedSince: Instant | null;
  /** Entries it has said it has, and those that are in every backup on offer. */
  readonly recorded: number;
  readonly archived: number;
  /** As the tablet told last; null = it has had nothing to let go yet. */
  readonly told: {
    readonly at: Instant;
    readonly kept: number;
    readonly trimmed: number;
    readonly held: number;
    readonly reason: HeldReason;
    readonly rows: number;
    readonly pictures: number;
  } | null;
}
export interface RetentionAnswer {
  readonly asOf: Instant;
  /** `offline.capture_max_days` in the reader's unit. */
  readonly lockDays: number;
  /** Of the whole centre; null for a reader of a single outlet. */
  readonly hub: readonly HubRetention[] | null;
  readonly devices: readonly DeviceRetention[];
}
