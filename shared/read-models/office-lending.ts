import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { OfficeUnit } from './office.ts';

/** Limits used and offline quotas lent, per outlet, terminal and till (domain 4.3, 4.4). */

export interface LeaseLine {
  readonly shareFen: Fen;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** The tablet may still pay under it; until an hour after, nobody else is lent the share. */
  readonly isValid: boolean;
}
export interface LendingStop {
  readonly at: Instant;
  readonly byName: string | null;
  readonly words: string;
  /** Since when it counts, or when it does at the latest: the terminal's next contact is sooner. */
  readonly inForce: boolean;
  readonly countsFrom: Instant;
}
export interface DeviceLending {
  readonly device: string;
  readonly deviceNo: string;
  readonly status: string;
  readonly lastSeenAt: Instant | null;
  /** The newest one that binds its share; null = nothing is lent. */
  readonly lease: LeaseLine | null;
  /** Offline payouts within the lease hours, as far as they have arrived. */
  readonly usedFen: Fen;
  readonly stop: LendingStop | null;
}
export interface TillLimits {
  readonly till: string;
  readonly cashFen: Fen;
  readonly cashLimitFen: Fen;
  readonly paidOfflineFen: Fen;
  readonly paidOfflineLimitFen: Fen;
  /** Who has it, or had it last that day. */
  readonly holder: string | null;
  readonly holderName: string | null;
  readonly isHeld: boolean;
}
export interface OutletLending {
  readonly outlet: OfficeUnit;
  /** The date its figures are of: the one that is open there, else the last closed. */
  readonly businessDate: BusinessDate;
  readonly limitFen: Fen;
  /** Sum of the shares that bind. */
  readonly lentFen: Fen;
  /** Of all its terminals within the lease hours. */
  readonly usedFen: Fen;
  readonly hours: number;
  readonly cashFen: Fen;
  readonly vaultLimitFen: Fen;
  readonly devices: readonly DeviceLending[];
  readonly tills: readonly TillLimits[];
}
export interface LendingAnswer {
  readonly asOf: Instant;
  readonly outlets: readonly OutletLending[];
}
