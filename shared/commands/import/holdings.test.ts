import { expect, test } from 'vitest';
import { Alone } from '../alone.ts';
import { importCard } from './card.ts';
import { importLoan } from './loan.ts';
import { importOrder } from './order.ts';
import { openTillImported } from './till-opening.ts';

const card = {
  card: 'berka.k7',
  account: 'berka.a1',
  type: 'debit',
  subtype: 'gold',
  issued_on: '1993-11-07',
  status: 'active',
  bin: '621098',
  last4: '0017',
  tag: 4711,
  pan_token: 'ab'.repeat(32),
  pan_masked: '621098*********0017',
  pan_enc: new Uint8Array(47),
};

test('a card of an account that never came is rejected', () => {
  const judged = new Alone().apply(importCard.name, card, { door: 'import' });
  expect([judged.verdict, judged.code]).toEqual(['rejected', 'ACCOUNT_NOT_FOUND']);
});

test('a card is split: what terminals may know, and what only the hub holds', () => {
  const hub = new Alone();
  hub.rows.set('account:berka.a1', { customer: 'berka.c1' });
  hub.apply(importCard.name, card, { door: 'import' });
  expect(hub.row('card', 'berka.k7')).toEqual({
    account: 'berka.a1',
    customer: 'berka.c1',
    bin: '621098',
    last4: '0017',
    tag: 4711,
    type: 'debit',
    issued_on: '1993-11-07',
    status: 'active',
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
  });
  expect(hub.row('card_secret', 'berka.k7')).toMatchObject({ subtype: 'gold', pan_masked: '621098*********0017' });
});

test('standing orders and loans are holdings and move no money', () => {
  const hub = new Alone();
  const order = {
    order: 'berka.o1',
    account: 'berka.a1',
    partner_bank: 'YZ',
    partner_account: '87144583',
    amount_fen: 245_200,
    purpose: ' ',
  };
  const loan = {
    loan: 'berka.l1',
    account: 'berka.a1',
    granted_on: '1993-07-05',
    amount_fen: 9_639_600,
    months: 12,
    payment_fen: 803_300,
    status: 'B',
  };
  expect(hub.apply(importOrder.name, order, { door: 'import' }).postings).toEqual([]);
  expect(hub.apply(importLoan.name, loan, { door: 'import' }).postings).toEqual([]);
  expect(hub.row('standing_order', 'berka.o1')).toMatchObject({ purpose: ' ', amount_fen: 245_200 });
  expect(hub.row('loan', 'berka.l1')).toMatchObject({ status: 'B', months: 12 });
});

test('a till opens with its cash against EQUITY-OPENING', () => {
  const hub = new Alone();
  hub.apply(openTillImported.name, { till: '01', cash_fen: 500_000 });
  expect(hub.row('till', '01')).toMatchObject({ status: 'in_vault', cash_fen: 500_000, holder: null });
  expect([hub.ledger('CASH-TILL:01'), hub.ledger('EQUITY-OPENING')]).toEqual([500_000, -500_000]);
});
