import { HOUR_MS, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';

/**
 * Shares of the outlet's offline limit (domain 4.4). A share given out counts until it expires by hub time plus an
 * hour or comes back signed, used or not: what a device out of reach may still pay can never be lent twice.
 */

export const LEASE_GRACE_MS = HOUR_MS;

export interface Share {
  readonly device: string;
  readonly share_fen: Fen;
  readonly expires_at: Instant;
  readonly returned_at: Instant | null;
}

export const bindsShare = (of: Share, now: Instant): boolean =>
  of.returned_at === null && now <= of.expires_at + LEASE_GRACE_MS;

/** floor(limit / active devices); the rest is not lent. */
export const evenShareFen = (limitFen: Fen, activeDevices: number): Fen =>
  Math.floor(limitFen / Math.max(1, activeDevices));

/** What `device` may get at `now`: min(even share, limit - shares of all other devices that still bind). Never negative. */
export function leaseShareFen(of: {
  limitFen: Fen;
  activeDevices: number;
  device: string;
  shares: readonly Share[];
  now: Instant;
}): Fen {
  let others = 0;
  for (const share of of.shares) if (share.device !== of.device && bindsShare(share, of.now)) others += share.share_fen;
  return Math.max(0, Math.min(evenShareFen(of.limitFen, of.activeDevices), of.limitFen - others));
}

/** A lease is valid while captured_at <= expires_at (domain 11.1) and until its device gave it back. */
export const leaseValidAt = (of: Share, at: Instant): boolean =>
  at <= of.expires_at && (of.returned_at === null || at < of.returned_at);

/** When a decision to lend a device nothing counts for it: since when, or at the latest when (its next contact is sooner). */
export function stopCountsFrom(of: {
  readonly stoppedAt: Instant;
  readonly newest: Share | null;
  readonly now: Instant;
}): { readonly inForce: boolean; readonly at: Instant } {
  const { stoppedAt, newest } = of;
  if (newest === null || newest.returned_at !== null) return { inForce: true, at: stoppedAt };
  if (newest.share_fen === 0) return { inForce: true, at: stoppedAt };
  const inForce = newest.expires_at < of.now;
  return { inForce, at: inForce ? Math.max(stoppedAt, newest.expires_at) : newest.expires_at };
}
