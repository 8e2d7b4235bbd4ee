import { textToBytes } from '../kernel/bytes.ts';
import { sha256 } from '../kernel/hash.ts';
import type { Fen } from '../kernel/money.ts';

/**
 * Which vouchers supervision looks at (domain 4.5 I, supervision.check): all that are large, reversed, paid offline or
 * stand in a case, and one in ten of the others, drawn by the hash of its number so that nobody at a counter can tell which.
 */
export const SAMPLE_REASONS = ['large', 'reversal', 'case', 'offline', 'drawn'] as const;
export type SampleReason = (typeof SAMPLE_REASONS)[number];

const LARGE_FEN = 500_000;
const ONE_IN = 10;
/** A byte below this is drawn; 250 is the greatest multiple of ten a byte holds. */
const FAIR = 250;

export interface SampledVoucher {
  readonly voucherNo: string | null;
  readonly amountFen: Fen;
  readonly direction: 'in' | 'out' | 'none';
  readonly status: string;
  readonly offline: boolean;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
}

/** Why it is looked at; null = it is not. */
export function sampleReason(one: SampledVoucher): SampleReason | null {
  if (one.voucherNo === null) return null;
  if (one.reverses !== null || one.reversedBy !== null) return 'reversal';
  if (one.status === 'suspense' || one.status === 'posted_with_exception') return 'case';
  if (one.amountFen >= LARGE_FEN) return 'large';
  if (one.offline && one.direction === 'out') return 'offline';
  const fair = [...sha256(textToBytes(one.voucherNo))].find((byte) => byte < FAIR) ?? 1;
  return fair % ONE_IN === 0 ? 'drawn' : null;
}
