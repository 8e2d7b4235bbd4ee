import { assert } from '../kernel/assert.ts';
import type { BusinessDate } from '../kernel/dates.ts';
import { isLuhn, luhnDigit } from './luhn.ts';

/** A voucher number needs no centre: outlet 8 + device 2 + yyMMdd + sequence 5 of the day on that device + Luhn. */
export function voucherNo(of: { outlet: string; deviceNo: string; businessDate: BusinessDate; seq: number }): string {
  assert(/^\d{8}$/.test(of.outlet) && /^\d{2}$/.test(of.deviceNo), 'an outlet and a device number');
  assert(Number.isSafeInteger(of.seq) && of.seq >= 1 && of.seq <= 99_999, 'a voucher sequence of 1 to 99999');
  const body = of.outlet + of.deviceNo + of.businessDate.slice(2).replaceAll('-', '') + String(of.seq).padStart(5, '0');
  return body + luhnDigit(body);
}

export const isVoucherNo = (text: string): boolean => /^\d{22}$/.test(text) && isLuhn(text);
