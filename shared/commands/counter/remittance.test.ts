import { describe, expect, test } from 'vitest';
import { remitPasswordHash } from '../../rules/remittance.ts';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { remittance, remittanceSecret } from '../../tables/remittance.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { ACCOUNT_NO, ACCOUNT, at, CHIEF, CUSTOMER, DAY, Outlet, OUTLET, TABLET, TELLER } from '../outlet.ts';
import { anOutlet, Province } from '../province.ts';
import { remitPay } from './remit-pay.ts';
import { remitSend } from './remit-send.ts';

/** Domain 3.10, 4.5 B: 汇款 and 兑付. Zhang San sends Li Si 3,000.00 yuan; the fee is 30.00. */

const AWAY = '41272802';
const NO = '990412728000018';
const PASSWORD = '135790';
const NEXT = '2026-11-11';
const sending = (fen: number, over: AnyRow = {}): AnyRow => ({
  remit_no: NO,
  fen,
  fee_fen: Math.min(5_000, Math.max(200, Math.floor(fen / 100))),
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
  mode: 'id',
  customer: null,
  sender_name: '张三',
  sender_id_type: null,
  sender_id_no: null,
  payee_name: '李四',
  payee_address: '河南省沈丘县老城镇前街 8 号',
  postcode: '466300',
  account_no: null,
  to_outlet: AWAY,
  password_hash: null,
  duplicate_reason: null,
  ...over,
});
const paying = (fen: number, over: AnyRow = {}): AnyRow => ({
  remit_no: NO,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280202261110000182',
  payee_name: '李四',
  payee_id_type: '01',
  payee_id_no: '412728198807152013',
  password_hash: null,
  ...over,
});
const ONLINE = { offline: false, basis: 'request' } as const;

function outletOf(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.put(orgUnit, AWAY, anOutlet(AWAY));
  return outlet;
}
/** Sent at OUTLET, arrived at AWAY. */
function sent(fen = 300_000, over: AnyRow = {}): Province {
  const province = new Province();
  province.at(OUTLET).put(orgUnit, AWAY, anOutlet(AWAY));
  province.run(OUTLET, remitSend.name, sending(fen, over));
  province.settle();
  return province;
}
const clearing = (province: Province) => [
  province.at(OUTLET).ledger(`CLEARING-BRANCH:${AWAY}`),
  province.at(AWAY).ledger(`CLEARING-BRANCH:${OUTLET}`),
];

describe(remitSend.name, () => {
  const asks = (fen: number, over: AnyRow = {}, of = {}) =>
    outletOf('terminal').refusal(remitSend.name, sending(fen, over), { offline: false, ...of })?.code ?? null;

  test('1.00 to 50,000.00 yuan, offline to 5,000.00; equal is allowed', () => {
    expect([99, 100, 5_000_000, 5_000_001].map((fen) => asks(fen, ID, { checker: CHIEF }))).toEqual([
      'REMIT_LIMIT',
      null,
      null,
      'REMIT_LIMIT',
    ]);
    expect([500_000, 500_001].map((fen) => asks(fen, {}, { offline: true }))).toEqual([null, 'OFFLINE_LIMIT_TXN']);
  });

  test('offline it needs neither lease nor fresh data (decision 1)', () => {
    expect(asks(500_000, {}, { offline: true, lease: null, replicaAsOf: null })).toBeNull();
  });

  const ID = { sender_id_type: '01', sender_id_no: '412728196503120486' };
  test('an address, an outlet that is one, the paper from 10,000 yuan, the fee of the rate', () => {
    expect(asks(100_000, { payee_address: ' ' })).toBe('ADDRESS_REQUIRED');
    expect(asks(100_000, { to_outlet: '41272899' })).toBe('ADDRESS_REQUIRED');
    expect(asks(100_000, { payee_name: '' })).toBe('FIELD_REQUIRED');
    expect([asks(999_999), asks(1_000_000), asks(1_000_000, ID)]).toEqual([null, 'ID_REQUIRED', null]);
    expect(asks(1_000_000, { ...ID, sender_id_no: '412728196503120487' })).toBe('FIELD_FORMAT');
    expect(asks(100_000, { fee_fen: 0 })).toBe('FEE_DIFFERS');
    expect(asks(100_000, { remit_no: '990412728000017' })).toBe('FIELD_FORMAT');
    expect(asks(100_000, { mode: 'password' })).toBe('FIELD_REQUIRED');
    expect(asks(100_000, { mode: 'account', account_no: '123456789012345' })).toBe('ACCOUNT_NOT_FOUND');
  });

  test('the chief teller at 50,000 yuan', () => {
    expect(asks(5_000_000, ID)).toBe('AUTH_REQUIRED');
    expect(asks(4_999_999, ID)).toBeNull();
  });

  test('offline it is accepted and stays; the hub sends it on over clearing', () => {
    const tablet = outletOf('terminal');
    tablet.run(remitSend.name, sending(300_000));
    expect(tablet.get(remittance, NO)?.status).toBe('accepted_offline');
    expect(tablet.get(till, '01')?.cash_fen).toBe(2_303_000);
    const province = sent();
    const home = province.at(OUTLET);
    expect(home.get(tillDay, `01/${DAY}`)).toMatchObject({ cash_in_fen: 303_000 });
    expect([home.ledger('INCOME-FEE'), home.ledger('REMITTANCE')]).toEqual([-3_000, 0]);
    expect(clearing(province)).toEqual([-300_000, 300_000]);
    expect(home.get(remittance, NO)?.status).toBe('sent');
    expect(province.at(AWAY).ledger('REMITTANCE')).toBe(-300_000);
    expect(province.at(AWAY).get(remittance, NO)).toMatchObject({ status: 'arrived', from_outlet: OUTLET });
  });

  test('two equal ones to one payee within 300 s are flagged, and both stand', () => {
    const outlet = outletOf();
    outlet.run(remitSend.name, sending(300_000), { at: at('10:00') });
    const again = outlet.run(remitSend.name, sending(300_000, { remit_no: '990412728000026' }), { at: at('10:05') });
    expect(again.verdict).toBe('posted_with_exception');
    expect(outlet.codes()).toEqual(['DUPLICATE_SUSPECTED']);
    expect(outlet.ledger('CASH-TILL:01')).toBe(606_000);
  });

  test('LARGE_CASH counts it with the other cash of the sender', () => {
    const outlet = outletOf();
    outlet.run(remitSend.name, sending(5_000_000, { customer: CUSTOMER, ...ID }));
    expect(outlet.codes()).toEqual(['LARGE_CASH']);
  });

  test('into an account of that name it is paid on arrival; of another name it waits to be paid in cash', () => {
    const into = (payee: string) => {
      const outlet = outletOf();
      const over = { mode: 'account', account_no: ACCOUNT_NO, to_outlet: OUTLET, payee_name: payee };
      outlet.run(remitSend.name, sending(300_000, over));
      return [
        outlet.get(account, ACCOUNT)?.ledger_fen,
        outlet.ledger('REMITTANCE'),
        outlet.get(remittance, NO)?.status,
      ];
    };
    expect(into('王秀英')).toEqual([600_000, 0, 'paid']);
    expect(into('王秀兰')).toEqual([300_000, -300_000, 'arrived']);
  });
});

describe(remitPay.name, () => {
  const asks = (province: Province, fen = 300_000, over: AnyRow = {}, of = {}) =>
    province.at(AWAY).refusal(remitPay.name, paying(fen, over), { ...ONLINE, ...of })?.code ?? null;

  test('once, in cash, to the payee with the paper; the outlet that took it in hears of it', () => {
    const province = sent();
    expect(asks(province)).toBeNull();
    province.run(AWAY, remitPay.name, paying(300_000), ONLINE);
    province.settle();
    const away = province.at(AWAY);
    expect([away.ledger('CASH-TILL:01'), away.ledger('REMITTANCE')]).toEqual([-300_000, 0]);
    expect(away.get(remittance, NO)).toMatchObject({ status: 'paid', paid_on: DAY });
    expect(province.at(OUTLET).get(remittance, NO)).toMatchObject({ status: 'paid', paid_on: DAY });
    expect(asks(province)).toBe('ALREADY_PAID');
    expect(province.sum('CLEARING-BRANCH')).toBe(0);
  });

  test('not to another name, not another amount, not unknown, not elsewhere', () => {
    const province = sent();
    expect(asks(province, 300_000, { payee_name: '李五' })).toBe('NAME_MISMATCH');
    expect(asks(province, 300_001)).toBe('FIELD_FORMAT');
    expect(asks(province, 300_000, { payee_id_no: '' })).toBe('ID_REQUIRED');
    expect(asks(province, 300_000, { remit_no: '990412728000026' })).toBe('REMIT_UNKNOWN');
    expect(province.at(OUTLET).refusal(remitPay.name, paying(300_000), ONLINE)?.code).toBe('REMIT_UNKNOWN');
  });

  test('with the password where the sender set one; only the centre holds it', () => {
    const province = sent(300_000, { mode: 'password', password_hash: remitPasswordHash(NO, PASSWORD) });
    expect(province.at(AWAY).get(remittanceSecret, NO)).not.toBeNull();
    expect(asks(province)).toBe('PIN_BAD');
    const tries = (password: string, date = DAY) => {
      const of = { ...ONLINE, businessDate: date, at: at('10:00', date) };
      return province.run(AWAY, remitPay.name, paying(300_000, { password_hash: remitPasswordHash(NO, password) }), of);
    };
    expect(tries('000000')).toMatchObject({ verdict: 'rejected', code: 'PIN_BAD', postings: [] });
    expect(province.at(AWAY).get(remittance, NO)?.status).toBe('arrived');
    expect(tries('000001')).toMatchObject({ verdict: 'rejected', code: 'PIN_BAD' });
    // The third wrong one locks it for the day, for the right one too; the next day begins anew.
    expect(tries('000002')).toMatchObject({ verdict: 'rejected', code: 'REMIT_LOCKED' });
    expect(asks(province, 300_000, { password_hash: remitPasswordHash(NO, PASSWORD) })).toBe('REMIT_LOCKED');
    const away = province.at(AWAY);
    away.signOn(TELLER, away.tablet(TABLET), '01', NEXT);
    expect(tries(PASSWORD, NEXT)).toMatchObject({ verdict: 'posted' });
    expect(away.get(remittance, NO)).toMatchObject({ status: 'paid', paid_on: NEXT });
  });

  test('for sixty days', () => {
    const province = sent();
    const away = province.at(AWAY);
    const on = (date: string) => {
      away.signOn(TELLER, away.tablet(TABLET), '01', date);
      return asks(province, 300_000, {}, { at: at('10:00', date), businessDate: date });
    };
    expect([on('2027-01-09'), on('2027-01-10')]).toEqual([null, 'EXPIRED']);
  });

  test('the chief teller at 50,000 yuan', () => {
    const id = { sender_id_type: '01', sender_id_no: '412728196503120486' };
    const province = sent(5_000_000, id);
    province.at(AWAY).change(till, '01', { cash_fen: 6_000_000 });
    expect([asks(province, 5_000_000), asks(province, 5_000_000, {}, { checker: CHIEF })]).toEqual([
      'AUTH_REQUIRED',
      null,
    ]);
  });

  test('reversed the same day, or given up after it was posted: it waits to be paid again', () => {
    for (const how of ['reverse', 'abandon'] as const) {
      const province = sent();
      const { command } = province.run(AWAY, remitPay.name, paying(300_000), ONLINE);
      const back = {
        original: command.rowId,
        fen: 300_000,
        direction: 'in',
        till: '01',
        voucher_no: '4127280202261110000208',
        reason: 'customer_request',
        signature_hash: null,
      };
      if (how === 'reverse') province.run(AWAY, 'counter.reverse', back, { ...ONLINE, checker: CHIEF });
      else province.run(AWAY, 'request.abandon', { reason: 'no_answer' }, { replaces: command.rowId });
      province.settle();
      const away = province.at(AWAY);
      expect([away.ledger('CASH-TILL:01'), away.ledger('REMITTANCE')]).toEqual([0, -300_000]);
      expect(away.get(remittance, NO)?.status).toBe('arrived');
      expect(away.get(interaction, command.rowId)?.status).toBe('reversed');
      expect(province.at(OUTLET).get(remittance, NO)?.status).toBe('sent');
      expect(asks(province)).toBeNull();
    }
  });

  test('handing it back was asked for and given up: the payee has it, and nobody is paid again', () => {
    const province = sent();
    const { command } = province.run(AWAY, remitPay.name, paying(300_000), ONLINE);
    const back = {
      original: command.rowId,
      fen: 300_000,
      direction: 'in',
      till: '01',
      voucher_no: '4127280202261110000208',
      reason: 'customer_request',
      signature_hash: null,
    };
    const undo = province.run(AWAY, 'counter.reverse', back, { ...ONLINE, checker: CHIEF }).command;
    province.run(AWAY, 'request.abandon', { reason: 'no_answer' }, { replaces: undo.rowId });
    province.settle();
    const away = province.at(AWAY);
    expect([away.ledger('CASH-TILL:01'), away.ledger('REMITTANCE')]).toEqual([-300_000, 0]);
    expect(['SUS-OD', 'SUS-UNK'].map((ledger) => away.ledger(ledger))).toEqual([0, 0]);
    expect(away.get(remittance, NO)).toMatchObject({ status: 'paid', paid_by: command.rowId });
    expect(away.get(interaction, command.rowId)).toMatchObject({ status: 'posted', reversed_by: null });
    expect(province.at(OUTLET).get(remittance, NO)?.status).toBe('paid');
    expect(asks(province)).toBe('ALREADY_PAID');
    // Then it can be handed back in earnest.
    province.run(AWAY, 'counter.reverse', back, { ...ONLINE, checker: CHIEF });
    province.settle();
    expect([away.ledger('CASH-TILL:01'), away.ledger('REMITTANCE')]).toEqual([0, -300_000]);
  });
});
