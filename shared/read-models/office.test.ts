import { describe, expect, it } from 'vitest';
import { compareLoss, isEnough, type LossRecord } from './office-loss.ts';
import { coveragePpm, isProvisional, readFacts } from './office.ts';

describe('coverage', () => {
  it('is provisional below 95 % and firm at 95 %', () => {
    expect(isProvisional({ arrived: 150, expected: 162 })).toBe(true);
    expect(coveragePpm({ arrived: 150, expected: 162 })).toBe(925_925);
    expect(isProvisional({ arrived: 95, expected: 100 })).toBe(false);
    expect(isProvisional({ arrived: 949_999, expected: 1_000_000 })).toBe(true);
  });
  it('is whole where nothing is expected', () => {
    expect(coveragePpm({ arrived: 0, expected: 0 })).toBe(1_000_000);
  });
});

describe('facts of a case', () => {
  it('reads names and values, and keeps a remark without a name', () => {
    expect(readFacts('available=150000;lease=-; second replacement of one request ')).toEqual([
      { name: 'available', value: '150000' },
      { name: 'lease', value: '-' },
      { name: '', value: 'second replacement of one request' },
    ]);
    expect(readFacts('')).toEqual([]);
  });
});

describe('what a caller must know for an oral loss report', () => {
  const record: LossRecord = {
    status: 'active',
    accountNo: '412728010000017',
    medium: 'passbook',
    idNo: '41272819600101048X',
    name: '王秀英',
    phone: '138-0013-6612',
    address: '河南省沈丘县老城镇王庄 15 号',
    recentFen: [20_000],
  };
  const said = { idNo: '41272819600101048x', name: null, phone: null, address: null, recentFen: null };
  it('needs the ID number and two more', () => {
    expect(isEnough(compareLoss(record, { ...said, name: '王秀英', phone: '13800136612' }))).toBe(true);
    expect(isEnough(compareLoss(record, { ...said, name: '王秀英' }))).toBe(false);
    expect(
      isEnough(compareLoss(record, { ...said, idNo: '412728196001010480', name: '王秀英', phone: '13800136612' })),
    ).toBe(false);
  });
  it('takes a recent amount or a part of the address of six characters', () => {
    expect(isEnough(compareLoss(record, { ...said, recentFen: 20_000, address: '老城镇王庄15号' }))).toBe(true);
    expect(isEnough(compareLoss(record, { ...said, recentFen: 20_001, address: '老城镇王庄15号' }))).toBe(false);
    expect(compareLoss(record, { ...said, address: '河南省' }).address_ok).toBe(false);
  });
  it('never counts an empty field of the record as known', () => {
    expect(compareLoss({ ...record, phone: null }, { ...said, phone: '' }).phone_ok).toBe(false);
  });
});
