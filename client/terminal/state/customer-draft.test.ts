import { describe, expect, it } from 'vitest';
import { CustomerDraft } from './customer-draft.svelte.ts';

const TODAY = '2026-11-10';
function person(change: Partial<CustomerDraft>): CustomerDraft {
  return Object.assign(
    new CustomerDraft(),
    { name: '王秀英', idNo: '11010519491231002X', address: '柳河村 3 组', regionCode: '412728' },
    change,
  );
}

describe('the form of a new customer', () => {
  it('takes birth and gender from the resident number', () => {
    expect(person({}).create(TODAY).payload).toMatchObject({
      birth_date: '1949-12-31',
      gender: 'female',
      id_no: '11010519491231002X',
    });
  });
  it('says that a check digit is wrong only when the number is complete', () => {
    expect(person({ idNo: '1101051949123100' }).idFault(TODAY)).toBeNull();
    expect(person({ idNo: '110105194912310021' }).idFault(TODAY)).toBe('ID_CHECKSUM');
  });
  it('names the first thing that is missing', () => {
    expect(person({ name: ' ' }).missingForNew('2026-11-10')).toBe('name');
    expect(person({ idNo: '1101' }).missingForNew('2026-11-10')).toBe('id');
    expect(person({ idType: '08', idNo: 'E12345678' }).missingForNew('2026-11-10')).toBe('birth');
    expect(person({ idType: '08', idNo: 'E12345678', birthDate: '1990-02' }).missingForNew('2026-11-10')).toBe('birth');
    expect(person({ idType: '08', idNo: 'E12345678', birthDate: '2026-11-11' }).missingForNew('2026-11-10')).toBe(
      'birth',
    );
    expect(person({ idType: '08', idNo: 'E12345678', birthDate: '2026-11-10' }).missingForNew('2026-11-10')).toBeNull();
    expect(person({ idValidTo: '2036-5' }).missingForNew('2026-11-10')).toBe('valid_to');
    expect(person({ idValidTo: '2036-05-01' }).missingForNew('2026-11-10')).toBeNull();
    expect(person({}).missingForNew('2026-11-10')).toBeNull();
  });
  it('asks for a guardian under 16', () => {
    expect(person({ idType: '08', birthDate: '2012-01-01', idNo: 'E12345678' }).isMinor(TODAY)).toBe(true);
    expect(person({}).isMinor(TODAY)).toBe(false);
  });
});
