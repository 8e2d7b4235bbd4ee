/**
 * What the link can carry, measured from acknowledgements: round trip and uplink rate as running means. It
 * bounds how much is in flight to about one second, so that a priority entry never waits behind a long queue.
 */
export interface LinkMeter {
  readonly roundTripMs: number;
  /** Acknowledged bytes per second of uplink. */
  readonly bytesPerSecond: number;
}

export const FIRST_METER: LinkMeter = { roundTripMs: 500, bytesPerSecond: 16_000 };
const RATE_MIN = 2000;
const RATE_MAX = 1_000_000;
const WINDOW_BYTES_MIN = 2048;
const TIMEOUT_MS_MIN = 10_000;
const TIMEOUT_MS_MAX = 60_000;

const blend = (old: number, sample: number): number => old + (sample - old) / 4;

/** An acknowledgement came `ms` after `bytes` were sent. */
export function measured(meter: LinkMeter, sample: { readonly bytes: number; readonly ms: number }): LinkMeter {
  const ms = Math.max(1, sample.ms);
  if (sample.bytes < 512) return { ...meter, roundTripMs: blend(meter.roundTripMs, ms) };
  const sending = Math.max(1, ms - meter.roundTripMs / 2);
  const rate = Math.min(RATE_MAX, Math.max(RATE_MIN, (sample.bytes * 1000) / sending));
  return { roundTripMs: meter.roundTripMs, bytesPerSecond: blend(meter.bytesPerSecond, rate) };
}

/** Bytes that may be unacknowledged: one second of uplink, never more. */
export const windowBytes = (meter: LinkMeter): number => Math.max(WINDOW_BYTES_MIN, Math.round(meter.bytesPerSecond));

/** How long an answer to `bytes` in flight may take before the connection counts as dead. */
export function timeoutMs(meter: LinkMeter, bytes: number): number {
  const expected = 4 * meter.roundTripMs + (4 * bytes * 1000) / meter.bytesPerSecond;
  return Math.min(TIMEOUT_MS_MAX, Math.max(TIMEOUT_MS_MIN, Math.round(expected)));
}
