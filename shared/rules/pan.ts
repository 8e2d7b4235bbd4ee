import { err, ok, type Result } from '../kernel/result.ts';
import { isLuhn } from './luhn.ts';

/** Card numbers (domain 3.6): UnionPay numbers start 62; other BINs must stand in the BIN table. */
export type PanFault = 'FIELD_FORMAT' | 'PAN_CHECKSUM' | 'BIN_UNKNOWN';

export function checkPan(pan: string, knownBins: readonly string[] = []): Result<{ readonly last4: string }, PanFault> {
  if (!/^\d{16,19}$/.test(pan)) return err('FIELD_FORMAT');
  if (!isLuhn(pan)) return err('PAN_CHECKSUM');
  const known = pan.startsWith('62') || knownBins.some((bin) => pan.startsWith(bin));
  return known ? ok({ last4: pan.slice(-4) }) : err('BIN_UNKNOWN');
}
