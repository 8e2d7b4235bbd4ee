import type { Instant } from '../../shared/kernel/dates.ts';
import { CLOCK_TOLERANCE_MS } from './clock-check.ts';
import type { AnchorRecord } from './terminal-api.ts';

/**
 * The time a terminal trusts: the hub's time carried on by the monotonic clock, which counts only inside one
 * awake segment. Waking, reloading or a jump of the wall clock opens a new segment that starts from
 * max(wall, last trusted time) and is not anchored until the hub has answered. A correction back by no more than a
 * wall clock may be away makes time stand still until it is right: what was recorded a moment ago stays earlier. Pure.
 */
export const JUMP_MS_MAX = 5000;
/** A new answer moves an anchored segment only when it is off by more than this beyond the round trip. */
const DRIFT_MS_MAX = 500;

export interface TimeState {
  readonly segment: number;
  readonly anchored: boolean;
  readonly anchorAt: Instant;
  readonly anchorMono: number;
  /** Time stands still at it until the anchor has caught up. */
  readonly notBefore: Instant;
  readonly lastWall: Instant;
  readonly lastMono: number;
}
export interface Reading {
  readonly wall: Instant;
  readonly mono: number;
}

export const trustedAt = (state: TimeState, mono: number): Instant =>
  Math.max(state.notBefore, Math.round(state.anchorAt + (mono - state.anchorMono)));

/** @param before what was kept of the last segment, null on a new device. */
export function openSegment(before: Pick<AnchorRecord, 'segment' | 'lastTrustedAt'> | null, now: Reading): TimeState {
  return {
    segment: (before?.segment ?? 0) + 1,
    anchored: false,
    anchorAt: Math.max(now.wall, before?.lastTrustedAt ?? 0),
    anchorMono: now.mono,
    notBefore: 0,
    lastWall: now.wall,
    lastMono: now.mono,
  };
}

/** Watches both clocks; more than 5 s between them since the last look opens an unanchored segment. */
export function tick(state: TimeState, now: Reading): TimeState {
  const away = Math.abs(now.wall - state.lastWall - (now.mono - state.lastMono));
  if (away > JUMP_MS_MAX || now.mono < state.lastMono) {
    return openSegment(
      { segment: state.segment, lastTrustedAt: trustedAt(state, Math.max(state.lastMono, now.mono)) },
      now,
    );
  }
  return { ...state, lastWall: now.wall, lastMono: now.mono };
}

/** The hub said `hubTime`; the answer took `roundTripMs`. */
export function anchor(
  state: TimeState,
  answer: { readonly hubTime: Instant; readonly roundTripMs: number },
  mono: number,
): TimeState {
  const at = answer.hubTime + answer.roundTripMs / 2;
  const told = trustedAt(state, mono);
  if (state.anchored && Math.abs(at - told) <= DRIFT_MS_MAX + answer.roundTripMs) return state;
  const notBefore = told - at <= CLOCK_TOLERANCE_MS ? told : 0;
  return { ...state, anchored: true, anchorAt: at, anchorMono: mono, notBefore };
}
