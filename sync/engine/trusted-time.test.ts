import { describe, expect, it } from 'vitest';
import { entryAt } from '../testing/device-kit.ts';
import { checkClock } from './clock-check.ts';
import { anchor, openSegment, tick, trustedAt } from './trusted-time.ts';

const EIGHT = Date.parse('2026-11-09T08:00:00+08:00');

describe('trusted time', () => {
  it('[TM1] X5: one hour after the anchor a wall of 09:05:01 is an anomaly, 09:05:00 is none', () => {
    const at = EIGHT + 3_600_000;
    expect(checkClock(entryAt({ capturedAt: at, wallAt: at + 301_000 }), 0, at)).toEqual({
      capturedAt: at,
      anomaly: true,
    });
    expect(checkClock(entryAt({ capturedAt: at, wallAt: at + 300_000 }), 0, at)).toEqual({
      capturedAt: at,
      anomaly: false,
    });
  });

  it('[TM2] going back more than one second is an anomaly, one second is none', () => {
    expect(checkClock(entryAt({ capturedAt: EIGHT, wallAt: EIGHT }), EIGHT + 1001, EIGHT).anomaly).toBe(true);
    expect(checkClock(entryAt({ capturedAt: EIGHT, wallAt: EIGHT }), EIGHT + 1000, EIGHT).anomaly).toBe(false);
  });

  it('[TM3] a jump of the wall by more than 5 s opens an unanchored segment that never runs back', () => {
    const start = anchor(openSegment(null, { wall: EIGHT, mono: 0 }), { hubTime: EIGHT, roundTripMs: 0 }, 0);
    expect(start).toMatchObject({ segment: 1, anchored: true });
    const steady = tick(start, { wall: EIGHT + 6000, mono: 1000 });
    expect(steady).toMatchObject({ segment: 1, anchored: true });
    const jumped = tick(steady, { wall: EIGHT - 60_000, mono: 2000 });
    expect(jumped).toMatchObject({ segment: 2, anchored: false });
    expect(trustedAt(jumped, 2000)).toBe(EIGHT + 2000);
  });

  it('[TM4] a new start goes on from the later of wall and last trusted time', () => {
    expect(trustedAt(openSegment({ segment: 4, lastTrustedAt: EIGHT + 9000 }, { wall: EIGHT, mono: 50 }), 50)).toBe(
      EIGHT + 9000,
    );
  });

  it('[TM5] a wall that is a minute ahead is put right without an entry that seems to run back', () => {
    const ahead = openSegment(null, { wall: EIGHT + 60_000, mono: 0 });
    const unlocked = trustedAt(ahead, 500);
    const anchored = anchor(ahead, { hubTime: EIGHT, roundTripMs: 1000 }, 1000);
    const deposit = trustedAt(anchored, 11_000);
    expect(deposit).toBe(EIGHT + 61_000);
    expect(checkClock(entryAt({ capturedAt: deposit, wallAt: deposit }), unlocked, EIGHT + 11_000).anomaly).toBe(false);
    expect(trustedAt(anchored, 61_500)).toBe(EIGHT + 61_000);
    expect(trustedAt(anchored, 71_500)).toBe(EIGHT + 71_000);
  });

  it('[TM6] the half of a slow round trip is taken back by standing still, a wrong date at once', () => {
    const slow = anchor(openSegment(null, { wall: EIGHT, mono: 0 }), { hubTime: EIGHT, roundTripMs: 15_000 }, 100);
    expect(trustedAt(slow, 100)).toBe(EIGHT + 7500);
    const soon = anchor(slow, { hubTime: EIGHT + 2000, roundTripMs: 200 }, 2000);
    expect(trustedAt(soon, 2000)).toBe(EIGHT + 9400);
    expect(trustedAt(soon, 9400)).toBe(EIGHT + 9500);
    const farAhead = openSegment(null, { wall: EIGHT + 301_000, mono: 0 });
    expect(trustedAt(anchor(farAhead, { hubTime: EIGHT, roundTripMs: 0 }, 0), 0)).toBe(EIGHT);
  });
});
