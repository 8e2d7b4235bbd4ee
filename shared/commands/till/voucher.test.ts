import { describe, expect, test } from 'vitest';
import { voucherNumber, voucherStock } from '../../tables/voucher.ts';
import { CHIEF, MANAGER, OTHER_TABLET, Outlet } from '../outlet.ts';
import { moveVouchers } from './voucher-move.ts';
import { receiveVouchers } from './voucher-receive.ts';
import { issueVoucher, voidVoucher } from './voucher-use.ts';

const chief = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER };
const range = (from_no: string, to_no: string) => ({ voucher_type: 'passbook', from_no, to_no });
const piece = (number: string, reason = '开户') => ({ till: '01', voucher_type: 'passbook', number, reason });
const stock = (outlet: Outlet, holder: string) => outlet.get(voucherStock, `passbook/${holder}`)?.ranges ?? [];

/** Passbooks 0001 to 0100 were delivered to the main till, 0001 to 0020 drawn by till 01. */
function stocked(side: 'hub' | 'terminal' = 'terminal'): Outlet {
  const outlet = new Outlet(side);
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  outlet.run(receiveVouchers.name, { till: '00', ...range('0001', '0100') }, chief);
  outlet.run(moveVouchers.name, { ...range('0001', '0020'), from_till: '00', to_till: '01' }, chief);
  return outlet;
}

describe('controlled vouchers', () => {
  test('delivered to the main till, drawn by a teller, counted by number', () => {
    const outlet = stocked();
    expect(stock(outlet, '00')).toEqual([{ from_no: '0021', to_no: '0100' }]);
    expect(stock(outlet, '01')).toEqual([{ from_no: '0001', to_no: '0020' }]);
    expect(stock(outlet, 'outlet')).toEqual([{ from_no: '0001', to_no: '0100' }]);
  });

  test('handed out in number order: another number is VOUCHER_OUT and names the next', () => {
    const outlet = stocked();
    const refusal = (number: string) => outlet.refusal(issueVoucher.name, piece(number));
    expect(refusal('0002')).toEqual({ code: 'VOUCHER_OUT', detail: { next: '0001' } });
    expect(refusal('0001')).toBeNull();
    outlet.run(issueVoucher.name, piece('0001'));
    expect(refusal('0001')?.code).toBe('VOUCHER_OUT');
    expect(refusal('0002')).toBeNull();
    expect(outlet.get(voucherNumber, 'passbook/0001')).toMatchObject({ status: 'issued', till: '01' });
    expect(outlet.refusal(issueVoucher.name, { ...piece('1'), voucher_type: 'certificate' })?.code).toBe('VOUCHER_OUT');
  });

  test('a number is skipped by voiding it before the chief teller', () => {
    const outlet = stocked();
    const by = { checker: CHIEF };
    expect(outlet.refusal(voidVoucher.name, piece('0001', '印坏'))?.code).toBe('AUTH_REQUIRED');
    expect(outlet.refusal(voidVoucher.name, piece('0021', '印坏'), by)?.code).toBe('NOT_HELD');
    expect(outlet.refusal(voidVoucher.name, piece('0001', ''), by)?.code).toBe('REASON_REQUIRED');
    outlet.run(voidVoucher.name, piece('0001', '印坏'), by);
    expect(outlet.refusal(issueVoucher.name, piece('0002'))).toBeNull();
    outlet.run(voidVoucher.name, piece('0010', '印坏'), by);
    expect(stock(outlet, '01')).toEqual([
      { from_no: '0002', to_no: '0009' },
      { from_no: '0011', to_no: '0020' },
    ]);
    expect(outlet.get(voucherNumber, 'passbook/0010')).toMatchObject({ status: 'void', reason: '印坏' });
  });

  test('back to the main till, and from there to the county', () => {
    const outlet = stocked();
    outlet.run(moveVouchers.name, { ...range('0011', '0020'), from_till: '01', to_till: '00' }, { checker: CHIEF });
    expect(stock(outlet, '00')).toEqual([{ from_no: '0011', to_no: '0100' }]);
    outlet.run(moveVouchers.name, { ...range('0051', '0100'), from_till: '00', to_till: null }, chief);
    expect(stock(outlet, '00')).toEqual([{ from_no: '0011', to_no: '0050' }]);
    expect(stock(outlet, 'outlet')).toEqual([{ from_no: '0001', to_no: '0050' }]);
  });

  test('what cannot be delivered or moved', () => {
    const outlet = stocked();
    const receive = (from: string, to: string, over = {}) =>
      outlet.refusal(receiveVouchers.name, { till: '00', ...range(from, to), ...over }, chief)?.code ?? null;
    expect(receive('0101', '0200')).toBeNull();
    expect(receive('0100', '0200')).toBe('RANGE_BAD');
    expect(receive('0200', '0101')).toBe('RANGE_BAD');
    expect(receive('0101', '0200', { till: '01' })).toBe('NO_TILL');
    const move = (from: string, to: string, over = {}) =>
      outlet.refusal(moveVouchers.name, { ...range(from, to), from_till: '00', to_till: '01', ...over }, chief)?.code ??
      null;
    expect(move('0021', '0030')).toBeNull();
    expect(move('0020', '0030')).toBe('RANGE_NOT_HELD');
    expect(move('0021', '0021', { to_till: '07' })).toBe('NO_TILL');
    expect(move('0021', '0021', { to_till: '00' })).toBe('SAME_TILL');
    expect(move('0001', '0001', { from_till: '01', to_till: null })).toBe('NO_TILL');
  });

  test('on the hub a number used twice is VOUCHER_DUP, one that is not in the till or out of turn VOUCHER_GAP', () => {
    const outlet = stocked('hub');
    outlet.run(issueVoucher.name, piece('0001'));
    expect(outlet.codes()).toEqual([]);
    outlet.run(issueVoucher.name, piece('0001'));
    outlet.run(issueVoucher.name, piece('0003'));
    outlet.run(issueVoucher.name, piece('0099'));
    outlet.run(receiveVouchers.name, { till: '00', ...range('0100', '0110') }, chief);
    expect(outlet.codes()).toEqual(['VOUCHER_DUP', 'VOUCHER_GAP', 'VOUCHER_GAP', 'VOUCHER_DUP']);
    expect(stock(outlet, '00')).toEqual([{ from_no: '0021', to_no: '0110' }]);
  });
});
