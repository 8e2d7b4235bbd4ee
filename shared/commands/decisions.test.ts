import { describe, expect, test } from 'vitest';
import { account } from '../tables/account.ts';
import { card } from '../tables/card.ts';
import { customer } from '../tables/customer.ts';
import type { RowOf } from '../tables/define.ts';
import { device, lease } from '../tables/device.ts';
import { interaction } from '../tables/interaction.ts';
import { leaseUse } from '../tables/totals.ts';
import { configValue } from '../rules/limits.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from '../rules/config-defaults.ts';
import { ACCOUNT, aDeposit, aLoss, at, aWithdrawal, CHIEF, CUSTOMER, OTHER_TABLET, Outlet, TABLET } from './outlet.ts';
import { checkVoucher } from './money-checks.ts';

/** Decisions of domain 11 and checks of domain 4.2 that no command's own test names; the number stands in the title. */

const HOUR = 3_600_000;
const paying = (outlet: Outlet, fen: number, over = {}, of = {}) =>
  outlet.refusal('counter.withdraw', aWithdrawal(fen, over), { checker: CHIEF, ...of })?.code ?? null;

const aCard = (over: Partial<RowOf<typeof card>> = {}): RowOf<typeof card> => ({
  account: ACCOUNT,
  customer: CUSTOMER,
  bin: '621799',
  last4: '0017',
  tag: 4711,
  type: 'debit',
  issued_on: '2020-01-01',
  status: 'active',
  lost_at: null,
  lost_until: null,
  lost_at_outlet: null,
  ...over,
});
const withCard = (over: Partial<RowOf<typeof card>>): Outlet => {
  const outlet = new Outlet('terminal');
  outlet.put(card, '9001', aCard(over));
  return outlet;
};

describe('domain 11', () => {
  test('1: a payout is captured up to and at expires_at; a deposit needs neither lease nor fresh data', () => {
    const outlet = new Outlet('terminal');
    outlet.change(lease, 'L01', { expires_at: at('10:00') });
    expect(paying(outlet, 10_000)).toBeNull();
    expect(paying(outlet, 10_000, {}, { at: at('10:00') + 1 })).toBe('LEASE_EXPIRED');
    expect(paying(outlet, 10_000, {}, { replicaAsOf: at('10:00') - 72 * HOUR - 1 })).toBe('REPLICA_STALE');
    const late = { at: at('10:00') + 1, lease: null, replicaAsOf: 0 };
    expect(outlet.refusal('counter.deposit', aDeposit(10_000), late)).toBeNull();
  });

  test('2: 50 % of a share of 3,333,333 is 1,666,666', () => {
    const outlet = new Outlet('terminal');
    outlet.change(account, ACCOUNT, { ledger_fen: 90_000_000 });
    const half = { replicaAsOf: at('10:00') - 30 * HOUR };
    outlet.put(leaseUse, `device:${TABLET}`, { uses: [{ at: at('09:00'), fen: 1_566_666, command: 'x' }] });
    expect(paying(outlet, 100_000, {}, half)).toBeNull();
    outlet.put(leaseUse, `device:${TABLET}`, { uses: [{ at: at('09:00'), fen: 1_566_667, command: 'x' }] });
    expect(paying(outlet, 100_000, {}, half)).toBe('OFFLINE_LIMIT_OUTLET');
  });

  test('3: replica 300,000, 200,000 already paid here, 100,001 more is INSUFFICIENT_FUNDS', () => {
    const outlet = new Outlet('terminal');
    outlet.run('counter.withdraw', aWithdrawal(200_000), { checker: CHIEF, at: at('09:00') });
    expect(paying(outlet, 100_001)).toBe('INSUFFICIENT_FUNDS');
    expect(paying(outlet, 100_000)).toBeNull();
  });

  test('5: closed and pending take nothing; lost, frozen, stopped, dormant, long suspended take deposits and pay nothing', () => {
    const outlet = new Outlet('terminal');
    const both = (over: Partial<RowOf<typeof account>>) => {
      outlet.change(account, ACCOUNT, {
        status: 'active',
        lost_at: null,
        lost_until: null,
        frozen_at: null,
        stop_pay_at: null,
        stop_pay_until: null,
        ...over,
      });
      return [outlet.refusal('counter.deposit', aDeposit(10_000))?.code ?? null, paying(outlet, 10_000)];
    };
    for (const status of ['closed', 'pending', 'cancelled'] as const)
      expect(both({ status })).toEqual(['ACCOUNT_STATUS', 'ACCOUNT_STATUS']);
    for (const status of ['dormant', 'long_suspended'] as const)
      expect(both({ status })).toEqual([null, 'ACCOUNT_STATUS']);
    for (const status of ['lost_oral', 'lost_written'] as const)
      expect(both({ status, lost_at: at('09:00') })).toEqual([null, 'ACCOUNT_STATUS']);
    expect(both({ frozen_at: at('09:00') })).toEqual([null, 'ACCOUNT_STATUS']);
    expect(both({ stop_pay_at: at('09:00') })).toEqual([null, 'ACCOUNT_STATUS']);
    expect(both({})).toEqual([null, null]);
  });

  test('6: 2x is also of the last share; codes that only flag are all added to the one that decides', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 90_000_000 });
    outlet.change(lease, 'L01', { share_fen: 90_000 });
    const first = outlet.run('counter.withdraw', aWithdrawal(180_000), { at: at('08:30') });
    expect([first.verdict, first.split]).toEqual(['posted_with_exception', null]);
    outlet.change(lease, 'L01', { expires_at: at('09:00') });
    outlet.cases.length = 0;
    const second = outlet.run('counter.withdraw', aWithdrawal(180_000), { at: at('09:30') });
    expect([second.verdict, second.split?.suspenseLedger]).toEqual(['suspense', 'SUS-LIM']);
    expect(outlet.codes()).toEqual(['LIMIT_EXCEEDED', 'LEASE_EXPIRED']);
    expect(outlet.cases.map((one) => one.body['suspense_fen'])).toEqual([180_000, 0]);
  });

  test('7: a freeze counts at its very instant, a lapsed oral loss does not', () => {
    const outlet = new Outlet('terminal');
    outlet.change(account, ACCOUNT, { frozen_at: at('10:00') });
    expect(paying(outlet, 10_000)).toBe('ACCOUNT_STATUS');
    expect(paying(outlet, 10_000, {}, { at: at('10:00') - 1 })).toBeNull();
    const lapsed = withCard({ status: 'lost_oral', lost_at: at('10:00') - 120 * HOUR });
    expect(paying(lapsed, 10_000, { card: '9001' })).toBeNull();
    expect(paying(lapsed, 10_000, { card: '9001' }, { at: at('10:00') - 1 })).toBe('CARD_STATE');
  });

  test('8: captured, synced, posted and flagged entries may be reversed', () => {
    for (const status of ['captured', 'synced', 'posted', 'posted_with_exception'] as const) {
      const outlet = new Outlet('terminal');
      const id = outlet.run('counter.deposit', aDeposit(10_000)).command.rowId;
      outlet.change(interaction, id, { status });
      const payload = { original: id, fen: 10_000, direction: 'out', till: '01', signature_hash: null };
      const more = { voucher_no: '4127280102261110000174', reason: 'wrong_amount' };
      expect(outlet.refusal('counter.reverse', { ...payload, ...more }, { checker: CHIEF })).toBeNull();
    }
  });

  test('16: a paper that is presented must be in force; an expired record alone is no refusal', () => {
    const outlet = new Outlet('terminal');
    outlet.change(customer, CUSTOMER, { id_valid_to: '2026-11-09' });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))).toBeNull();
    const shown = aDeposit(10_000, { id_seen: true, id_last4: '0486' });
    expect(outlet.refusal('counter.deposit', shown)?.code).toBe('ID_EXPIRED');
  });

  test('20: an issued or a PIN-locked card can be reported lost, a cancelled one stays as it is', () => {
    const after = (status: RowOf<typeof card>['status']) => {
      const outlet = new Outlet();
      outlet.put(card, '9001', aCard({ status }));
      outlet.run('counter.lost_oral', aLoss({ card: '9001', medium: 'card' }));
      return outlet.get(card, '9001')?.status;
    };
    expect([after('issued'), after('pin_locked'), after('active')]).toEqual(['lost_oral', 'lost_oral', 'lost_oral']);
    expect([after('cancelled'), after('replaced')]).toEqual(['cancelled', 'replaced']);
  });

  test('21: a suspended device captures nothing, like a lost or revoked one', () => {
    for (const status of ['suspended', 'lost', 'revoked', 'registered'] as const) {
      const outlet = new Outlet('terminal');
      outlet.change(device, TABLET, { status });
      expect(outlet.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('DEVICE_REVOKED');
    }
  });

  test('23: a withdrawal may raise ACCOUNT_CLOSED_ELSEWHERE, DUPLICATE_SUSPECTED and LOST_AFTER_PAYMENT', () => {
    const raised = (prepare: (outlet: Outlet) => void, of = {}) => {
      const outlet = new Outlet();
      prepare(outlet);
      outlet.run('counter.withdraw', aWithdrawal(10_000), of);
      return outlet.codes();
    };
    expect(raised((o) => o.change(account, ACCOUNT, { status: 'closed' }))).toEqual(['ACCOUNT_CLOSED_ELSEWHERE']);
    const twice = (o: Outlet) => void o.run('counter.withdraw', aWithdrawal(10_000), { device: OTHER_TABLET });
    expect(raised(twice, { at: at('10:05') })).toEqual(['DUPLICATE_SUSPECTED']);
    const lost = (o: Outlet) => void o.run('counter.lost_oral', aLoss(), { at: at('11:00'), device: OTHER_TABLET });
    expect(raised(lost)).toEqual(['LOST_AFTER_PAYMENT']);
  });

  test('25: the numbers of 4.3 are keys with their defaults, and a unit may change each from a date on', () => {
    const some: Partial<Record<ConfigKey, number>> = {
      'cash.large_report_fen': 5_000_000,
      'agent.id_fen': 1_000_000,
      'auth.reverse.manager_fen': 5_000_000,
      'offline.withdraw.txn_fen': 200_000,
      'offline.deposit.unknown_fen': 2_000_000,
      'offline.queue_block': 10_000,
      'offline.capture_max_days': 10,
      'session.offline_login_days': 14,
      'dup.window_s': 300,
      'lost.oral_days': 5,
    };
    expect(CONFIG_DEFAULTS).toMatchObject(some);
    const row = { key: 'dup.window_s', value: 600, effective_from: '2026-11-10', value_before: null };
    expect(configValue(row, 'dup.window_s', '2026-11-09')).toBe(300);
    expect(configValue(row, 'dup.window_s', '2026-11-10')).toBe(600);
  });
});

describe('domain 4.2', () => {
  test('check 13: only an active card pays; its state is no matter to a deposit', () => {
    for (const status of [
      'issued',
      'pin_locked',
      'frozen',
      'cancelled',
      'expired',
      'replaced',
      'lost_written',
    ] as const) {
      expect(paying(withCard({ status }), 10_000, { card: '9001' })).toBe('CARD_STATE');
      expect(withCard({ status }).refusal('counter.deposit', aDeposit(10_000, { card: '9001' }))).toBeNull();
    }
    expect(paying(withCard({}), 10_000, { card: '9001' })).toBeNull();
  });

  test('PIN: wrong on line is PIN_BAD; without a pad the holder with the paper stands in for it', () => {
    const outlet = new Outlet('terminal');
    const online = { basis: 'request', offline: false };
    expect(paying(outlet, 10_000, { pin_result: 'failed' }, online)).toBe('PIN_BAD');
    expect(paying(outlet, 10_000, { pin_result: 'not_used', id_seen: false }, online)).toBe('PIN_PAD_ABSENT');
    expect(paying(outlet, 10_000, { pin_result: 'not_used' }, online)).toBeNull();
    expect(paying(outlet, 10_000, { pin_result: 'verified', id_seen: false, id_last4: null }, online)).toBeNull();
  });

  test('check 20: none in hand, or another than the next number, is VOUCHER_OUT', () => {
    const held = [{ from_no: '00001201', to_no: '00001250' }];
    expect(checkVoucher([], '00001201')).toEqual({ code: 'VOUCHER_OUT', detail: {} });
    expect(checkVoucher(held, '00001202')).toEqual({ code: 'VOUCHER_OUT', detail: { next: '00001201' } });
    expect(checkVoucher(held, null)).toEqual({ code: 'VOUCHER_OUT', detail: { next: '00001201' } });
    expect(checkVoucher(held, '00001201')).toBeNull();
  });
});
