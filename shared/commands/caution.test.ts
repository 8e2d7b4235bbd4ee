import { expect, test } from 'vitest';
import { domain } from './domain.ts';

/** After a restore of the hub an account pays what was left before it, until every tablet has given its entries again. */
const row = (ledger_fen: number, hold_fen = 0, frozen_fen = 0) => ({
  ledger_fen,
  hold_fen,
  frozen_fen,
  pending_in_fen: 0,
  pending_out_fen: 0,
});

test('the lower of old and new available counts: ¥5,000.00 less ¥3,000.00 paid elsewhere and forgotten leaves ¥2,000.00', () => {
  const { excess, withhold } = domain.caution;
  expect(excess(row(200_000), row(500_000))).toBe(300_000);
  expect(withhold(row(500_000), 300_000)).toMatchObject({ ledger_fen: 500_000, hold_fen: 300_000 });
  // A deposit that was forgotten leaves less than before: nothing is kept back.
  expect(excess(row(500_000), row(200_000))).toBe(0);
  // What was shown cannot be read any more: all of it waits.
  expect(excess(null, row(500_000, 20_000))).toBe(480_000);
  // Holds and freezes count, and nothing is kept back below nothing.
  expect(excess(row(500_000, 100_000), row(500_000, 0, 50_000))).toBe(50_000);
  expect(withhold(row(10_000, 4_000), 300_000)).toMatchObject({ hold_fen: 10_000 });
});
