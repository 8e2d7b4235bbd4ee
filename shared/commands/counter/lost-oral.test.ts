import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { ACCOUNT, ACCOUNT_NO, aLoss, at, aWithdrawal, CHIEF, CUSTOMER, OTHER_TABLET, Outlet } from '../outlet.ts';
import { lostOral } from './lost-oral.ts';

const HOUR = 3_600_000;

/** Money rows that must not depend on who arrived first. */
const books = (outlet: Outlet, payment: string) => ({
  ledger: outlet.get(account, ACCOUNT)?.ledger_fen,
  lost: outlet.ledger('SUS-LOST'),
  od: outlet.ledger('SUS-OD'),
  cash: outlet.ledger('CASH-TILL:01'),
  row: (({ account_fen, suspense_ledger, suspense_fen }) => ({ account_fen, suspense_ledger, suspense_fen }))(
    outlet.get(interaction, payment) as never,
  ),
  open: outlet.cases
    .map((one) => outlet.get(exceptionCase, one.id))
    .filter((one) => one?.status === 'open')
    .map((one) => `${one?.code}:${one?.severity}`),
});

function both(paidAt: string, ledger = 300_000) {
  const loss = { at: at('09:00'), receivedAt: at('09:00'), device: OTHER_TABLET };
  const payment = { at: at(paidAt), receivedAt: at('11:00'), checker: CHIEF };
  const first = new Outlet();
  first.change(account, ACCOUNT, { ledger_fen: ledger });
  first.run(lostOral.name, aLoss(), loss);
  const paidAfter = first.run('counter.withdraw', aWithdrawal(200_000), payment);
  const second = new Outlet();
  second.change(account, ACCOUNT, { ledger_fen: ledger });
  const paidBefore = second.run('counter.withdraw', aWithdrawal(200_000), payment);
  second.run(lostOral.name, aLoss(), { ...loss, receivedAt: at('11:05') });
  return [books(first, paidAfter.command.rowId), books(second, paidBefore.command.rowId)] as const;
}

describe('counter.lost_oral', () => {
  test('X2 in both orders of arrival: 09:30 debits nothing and stands in SUS-LOST, critical', () => {
    const [lossFirst, paymentFirst] = both('09:30');
    expect(lossFirst).toEqual({
      ledger: 300_000,
      lost: 200_000,
      od: 0,
      cash: -200_000,
      row: { account_fen: 0, suspense_ledger: 'SUS-LOST', suspense_fen: 200_000 },
      open: ['CARD_LOST_ELSEWHERE:critical'],
    });
    expect(paymentFirst).toEqual(lossFirst);
  });

  test('X2 boundaries in both orders: 09:00:00 is after, 08:59:59 stays with LOST_AFTER_PAYMENT', () => {
    const [sameA, sameB] = both('09:00:00');
    expect(sameA.lost).toBe(200_000);
    expect(sameB).toEqual(sameA);
    const [beforeA, beforeB] = both('08:59:59');
    expect(beforeA).toMatchObject({ ledger: 100_000, lost: 0, open: ['LOST_AFTER_PAYMENT:info'] });
    expect(beforeB).toEqual(beforeA);
  });

  test('an overdraft payment after the loss: both parts end in SUS-LOST and its overdraft case closes', () => {
    const [lossFirst, paymentFirst] = both('09:30', 150_000);
    expect(lossFirst).toMatchObject({ ledger: 150_000, lost: 200_000, od: 0 });
    expect(paymentFirst).toEqual(lossFirst);
  });

  test('a payment the hub already had before the loss happened is left alone', () => {
    const outlet = new Outlet();
    outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at('08:10'), receivedAt: at('08:20') });
    outlet.run(lostOral.name, aLoss(), { at: at('09:00'), device: OTHER_TABLET });
    expect(outlet.codes()).toEqual([]);
  });

  test('a payment at effective time + 120 h is allowed, one millisecond earlier it is not', () => {
    for (const [ms, lost] of [
      [120 * HOUR, 0],
      [120 * HOUR - 1, 200_000],
    ] as const) {
      const outlet = new Outlet();
      outlet.run(lostOral.name, aLoss(), { at: at('09:00'), device: OTHER_TABLET });
      const paidAt = at('09:00') + ms;
      outlet.run('counter.withdraw', aWithdrawal(200_000), {
        at: paidAt,
        businessDate: '2026-11-15',
        replicaAsOf: paidAt,
        lease: null,
      });
      expect(outlet.ledger('SUS-LOST')).toBe(lost);
    }
  });

  test('a second loss report moves nothing twice', () => {
    const outlet = new Outlet();
    outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at('09:30'), receivedAt: at('11:00') });
    outlet.run(lostOral.name, aLoss(), { at: at('09:00'), device: OTHER_TABLET });
    outlet.run(lostOral.name, aLoss(), { at: at('08:50'), device: OTHER_TABLET });
    expect(outlet.ledger('SUS-LOST')).toBe(200_000);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({
      ledger_fen: 300_000,
      status: 'lost_oral',
      lost_at: at('08:50'),
    });
  });

  test('it needs the number of the paper and two more facts', () => {
    const outlet = new Outlet('terminal');
    expect(outlet.refusal(lostOral.name, aLoss())).toBeNull();
    expect(outlet.refusal(lostOral.name, aLoss({ name_ok: false }))?.code).toBe('IDENTITY_NOT_ENOUGH');
    expect(outlet.refusal(lostOral.name, aLoss({ id_no_ok: false, address_ok: true }))?.code).toBe(
      'IDENTITY_NOT_ENOUGH',
    );
  });

  test('a card report stops card and account; the account is found through the card or by number', () => {
    const outlet = new Outlet();
    outlet.put(card, '9001', {
      account: ACCOUNT,
      customer: CUSTOMER,
      bin: '621000',
      last4: '0017',
      tag: 1,
      type: 'debit',
      issued_on: '2020-01-01',
      status: 'active',
      lost_at: null,
      lost_until: null,
      lost_at_outlet: null,
    });
    outlet.run(lostOral.name, aLoss({ account: null, card: '9001', medium: 'card' }), { at: at('09:00') });
    expect(outlet.get(card, '9001')).toMatchObject({ status: 'lost_oral', lost_at: at('09:00') });
    expect(outlet.get(account, ACCOUNT)?.status).toBe('lost_oral');
    const byNumber = new Outlet();
    expect(byNumber.run(lostOral.name, aLoss({ account: null, account_no: ACCOUNT_NO })).verdict).toBe('posted');
  });

  test('nothing to stop: an unknown or closed account is rejected, no money moves', () => {
    const outlet = new Outlet();
    expect(outlet.run(lostOral.name, aLoss({ account: '999' }))).toMatchObject({
      verdict: 'rejected',
      code: 'ACCOUNT_NOT_FOUND',
    });
    outlet.change(account, ACCOUNT, { status: 'closed' });
    expect(outlet.run(lostOral.name, aLoss())).toMatchObject({ verdict: 'rejected', code: 'ACCOUNT_STATUS' });
  });
});
