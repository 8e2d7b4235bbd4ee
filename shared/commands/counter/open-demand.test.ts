import { describe, expect, test } from 'vitest';
import { consent, customerAccounts } from '../../tables/account-opening.ts';
import { account, accountNumber } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { product } from '../../tables/product.ts';
import { productRate } from '../../tables/product-rate.ts';
import { till } from '../../tables/till.ts';
import { voucherNumber, voucherStock } from '../../tables/voucher.ts';
import { ACCOUNT, aCustomer, aDeposit, CHIEF, CUSTOMER, DAY, ID_NO, Outlet } from '../outlet.ts';
import { idNoHash } from '../identity.ts';
import { employee } from '../../tables/employee.ts';
import { openDemand } from './open-demand.ts';

const KIND = openDemand.name;
const NUMBER = '412728010000014';
const HUB = { hub: { numbers: { account: NUMBER } } };
const ONLINE = { basis: 'request', offline: false, checker: CHIEF, ...HUB } as const;
const OFFLINE = { basis: 'application', offline: true, checker: CHIEF, ...HUB } as const;
const NEW = '5002';

/** A person without an account, two passbooks in the till, the demand product at 500 ppm. */
function counter(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.put(customer, NEW, aCustomer({ customer_no: '412728000024', id_no: '412728198807152013', gender: 'male' }));
  outlet.put(product, 'demand', {
    name: '活期储蓄',
    name_en: 'Demand savings',
    category: 'demand',
    term_months: null,
    rate_ppm: 500,
    min_fen: 100,
    valid_from: '2020-01-01',
    valid_to: null,
  });
  const ranges = [{ from_no: '0000001201', to_no: '0000001202' }];
  outlet.put(voucherStock, 'passbook/01', { voucher_type: 'passbook', holder: '01', ranges });
  return outlet;
}
const anOpening = (over: AnyRow = {}): AnyRow => ({
  customer: NEW,
  application: null,
  account_class: 'I',
  passbook_no: '0000001201',
  withdraw_rule: 'id',
  fen: 10_000,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
  id_seen: true,
  id_last4: '2013',
  id_check: 'passed',
  service_text: '2026-01',
  guardian_name: null,
  guardian_id_no: null,
  signature_hash: null,
  household_reason: null,
  ...over,
});
const anApplication = (over: AnyRow = {}): AnyRow =>
  anOpening({ fen: 0, passbook_no: null, id_check: 'not_done', ...over });

describe('counter.open_demand online', () => {
  test('the account is active with its first deposit, the listed rate, the next passbook and the service text', () => {
    const outlet = counter();
    outlet.put(productRate, 'demand', {
      rates: [
        { from: '2020-01-01', rate_ppm: 500 },
        { from: '2026-11-01', rate_ppm: 450 },
        { from: '2026-12-01', rate_ppm: 400 },
      ],
    });
    const { command, verdict } = outlet.run(KIND, anOpening(), ONLINE);
    expect(verdict).toBe('posted');
    expect([...outlet.ledgers].sort()).toEqual([
      ['CASH-TILL:01', 10_000],
      ['DEPOSIT', -10_000],
    ]);
    expect(outlet.get(account, command.rowId)).toMatchObject({
      account_no: NUMBER,
      customer: NEW,
      status: 'active',
      ledger_fen: 10_000,
      rate_ppm: 450,
      passbook_no: '0000001201',
      opened_on: DAY,
    });
    expect(outlet.get(accountNumber, NUMBER)).toEqual({ account: command.rowId });
    expect(outlet.get(customerAccounts, NEW)?.accounts).toEqual([{ account: command.rowId, account_class: 'I' }]);
    expect(outlet.get(voucherNumber, 'passbook/0000001201')).toMatchObject({ status: 'issued', till: '01' });
    expect(outlet.get(voucherStock, 'passbook/01')?.ranges).toEqual([{ from_no: '0000001202', to_no: '0000001202' }]);
    expect(outlet.get(consent, `${NEW}/service`)).toMatchObject({
      granted: true,
      basis: 'contract',
      text_version: '2026-01',
    });
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_010_000);
    expect(outlet.codes()).toEqual([]);
  });

  test('VOUCHER_OUT: no passbook in hand, or a number that is not the next one', () => {
    const outlet = counter();
    expect(outlet.refusal(KIND, anOpening({ passbook_no: '0000001202' }), ONLINE)).toEqual({
      code: 'VOUCHER_OUT',
      detail: { next: '0000001201' },
    });
    expect(outlet.refusal(KIND, anOpening({ passbook_no: null }), ONLINE)?.code).toBe('VOUCHER_OUT');
    outlet.put(voucherStock, 'passbook/01', { voucher_type: 'passbook', holder: '01', ranges: [] });
    expect(outlet.refusal(KIND, anOpening(), ONLINE)).toEqual({ code: 'VOUCHER_OUT', detail: {} });
    expect(outlet.refusal(KIND, anOpening({ passbook_no: '0000001202' }), OFFLINE)?.code).toBe('FIELD_FORMAT');
  });

  test('one class I account a person; a closed one does not count, a pending one does', () => {
    const outlet = counter();
    outlet.put(customerAccounts, CUSTOMER, { accounts: [{ account: ACCOUNT, account_class: 'I' }] });
    const own = { customer: CUSTOMER, id_last4: ID_NO.slice(-4) };
    const code = (over: AnyRow = {}) => outlet.refusal(KIND, anOpening({ ...own, ...over }), ONLINE)?.code ?? null;
    expect(code()).toBe('CLASS_I_EXISTS');
    expect(code({ account_class: 'II' })).toBeNull();
    outlet.change(account, ACCOUNT, { status: 'pending' });
    expect(code()).toBe('CLASS_I_EXISTS');
    outlet.change(account, ACCOUNT, { status: 'closed' });
    expect(code()).toBeNull();
  });

  test('minimum of one yuan, product on sale, paper, online check, guardian, consent, second person, not for oneself', () => {
    const outlet = counter();
    const code = (over: AnyRow = {}, of = {}) =>
      outlet.refusal(KIND, anOpening(over), { ...ONLINE, ...of })?.code ?? null;
    expect(code()).toBeNull();
    expect(code({ fen: 99 })).toBe('BELOW_MINIMUM');
    expect(code({ fen: 100 })).toBeNull();
    expect(code({ id_seen: false })).toBe('ID_REQUIRED');
    expect(code({ id_check: 'not_done' })).toBe('ID_CHECK_FAILED');
    expect(code({ id_check: 'failed' })).toBe('ID_CHECK_FAILED');
    expect(code({ service_text: null })).toBe('CONSENT_MISSING');
    expect(code({}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(code({ customer: '9999' })).toBe('CUSTOMER_STATUS');
    outlet.change(customer, NEW, { birth_date: '2015-10-20' });
    expect(code()).toBe('MINOR_NO_GUARDIAN');
    expect(code({ guardian_name: '王秀英', guardian_id_no: ID_NO })).toBeNull();
    outlet.change(customer, NEW, { birth_date: '1988-07-15' });
    outlet.change(employee, '41202600001', { id_no_hash: idNoHash('412728198807152013') });
    expect(code()).toBe('SELF_DEALING');
    outlet.change(product, 'demand', { valid_to: '2026-11-09' });
    expect(code()).toBe('PRODUCT_NOT_VALID');
  });

  test('taken back the same day the account is cancelled and its passbook void; not once it holds more', () => {
    const outlet = counter();
    const opened = outlet.run(KIND, anOpening(), ONLINE);
    const back = {
      original: opened.command.rowId,
      fen: 10_000,
      direction: 'out',
      till: '01',
      voucher_no: '4127280102261110000182',
      reason: 'customer_request',
      signature_hash: null,
    };
    outlet.run('counter.deposit', aDeposit(5_000, { account: opened.command.rowId, account_no: NUMBER }));
    expect(outlet.refusal('counter.reverse', back, ONLINE)?.code).toBe('NOT_REVERSIBLE');
    outlet.change(account, opened.command.rowId, { ledger_fen: 10_000 });
    const undo = outlet.run('counter.reverse', back, ONLINE);
    expect(undo.verdict).toBe('posted');
    expect(outlet.get(account, opened.command.rowId)).toMatchObject({ status: 'cancelled', ledger_fen: 0 });
    expect(outlet.get(voucherNumber, 'passbook/0000001201')?.status).toBe('void');
    outlet.run('request.abandon', { reason: 'mistake' }, { replaces: undo.command.rowId });
    expect(outlet.get(account, opened.command.rowId)).toMatchObject({ status: 'active', ledger_fen: 10_000 });
    expect(outlet.get(voucherNumber, 'passbook/0000001201')?.status).toBe('issued');
  });

  test('given up without an answer: nothing is open, whether it arrived or not', () => {
    for (const arrived of [true, false]) {
      const outlet = counter();
      const request = outlet.entry(KIND, anOpening(), ONLINE);
      if (arrived) outlet.apply(request, ONLINE);
      outlet.run('request.abandon', { reason: 'no_answer' }, { replaces: request.rowId });
      expect(outlet.get(account, request.rowId)?.status ?? 'cancelled').toBe('cancelled');
      expect(outlet.ledger('CASH-TILL:01')).toBe(0);
    }
  });
});

describe('counter.open_demand without a line is an application (预受理)', () => {
  test('no money, no passbook; the centre numbers it and keeps it pending, and nothing is paid into it', () => {
    const terminal = counter('terminal');
    const noted = terminal.run(KIND, anApplication(), OFFLINE);
    expect(terminal.get(account, noted.command.rowId)).toBeNull();
    expect(terminal.get(interaction, noted.command.rowId)).toMatchObject({
      status: 'captured',
      direction: 'none',
      till: null,
    });
    const outlet = counter();
    const { command, verdict } = outlet.run(KIND, anApplication(), OFFLINE);
    expect(verdict).toBe('posted');
    expect(outlet.ledgers.size).toBe(0);
    expect(outlet.get(account, command.rowId)).toMatchObject({
      status: 'pending',
      account_no: NUMBER,
      passbook_no: null,
    });
    expect(outlet.refusal('counter.deposit', aDeposit(100, { account: command.rowId, account_no: NUMBER }))?.code).toBe(
      'ACCOUNT_STATUS',
    );
  });

  test('completed online it keeps its number and becomes active with deposit and passbook', () => {
    const outlet = counter();
    const { command } = outlet.run(KIND, anApplication(), OFFLINE);
    const done = outlet.run(KIND, anOpening({ application: command.rowId }), {
      ...ONLINE,
      hub: { numbers: { account: '412728010000022' } },
    });
    expect(done.verdict).toBe('posted');
    expect(outlet.get(account, command.rowId)).toMatchObject({
      status: 'active',
      account_no: NUMBER,
      ledger_fen: 10_000,
    });
    expect(outlet.get(customerAccounts, NEW)?.accounts).toHaveLength(1);
    expect(
      outlet.refusal(KIND, anOpening({ application: command.rowId, passbook_no: '0000001202' }), ONLINE)?.code,
    ).toBe('ACCOUNT_STATUS');
  });

  test('an application that brings money or a passbook, or a failed check, is none', () => {
    const outlet = counter();
    const code = (over: AnyRow) => outlet.refusal(KIND, anApplication(over), OFFLINE)?.code ?? null;
    expect(code({})).toBeNull();
    expect(code({ fen: 100 })).toBe('FIELD_FORMAT');
    expect(code({ passbook_no: '0000001201' })).toBe('VOUCHER_OUT');
    expect(code({ id_check: 'failed' })).toBe('ID_CHECK_FAILED');
  });
});
