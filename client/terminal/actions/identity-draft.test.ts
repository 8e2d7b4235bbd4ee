import { describe, expect, test } from 'vitest';
import { findCommand } from '../../../shared/commands/domain.ts';
import { checkRecord } from '../../../shared/tables/fields.ts';
import { identityDraft, identityGap, numberFault, type Identity } from './identity-draft.ts';

const paper = (over: Partial<Identity> = {}): Identity => ({
  name: '王秀兰',
  idType: '01',
  idNo: '11010519491231002x',
  validTo: '2036-05-01',
  seen: true,
  reason: 'new_paper',
  ...over,
});

describe('name and identity paper', () => {
  test('what is missing is said one at a time, in the order of the page', () => {
    expect(identityGap(paper())).toBeNull();
    expect(identityGap(paper({ validTo: '' }))).toBeNull();
    const empty = { name: ' ', idNo: '', validTo: '2036-13-01', reason: null, seen: false };
    expect(identityGap(paper(empty))).toBe('name');
    expect(identityGap(paper({ ...empty, name: '王' }))).toBe('id_no');
    expect(identityGap(paper({ ...empty, name: '王', idNo: '1' }))).toBe('valid_to');
    expect(identityGap(paper({ reason: null, seen: false }))).toBe('reason');
    expect(identityGap(paper({ seen: false }))).toBe('seen');
  });

  test('a number is judged when it is whole', () => {
    expect(numberFault(paper(), '2026-11-10')).toBeNull();
    expect(numberFault(paper({ idNo: '110105194912310021' }), '2026-11-10')).toBe('ID_CHECKSUM');
    expect(numberFault(paper({ idNo: '1101051949123100' }), '2026-11-10')).toBeNull();
  });

  test('the entry is one its command takes; a paper without an end has none', () => {
    const definition = findCommand('customer.update_key');
    const draft = identityDraft('17', paper({ validTo: '' }));
    expect(draft.command).toBe('customer.update_key');
    expect(checkRecord(definition?.payload ?? {}, draft.payload)).toBeNull();
    expect(draft.payload).toMatchObject({ id_no: '11010519491231002X', id_valid_to: null, reason: 'new_paper' });
  });
});
