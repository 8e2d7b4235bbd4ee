import { expect, test } from 'vitest';
import { sampleReason, type SampledVoucher } from './voucher-sample.ts';

const voucher = (over: Partial<SampledVoucher> = {}): SampledVoucher => ({
  voucherNo: '4127280102261110000174',
  amountFen: 10_000,
  direction: 'in',
  status: 'posted',
  offline: false,
  reverses: null,
  reversedBy: null,
  ...over,
});

test.each([
  ['large', { amountFen: 500_000 }],
  ['reversal', { reverses: 'x.1' }],
  ['reversal', { reversedBy: 'x.2', amountFen: 900_000 }],
  ['case', { status: 'suspense' }],
  ['case', { status: 'posted_with_exception' }],
  ['offline', { offline: true, direction: 'out' as const }],
  [null, { voucherNo: null, amountFen: 900_000 }],
])('%s is looked at: %o', (reason, over) => {
  expect(sampleReason(voucher(over))).toBe(reason);
});

test('of ten thousand plain vouchers about one in ten is drawn, and the same ones every time', () => {
  const drawn = Array.from({ length: 10_000 }, (_, n) =>
    sampleReason(voucher({ voucherNo: `41272801022611${String(n).padStart(8, '0')}` })),
  ).filter((one) => one === 'drawn').length;
  expect(drawn).toBeGreaterThan(900);
  expect(drawn).toBeLessThan(1_100);
});
