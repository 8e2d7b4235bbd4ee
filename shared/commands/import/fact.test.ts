import { expect, test } from 'vitest';
import { Alone } from '../alone.ts';
import { cashOf, FACT_FIELDS } from './fact.ts';
import { importAtm } from './atm.ts';
import { importCash } from './cash.ts';
import { openImported } from './open.ts';
import { importRemit } from './remit.ts';
import { importSystem } from './system.ts';

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
  phone: null,
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
  statement_cycle: null,
  overdraft_line_fen: 100_000,
};
const fact = {
  account: 'berka.a1',
  amount_fen: 70_000,
  purpose: '',
  source_key: '695247',
  source_kind: 'PRIJEM|VKLAD',
  source_position: 1,
  stored_balance_fen: 70_000,
};
const FROM_1993 = { door: 'import', businessDate: '1993-01-01', key: 'berka/695247' } as const;

function withAccount(): Alone {
  const hub = new Alone();
  hub.apply(openImported.name, opening, { door: 'import', businessDate: '1993-01-01', key: 'open' });
  return hub;
}
const onlyInteraction = (hub: Alone) => [...hub.rows].find(([key]) => key.startsWith('interaction:'))?.[1];

test('cash taken in elsewhere is CASH-IMPORT against the deposit, on the day of its source', () => {
  const hub = withAccount();
  expect(hub.apply(importCash.name, { ...fact, direction: 'in' }, FROM_1993).verdict).toBe('posted');
  expect([hub.ledger('CASH-IMPORT'), hub.ledger('DEPOSIT/berka.a1')]).toEqual([70_000, -70_000]);
  expect(hub.row('account', 'berka.a1')).toMatchObject({ ledger_fen: 70_000 });
  expect(hub.row('movement', 'berka.a1/0')).toMatchObject({
    fen: 70_000,
    balance_fen: 70_000,
    business_date: '1993-01-01',
  });
  expect(onlyInteraction(hub)).toMatchObject({
    kind: 'counter.deposit',
    channel: 'counter',
    direction: 'in',
    account_fen: 70_000,
    customer: 'berka.c1',
    till: null,
    maker: null,
    source_key: '695247',
    source_kind: 'PRIJEM|VKLAD',
    source_position: 1,
    stored_balance_fen: 70_000,
    purpose: '',
  });
});

test('cash paid out goes below zero without a case, and leaves limits and duplicate windows alone', () => {
  const hub = withAccount();
  const judged = hub.apply(importCash.name, { ...fact, direction: 'out', amount_fen: 90_000 }, FROM_1993);
  expect([judged.verdict, judged.cases]).toEqual(['posted', []]);
  expect(hub.row('account', 'berka.a1')).toMatchObject({ ledger_fen: -90_000 });
  expect(
    [...hub.rows.keys()].filter((key) => /^(recent|customer_day|account_day|lease_use|open_payouts):/.test(key)),
  ).toEqual([]);
});

test('a machine withdrawal is cash of the machine', () => {
  const hub = withAccount();
  hub.apply(importAtm.name, { ...fact, card: 'berka.k7', atm: 'A41272801' }, FROM_1993);
  expect([hub.ledger('CASH-ATM:A41272801'), hub.ledger('DEPOSIT/berka.a1')]).toEqual([-70_000, 70_000]);
  expect(onlyInteraction(hub)).toMatchObject({
    kind: 'atm.withdraw',
    channel: 'atm',
    direction: 'out',
    card: 'berka.k7',
  });
});

test('a remittance is settled through CLEARING-REMIT and is no cash', () => {
  const hub = withAccount();
  const partner = { channel: 'system', partner_bank: 'ST', partner_account: '89597016' };
  hub.apply(importRemit.name, { ...fact, ...partner, direction: 'in', purpose: 'DUCHOD' }, FROM_1993);
  expect([hub.ledger('CLEARING-REMIT'), hub.ledger('DEPOSIT/berka.a1')]).toEqual([70_000, -70_000]);
  expect(onlyInteraction(hub)).toMatchObject({
    kind: 'remit.in',
    direction: 'none',
    partner_bank: 'ST',
    partner_account: '89597016',
    purpose: 'DUCHOD',
  });
});

test('interest is paid by the bank, fees and penalties are its income', () => {
  const hub = withAccount();
  hub.apply(importSystem.name, { ...fact, kind: 'interest', amount_fen: 9_470 }, { ...FROM_1993, key: 'a' });
  hub.apply(importSystem.name, { ...fact, kind: 'fee', amount_fen: 1_460 }, { ...FROM_1993, key: 'b' });
  hub.apply(importSystem.name, { ...fact, kind: 'penalty', amount_fen: 10 }, { ...FROM_1993, key: 'c' });
  expect([hub.ledger('EXPENSE-INTEREST'), hub.ledger('INCOME-FEE'), hub.ledger('INCOME-PENALTY')]).toEqual([
    9_470, -1_460, -10,
  ]);
  expect(hub.row('account', 'berka.a1')).toMatchObject({ ledger_fen: 8_000 });
});

test('money of an account that is not known here waits in SUS-UNK with a case', () => {
  const hub = new Alone();
  const judged = hub.apply(importCash.name, { ...fact, direction: 'in' }, FROM_1993);
  expect([judged.verdict, judged.split]).toEqual([
    'suspense',
    { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: 70_000 },
  ]);
  expect([hub.ledger('CASH-IMPORT'), hub.ledger('SUS-UNK')]).toEqual([70_000, -70_000]);
  expect(judged.cases.map((one) => one.code)).toEqual(['UNKNOWN_ACCOUNT']);
});

test('an amount of zero is recorded and posts nothing', () => {
  const hub = withAccount();
  const judged = hub.apply(importCash.name, { ...fact, amount_fen: 0, direction: 'in' }, FROM_1993);
  expect([judged.verdict, judged.postings]).toEqual(['posted', []]);
});

test('applying the same fact twice on the same rows gives the same rows', () => {
  const [one, two] = [withAccount(), withAccount()];
  const first = one.apply(importCash.name, { ...fact, direction: 'in' }, FROM_1993);
  expect(two.apply(importCash.name, { ...fact, direction: 'in' }, FROM_1993)).toEqual(first);
});

test('σ counts cash only', () => {
  expect(cashOf({ direction: 'out', isCash: true }, 500)).toEqual({ direction: 'out', fen: 500 });
  expect(cashOf({ direction: 'in', isCash: false }, 500)).toEqual({ direction: 'none', fen: 0 });
  expect(FACT_FIELDS.account.check('berka.a1')).toBe(null);
});
