import { expect, test } from 'vitest';
import { Alone } from '../alone.ts';
import { openImported } from './open.ts';

const opening = {
  role: 'holder',
  opened_on: '1993-01-01',
  opening_fen: 0,
  customer: 'berka.c1',
  customer_no: '412728000016',
  name: '李静',
  id_type: '01',
  id_no: '412728196503120486',
  id_valid_to: null,
  gender: 'female',
  birth_date: '1965-03-12',
  nationality: '156',
  phone: '13900010007',
  region_code: '412728',
  address: '沈丘县第1村',
  occupation: '5',
  village_code: null,
  risk_level: 'medium_low',
  account: 'berka.a1',
  account_no: '412728010001236',
  kind: 'demand',
  account_class: 'I',
  medium: 'passbook',
  passbook_no: null,
  product: 'demand',
  rate_ppm: 0,
  withdraw_rule: 'id',
  statement_cycle: 'POPLATEK MESICNE',
  overdraft_line_fen: 0,
};
const open = (hub: Alone, change: Partial<typeof opening> = {}) =>
  hub.apply(openImported.name, { ...opening, ...change }, { door: 'import' });

test('a holder comes with customer, account, ownership and the directories of numbers', () => {
  const hub = new Alone();
  expect(open(hub).verdict).toBe('posted');
  expect(hub.row('customer', 'berka.c1')).toMatchObject({
    name: '李静',
    pinyin: 'pinyin of 李静',
    source: 'import',
    home_outlet: '41272801',
  });
  expect(hub.row('account', 'berka.a1')).toMatchObject({
    customer: 'berka.c1',
    ledger_fen: 0,
    status: 'active',
    overdraft_line_fen: 0,
  });
  expect(hub.row('account_party', 'berka.a1/berka.c1')).toEqual({
    account: 'berka.a1',
    customer: 'berka.c1',
    role: 'holder',
    since: '1993-01-01',
  });
  expect(hub.row('account_number', '412728010001236')).toEqual({ account: 'berka.a1' });
});

test('a balance brought along is posted against EQUITY-OPENING and is the first line of the account', () => {
  const hub = new Alone();
  open(hub, { opening_fen: 123_400 });
  expect(hub.row('account', 'berka.a1')).toMatchObject({ ledger_fen: 123_400 });
  expect(hub.row('movement', 'berka.a1/0')).toMatchObject({ fen: 123_400, balance_fen: 123_400, kind: 'import.open' });
  expect(hub.ledger('DEPOSIT/berka.a1')).toBe(-123_400);
  expect(hub.ledger('EQUITY-OPENING')).toBe(123_400);
});

test('a signatory joins the account and leaves it as it is', () => {
  const hub = new Alone();
  open(hub, { opening_fen: 500 });
  open(hub, {
    role: 'signatory',
    customer: 'berka.c2',
    customer_no: '412728000024',
    id_no: '412728198807152013',
    opening_fen: 500,
  });
  expect(hub.row('account', 'berka.a1')).toMatchObject({ customer: 'berka.c1', ledger_fen: 500 });
  expect(hub.row('account_party', 'berka.a1/berka.c2')).toMatchObject({ role: 'signatory' });
});

test('a second account of a known customer keeps the customer as it is', () => {
  const hub = new Alone();
  open(hub);
  open(hub, { account: 'berka.a2', account_no: '412728010001244', name: '李敬' });
  expect(hub.row('customer', 'berka.c1')).toMatchObject({ name: '李静' });
  expect(hub.row('account', 'berka.a2')).toMatchObject({ customer: 'berka.c1' });
});

test('a signatory of an account that never came is rejected', () => {
  const judged = open(new Alone(), { role: 'signatory' });
  expect([judged.verdict, judged.code, judged.rows]).toEqual(['rejected', 'ACCOUNT_NOT_FOUND', []]);
});
