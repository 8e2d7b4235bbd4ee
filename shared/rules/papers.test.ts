import { describe, expect, test } from 'vitest';
import { controlPlace } from './control-group.ts';
import { ageOn, idFault, idSum, needsGuardian, parseResidentId } from './id-number.ts';
import { isAccountNo, isCustomerNo, isLuhn, luhnDigit } from './luhn.ts';
import { checkPan } from './pan.ts';
import { isUscc } from './uscc.ts';

const TODAY = '2026-11-10';
const fault = (idNo: string) => {
  const parsed = parseResidentId(idNo, TODAY);
  return parsed.ok ? null : parsed.error;
};

describe('resident identity numbers', () => {
  test('the sums of domain 3.4', () => {
    expect(idSum('11010519491231002')).toBe(167);
    expect(idSum('41272819650312048')).toBe(281);
    expect(idSum('41272819880715201')).toBe(339);
    expect(idSum('41272820101020101')).toBe(187);
    expect(idSum('41272820151020101')).toBe(202);
    expect(idSum('51172119910605304')).toBe(288);
  });

  test('valid numbers give birth date and gender; x is upper-cased', () => {
    expect(parseResidentId('412728196503120486', TODAY)).toEqual({
      ok: true,
      value: { idNo: '412728196503120486', region: '412728', birthDate: '1965-03-12', gender: 'female' },
    });
    expect(parseResidentId('412728198807152013', TODAY)).toMatchObject({ value: { gender: 'male' } });
    expect(parseResidentId('11010519491231002x', TODAY)).toMatchObject({ value: { idNo: '11010519491231002X' } });
    expect(parseResidentId('51172119910605304X', TODAY)).toMatchObject({ value: { gender: 'female' } });
  });

  test('each fault has its own code', () => {
    expect(fault('412728196503120487')).toBe('ID_CHECKSUM');
    expect(fault('440524188001010014')).toBe('BIRTH_RANGE');
    expect(fault('511721197302290035')).toBe('BIRTH_INVALID');
    expect(fault('412728650312048')).toBe('ID_15_DIGIT');
    expect(fault('41272819650312')).toBe('FIELD_FORMAT');
  });

  test('sixteen on the day needs no guardian, eleven does', () => {
    expect(needsGuardian('2010-10-20', TODAY)).toBe(false);
    expect(needsGuardian('2015-10-20', TODAY)).toBe(true);
    expect(ageOn('2010-11-10', TODAY)).toBe(16);
    expect(ageOn('2010-11-11', TODAY)).toBe(15);
  });

  test('other papers by their form', () => {
    expect(idFault('05', 'H12345678', TODAY)).toBeNull();
    expect(idFault('05', 'H123456', TODAY)).toBe('FIELD_FORMAT');
    expect(idFault('06', '12345678', TODAY)).toBeNull();
    expect(idFault('08', 'EA1234567', TODAY)).toBeNull();
    expect(idFault('09', 'ABC123456789012', TODAY)).toBeNull();
    expect(idFault('07', '412728196503120486', TODAY)).toBe('FIELD_FORMAT');
  });
});

describe('check digits', () => {
  test('accounts, remittance and customer numbers', () => {
    expect(isAccountNo('412728010001236')).toBe(true);
    expect(isAccountNo('412728010001244')).toBe(true);
    expect(isAccountNo('412728010001245')).toBe(false);
    expect(isLuhn('990412728000018')).toBe(true);
    expect(luhnDigit('41272801000123')).toBe('6');
    for (const no of ['412728000016', '412728000024', '412728000032', '412728000040', '412728000057', '412728000065'])
      expect(isCustomerNo(no)).toBe(true);
  });

  test('card numbers', () => {
    for (const pan of [
      '6210000000000000017',
      '6210000000000000025',
      '6210000000000000033',
      '6210004100000000177',
      '6210005100000001232',
    ])
      expect(checkPan(pan).ok).toBe(true);
    expect(checkPan('6210000000000000018')).toEqual({ ok: false, error: 'PAN_CHECKSUM' });
    const old = `9555${'0'.repeat(14)}`;
    expect(checkPan(old + luhnDigit(old))).toEqual({ ok: false, error: 'BIN_UNKNOWN' });
    expect(checkPan(old + luhnDigit(old), ['9555']).ok).toBe(true);
  });

  test('unified social credit codes', () => {
    expect(isUscc('91350100M000100Y43')).toBe(true);
    expect(isUscc('92412728MA00000A98')).toBe(true);
    expect(isUscc('92412728MA00000A97')).toBe(false);
  });

  test('control places of campaign C2026SPRING', () => {
    const places = ['412728000016', '412728000024', '412728000032', '412728000040', '412728000057', '412728000065'].map(
      (no) => controlPlace('C2026SPRING', no),
    );
    expect(places).toEqual([79, 16, 21, 96, 90, 94]);
  });
});
