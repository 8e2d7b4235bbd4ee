import { describe, expect, test } from 'vitest';
import { available, offlineAvailable } from './available.ts';
import { correctedTime, isClockAnomaly } from './clock.ts';
import { bindsShare, evenShareFen, leaseShareFen, leaseValidAt, stopCountsFrom } from './lease.ts';
import { configValue, ladderPercent, limitShare, usedSince, usedWithin } from './limits.ts';
import { frozenAt, lostAt } from './loss.ts';
import { addWorkingDays } from './working-days.ts';

const HOUR = 3_600_000;
const SECOND = 1000;

describe('limits', () => {
  test('ladder at its boundary seconds', () => {
    expect(ladderPercent(24 * HOUR)).toBe(100);
    expect(ladderPercent(24 * HOUR + SECOND)).toBe(50);
    expect(ladderPercent(72 * HOUR)).toBe(50);
    expect(ladderPercent(72 * HOUR + SECOND)).toBe(0);
  });

  test('shares of limits are floored', () => {
    expect(limitShare(3_333_333, 50)).toBe(1_666_666);
    expect(limitShare(200_000, 50)).toBe(100_000);
  });

  test('a value counts from its date; before it the earlier one, else the default', () => {
    const row = { key: 'offline.withdraw.txn_fen', value: 150_000, effective_from: '2026-11-10', value_before: null };
    expect(configValue(row, 'offline.withdraw.txn_fen', '2026-11-10')).toBe(150_000);
    expect(configValue(row, 'offline.withdraw.txn_fen', '2026-11-09')).toBe(200_000);
    expect(configValue({ ...row, value_before: 100_000 }, 'offline.withdraw.txn_fen', '2026-11-09')).toBe(100_000);
    expect(configValue(null, 'offline.withdraw.txn_fen', '2026-11-10')).toBe(200_000);
  });

  test('use counts in (t - 72 h, t]', () => {
    const t = 1000 * HOUR;
    const uses = [
      { at: t - 72 * HOUR, fen: 1 },
      { at: t - 72 * HOUR + 1, fen: 10 },
      { at: t, fen: 100 },
      { at: t + 1, fen: 1000 },
    ];
    expect(usedWithin(uses, t, 72)).toBe(110);
  });

  test('of the share of a device also what it paid before its clock was set back counts', () => {
    const t = 1000 * HOUR;
    const uses = [
      { at: t - 72 * HOUR, fen: 1 },
      { at: t - 72 * HOUR + 1, fen: 10 },
      { at: t + 1, fen: 1000 },
    ];
    expect(usedSince(uses, t, 72)).toBe(1010);
  });

  test('offline available subtracts pending payouts and ignores pending deposits', () => {
    // Replica 300,000; 200,000 transferred out here and 500,000 deposited here: 100,000 may be paid.
    const row = {
      ledger_fen: 300_000 - 200_000 + 500_000,
      hold_fen: 0,
      frozen_fen: 0,
      pending_in_fen: 500_000,
      pending_out_fen: 0,
    };
    expect(offlineAvailable(row)).toBe(100_000);
    expect(available({ ...row, hold_fen: 50_000, frozen_fen: 20_000, pending_out_fen: 30_000 })).toBe(500_000);
  });
});

describe('leases', () => {
  const now = 1000 * HOUR;
  const share = (device: string, share_fen: number, expires_at = now + HOUR, returned_at: number | null = null) => ({
    device,
    share_fen,
    expires_at,
    returned_at,
  });

  test('three devices get 3,333,333 each and the rest is not lent', () => {
    expect(evenShareFen(10_000_000, 3)).toBe(3_333_333);
    expect(
      leaseShareFen({
        limitFen: 10_000_000,
        activeDevices: 3,
        device: 'c',
        shares: [share('a', 3_333_333), share('b', 3_333_333)],
        now,
      }),
    ).toBe(3_333_333);
  });

  test('a new device gets only what the unexpired shares of others leave, used or not', () => {
    const of = { limitFen: 10_000_000, activeDevices: 2, device: 'b', now };
    expect(leaseShareFen({ ...of, shares: [share('a', 10_000_000)] })).toBe(0);
    expect(leaseShareFen({ ...of, shares: [share('a', 7_000_000)] })).toBe(3_000_000);
    expect(leaseShareFen({ ...of, shares: [share('a', 10_000_000, now + HOUR, now)] })).toBe(5_000_000);
  });

  test('a renewal is not bound by its own old share; expiry frees a share one hour later', () => {
    expect(
      leaseShareFen({ limitFen: 10_000_000, activeDevices: 1, device: 'a', shares: [share('a', 10_000_000)], now }),
    ).toBe(10_000_000);
    expect(bindsShare(share('a', 1, now - HOUR), now)).toBe(true);
    expect(bindsShare(share('a', 1, now - HOUR - 1), now)).toBe(false);
  });

  test('valid while captured_at <= expires_at and until given back', () => {
    expect(leaseValidAt(share('a', 1, now), now)).toBe(true);
    expect(leaseValidAt(share('a', 1, now), now + 1)).toBe(false);
    expect(leaseValidAt(share('a', 1, now + HOUR, now), now)).toBe(false);
  });

  test('lending nothing counts at once for a device that holds nothing, else from its next contact, at the latest at expiry', () => {
    const stop = (newest: ReturnType<typeof share> | null) => stopCountsFrom({ stoppedAt: now - 1, newest, now });
    expect(stop(null)).toEqual({ inForce: true, at: now - 1 });
    expect(stop(share('a', 5_000_000))).toEqual({ inForce: false, at: now + HOUR });
    expect(stop(share('a', 0))).toEqual({ inForce: true, at: now - 1 });
    expect(stop(share('a', 5_000_000, now))).toEqual({ inForce: false, at: now });
    expect(stop(share('a', 5_000_000, now - 2 * HOUR))).toEqual({ inForce: true, at: now - 1 });
    expect(stop(share('a', 5_000_000, now + HOUR, now - HOUR))).toEqual({ inForce: true, at: now - 1 });
  });
});

describe('clock, loss and freeze', () => {
  const anchor = Date.parse('2026-11-10T08:00:00Z');

  test('X5: 301 s off is an anomaly and corrected to 09:00:00; 300 s is not', () => {
    const corrected = correctedTime(anchor, 3_600_000);
    expect(new Date(corrected).toISOString()).toBe('2026-11-10T09:00:00.000Z');
    const reading = { correctedAt: corrected, previousAt: null, receivedAt: corrected };
    expect(isClockAnomaly({ ...reading, wallAt: Date.parse('2026-11-10T09:05:01Z') })).toBe(true);
    expect(isClockAnomaly({ ...reading, wallAt: Date.parse('2026-11-10T09:05:00Z') })).toBe(false);
  });

  test('more than 1 s back, or from the future of the hub by more than 300 s', () => {
    const reading = { wallAt: anchor, correctedAt: anchor, previousAt: anchor + 1000, receivedAt: anchor };
    expect(isClockAnomaly(reading)).toBe(false);
    expect(isClockAnomaly({ ...reading, previousAt: anchor + 1001 })).toBe(true);
    expect(isClockAnomaly({ ...reading, previousAt: null, receivedAt: anchor - 300_000 })).toBe(false);
    expect(isClockAnomaly({ ...reading, previousAt: null, receivedAt: anchor - 300_001 })).toBe(true);
  });

  test('at or after; an oral loss lapses at 120 h, a written one does not', () => {
    expect(lostAt({ status: 'lost_oral', lost_at: anchor, lost_until: null }, anchor - 1)).toBe(false);
    expect(lostAt({ status: 'lost_oral', lost_at: anchor, lost_until: null }, anchor)).toBe(true);
    expect(lostAt({ status: 'lost_oral', lost_at: anchor, lost_until: null }, anchor + 120 * HOUR - 1)).toBe(true);
    expect(lostAt({ status: 'lost_oral', lost_at: anchor, lost_until: null }, anchor + 120 * HOUR)).toBe(false);
    expect(lostAt({ status: 'lost_written', lost_at: anchor, lost_until: null }, anchor + 9999 * HOUR)).toBe(true);
    const none = { frozen_at: null, frozen_until: null, stop_pay_at: null, stop_pay_until: null };
    expect(frozenAt({ ...none, frozen_at: anchor }, anchor)).toBe(true);
    expect(frozenAt({ ...none, frozen_at: anchor, frozen_until: anchor + 1 }, anchor + 1)).toBe(false);
    expect(frozenAt({ ...none, stop_pay_at: anchor }, anchor)).toBe(true);
    expect(frozenAt(none, anchor)).toBe(false);
  });

  test('one working day after a Friday is the Monday', () => {
    const friday = Date.parse('2026-11-13T10:00:00+08:00');
    expect(addWorkingDays(friday, 1)).toBe(Date.parse('2026-11-16T10:00:00+08:00'));
    expect(addWorkingDays(Date.parse('2026-11-10T10:00:00+08:00'), 2)).toBe(Date.parse('2026-11-12T10:00:00+08:00'));
  });
});
