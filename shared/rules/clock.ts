import type { Instant } from '../kernel/dates.ts';

/**
 * CLOCK_ANOMALY (domain 4.8, X5): the device's wall clock against the hub's anchor plus monotonic time, a capture
 * that goes back more than 1 s, or one from the hub's future. The corrected time is anchor + monotonic time.
 */

export const CLOCK_ANOMALY_MS = 300_000;
export const CLOCK_BACK_MS = 1000;

export const correctedTime = (anchorAt: Instant, elapsedMs: number): Instant => anchorAt + elapsedMs;

export interface ClockReading {
  readonly wallAt: Instant;
  /** Anchor + monotonic time. */
  readonly correctedAt: Instant;
  /** Capture time of the device's previous entry. */
  readonly previousAt: Instant | null;
  readonly receivedAt: Instant;
}

export function isClockAnomaly(of: ClockReading, anomalyMs = CLOCK_ANOMALY_MS): boolean {
  if (Math.abs(of.wallAt - of.correctedAt) > anomalyMs) return true;
  if (of.previousAt !== null && of.previousAt - of.correctedAt > CLOCK_BACK_MS) return true;
  return of.correctedAt - of.receivedAt > anomalyMs;
}
