import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../kernel/dates.ts';
import { captureStop, goesOnAnyway } from './queue.ts';

const LIMITS = { block: 10_000, maxDays: 10 };
const at = (waiting: number, ageMs: number) =>
  captureStop({ waiting, oldestAt: waiting === 0 ? null : 1000, now: 1000 + ageMs }, LIMITS);

describe('what a terminal may record without the centre', () => {
  test('11.2: the queue blocks at 10,000, not at 9,999', () => {
    expect(at(9_999, 0)).toBeNull();
    expect(at(10_000, 0)).toBe('QUEUE_FULL');
  });

  test('11.2: the oldest entry may be 10 x 24 h old, one millisecond more stops', () => {
    expect(at(1, 10 * DAY_MS)).toBeNull();
    expect(at(1, 10 * DAY_MS + 1)).toBe('CAPTURE_TOO_OLD');
    expect(at(0, 99 * DAY_MS)).toBeNull();
  });

  test('loss reports, till work and cash that is out already go on; other business does not', () => {
    const plain = { priority: false, replaces: false };
    expect(goesOnAnyway({ ...plain, name: 'counter.lost_oral', priority: true })).toBe(true);
    expect(goesOnAnyway({ ...plain, name: 'till.hand_in' })).toBe(true);
    expect(goesOnAnyway({ ...plain, name: 'request.abandon' })).toBe(true);
    expect(goesOnAnyway({ ...plain, name: 'counter.withdraw', replaces: true })).toBe(true);
    expect(goesOnAnyway({ ...plain, name: 'counter.withdraw' })).toBe(false);
    expect(goesOnAnyway({ ...plain, name: 'counter.deposit' })).toBe(false);
    expect(goesOnAnyway({ ...plain, name: 'customer.update' })).toBe(false);
  });
});
