import { expect, test } from 'vitest';
import { kindOf, openDraft, toCommand, transactionDraft } from './berka-commands.ts';
import type { Transaction } from './berka-files.ts';

const record: Transaction = {
  id: 695_247,
  account: 2378,
  day: 8401,
  type: 'PRIJEM',
  operation: 'VKLAD',
  amountFen: 70_000,
  storedFen: 70_000,
  purpose: '',
  bank: '',
  partner: '',
};
const account = { id: 2378, district: 16, frequency: 'POPLATEK MESICNE', openedOn: '1993-01-01' };

test('every coding of the source has one meaning, and others have none', () => {
  const meaning = (type: Transaction['type'], operation: string, purpose = '') => {
    const kind = kindOf({ ...record, type, operation, purpose });
    return kind === null ? null : `${kind.command} ${kind.what}`;
  };
  expect(meaning('PRIJEM', 'VKLAD')).toBe('import.cash in');
  expect(meaning('VYDAJ', 'VYBER')).toBe('import.cash out');
  expect(meaning('VYBER', 'VYBER')).toBe('import.cash out');
  expect(meaning('VYDAJ', 'VYBER', 'SLUZBY')).toBe('import.system fee');
  expect(meaning('VYDAJ', 'VYBER', 'SANKC. UROK')).toBe('import.system penalty');
  expect(meaning('VYDAJ', 'VYBER', 'POJISTNE')).toBe('import.cash out');
  expect(meaning('VYDAJ', 'VYBER KARTOU')).toBe('import.atm out');
  expect(meaning('PRIJEM', 'PREVOD Z UCTU', 'DUCHOD')).toBe('import.remit in');
  expect(meaning('VYDAJ', 'PREVOD NA UCET', 'SIPO')).toBe('import.remit out');
  expect(meaning('PRIJEM', '', 'UROK')).toBe('import.system interest');
  expect([
    meaning('PRIJEM', 'VYBER'),
    meaning('VYDAJ', 'VKLAD'),
    meaning('PRIJEM', ''),
    meaning('VYDAJ', '', 'UROK'),
  ]).toEqual([null, null, null, null]);
});

test('a record is the same command for ever: id, day and branch follow from the source', () => {
  const draft = transactionDraft(record, account, { position: 1, card: null });
  const [first, again] = [toCommand(draft), toCommand(draft)];
  expect(first).toEqual(again);
  expect(first).toMatchObject({
    door: 'import',
    basis: 'advice',
    branch: '13030401',
    businessDate: '1993-01-01',
    maker: null,
    device: null,
  });
  expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(toCommand({ ...draft, key: '695248' }).id).not.toBe(first.id);
});

test('an account opens at its own branch, also for an owner from elsewhere', () => {
  const client = { id: 2873, gender: 'male', birthDate: '1945-02-04', district: 1 } as const;
  const disposition = { id: 2873, client: 2873, account: 2378, type: 'OWNER' } as const;
  const draft = openDraft({ account, client, disposition, hasCard: false, overdraftLineFen: 0 });
  expect(draft.branch).toBe('13030401');
  expect(draft.payload).toMatchObject({
    role: 'holder',
    region_code: '130502',
    medium: 'passbook',
    statement_cycle: 'POPLATEK MESICNE',
  });
  expect(draft.payload['account_no']).toMatch(/^13030401902378\d$/);
});
