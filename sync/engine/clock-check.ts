import type { Instant } from '../../shared/kernel/dates.ts';
import type { Entry } from '../protocol/entry.ts';

/**
 * Whether an entry's times can be believed, and the time the hub decides by. Both recorded times stay in the
 * entry; nothing is overwritten.
 */
export const CLOCK_TOLERANCE_MS = 300_000;
export const BACKWARD_TOLERANCE_MS = 1000;

export interface CheckedTime {
  /** Corrected capture time. */
  readonly capturedAt: Instant;
  readonly anomaly: boolean;
}

export function checkClock(entry: Entry, previousCapturedAt: Instant, receivedAt: Instant): CheckedTime {
  const wallAway = Math.abs(entry.wallAt - entry.capturedAt) > CLOCK_TOLERANCE_MS;
  const backward = entry.capturedAt < previousCapturedAt - BACKWARD_TOLERANCE_MS;
  const ahead = entry.capturedAt > receivedAt + CLOCK_TOLERANCE_MS;
  return { capturedAt: ahead ? receivedAt : entry.capturedAt, anomaly: wallAway || backward || ahead };
}
