import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { employee } from '../../tables/employee.ts';
import { till } from '../../tables/till.ts';
import { idNoHash } from '../identity.ts';
import {
  ACCOUNT,
  aDeposit,
  anAccount,
  at,
  aWithdrawal,
  CHIEF,
  CUSTOMER,
  ID_NO,
  OTHER_TABLET,
  Outlet,
  TELLER,
} from '../outlet.ts';
import { deposit } from './deposit.ts';

const code = (outlet: Outlet, fen: number, over = {}, of = {}) =>
  outlet.refusal(deposit.name, aDeposit(fen, over), of)?.code ?? null;
/** Valid by its check digit, known to nobody. */
const UNKNOWN = { account: null, account_no: '412728010001244' };

describe('counter.deposit at capture', () => {
  test('offline 4,999,999 fen is allowed and 5,000,000 is not', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, 4_999_999)).toBeNull();
    expect(code(outlet, 5_000_000, { id_seen: true, id_last4: '0486' })).toBe('OFFLINE_LIMIT_TXN');
  });

  test('an unknown account with a right check digit is taken up to 2,000,000 fen', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, 2_000_000, UNKNOWN)).toBeNull();
    expect(code(outlet, 2_000_001, UNKNOWN)).toBe('OFFLINE_LIMIT_TXN');
    expect(code(outlet, 100, { account: null, account_no: '412728010001245' })).toBe('ACCOUNT_NOT_FOUND');
  });

  test('lost, frozen and dormant accounts take deposits; closed and pending ones take nothing', () => {
    const under = (over: object) => {
      const outlet = new Outlet('terminal');
      outlet.change(account, ACCOUNT, over);
      return code(outlet, 10_000);
    };
    expect(under({ status: 'lost_oral', lost_at: at('09:00') })).toBeNull();
    expect(under({ frozen_at: at('09:00') })).toBeNull();
    expect(under({ status: 'dormant' })).toBeNull();
    expect(under({ status: 'closed' })).toBe('ACCOUNT_STATUS');
    expect(under({ status: 'pending' })).toBe('ACCOUNT_STATUS');
  });

  test('a deposit needs neither a lease nor a fresh replica', () => {
    expect(code(new Outlet('terminal'), 10_000, {}, { lease: null, replicaAsOf: 0 })).toBeNull();
  });

  test('above 10,000 yuan another person shows a paper; at 10,000 yuan not yet', () => {
    const outlet = new Outlet('terminal');
    const agent = { agent_name: '张伟' };
    expect(code(outlet, 1_000_000, agent)).toBeNull();
    expect(code(outlet, 1_000_001, agent)).toBe('AGENT_ID_REQUIRED');
    expect(code(outlet, 1_000_001, { ...agent, agent_id_type: '01', agent_id_no: '412728198807152013' })).toBeNull();
    expect(code(outlet, 1_000_001, { ...agent, agent_id_type: '01', agent_id_no: '412728198807152014' })).toBe(
      'FIELD_FORMAT',
    );
  });

  test('from 50,000 yuan the holder shows a paper and the chief teller counts again', () => {
    const outlet = new Outlet('terminal');
    const online = { offline: false };
    expect(code(outlet, 5_000_000, {}, online)).toBe('ID_REQUIRED');
    const seen = { id_seen: true, id_last4: '0486' };
    expect(code(outlet, 5_000_000, seen, online)).toBe('AUTH_REQUIRED');
    expect(code(outlet, 5_000_000, seen, { ...online, checker: CHIEF })).toBeNull();
    expect(code(outlet, 4_999_999, {}, online)).toBeNull();
  });

  test('deceased persons are refused, an identity in doubt may still bring money', () => {
    const outlet = new Outlet('terminal');
    outlet.change(customer, CUSTOMER, { status: 'deceased' });
    expect(code(outlet, 10_000)).toBe('CUSTOMER_STATUS');
    outlet.change(customer, CUSTOMER, { status: 'frozen_id' });
    expect(code(outlet, 10_000)).toBeNull();
  });

  test('a clerk does not serve her own account', () => {
    const outlet = new Outlet('terminal');
    outlet.change(employee, TELLER, { id_no_hash: idNoHash(ID_NO) });
    expect(code(outlet, 10_000)).toBe('SELF_DEALING');
  });

  test('checks 1 to 7 come in their order', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, 10_000, { till: '02' })).toBe('NO_TILL');
    outlet.change(till, '01', { balanced_on: '2026-11-10' });
    expect(code(outlet, 10_000)).toBe('TILL_BALANCED');
    expect(code(outlet, 10_000, {}, { maker: CHIEF })).toBe('NOT_SIGNED_ON');
    expect(code(outlet, 10_000, {}, { at: at('10:00', '2026-11-12') })).toBe('BUSINESS_DATE_CLOSED');
    outlet.change(employee, TELLER, { posts: [{ post: 'lobby_manager', from: '2020-01-01', to: null }] });
    expect(code(outlet, 10_000)).toBe('ROLE_DENIED');
  });
});

describe('counter.deposit on the hub', () => {
  test('cash and account rise by the whole amount', () => {
    const outlet = new Outlet();
    const judged = outlet.run(deposit.name, aDeposit(200_000));
    expect(judged.verdict).toBe('posted');
    expect(judged.split).toBeNull();
    expect(judged.postings).toEqual([
      { ledger: 'CASH-TILL:01', account: null, fen: 200_000 },
      { ledger: 'DEPOSIT', account: ACCOUNT, fen: -200_000 },
    ]);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(500_000);
  });

  test('X4: 100,000 at 10:00:00 and 10:05:00 is suspected, at 10:05:01 not', () => {
    for (const [second, codes] of [
      ['10:04:59', ['DUPLICATE_SUSPECTED']],
      ['10:05:00', ['DUPLICATE_SUSPECTED']],
      ['10:05:01', []],
    ] as const) {
      const outlet = new Outlet();
      outlet.run(deposit.name, aDeposit(100_000), { at: at('10:00:00') });
      const judged = outlet.run(deposit.name, aDeposit(100_000), { at: at(second), device: OTHER_TABLET });
      expect(outlet.codes()).toEqual(codes);
      expect(judged.verdict).toBe(codes.length === 0 ? 'posted' : 'posted_with_exception');
      expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(500_000);
    }
  });

  test('X6: 4,000,000 offline and 1,000,000 online in one day reach the large-cash line; in and out are apart', () => {
    const outlet = new Outlet();
    outlet.run(deposit.name, aDeposit(4_000_000), { at: at('09:00') });
    const judged = outlet.run(deposit.name, aDeposit(1_000_000), { at: at('14:00'), offline: false });
    expect(outlet.codes()).toEqual(['LARGE_CASH']);
    expect(judged.verdict).toBe('posted');
    const apart = new Outlet();
    apart.run(deposit.name, aDeposit(4_000_000), { at: at('09:00') });
    apart.run('counter.withdraw', aWithdrawal(1_000_000), { at: at('14:00'), offline: false });
    expect(apart.codes()).toEqual([]);
  });

  test('closed goes to SUS-CLOSED, unknown to SUS-UNK, an account found by its number is posted', () => {
    const closed = new Outlet();
    closed.change(account, ACCOUNT, { status: 'closed', closed_at: at('09:00') });
    expect(closed.run(deposit.name, aDeposit(50_000)).split).toEqual({
      accountFen: 0,
      suspenseLedger: 'SUS-CLOSED',
      suspenseFen: 50_000,
    });
    expect(closed.codes()).toEqual(['ACCOUNT_CLOSED_ELSEWHERE']);
    const unknown = new Outlet();
    expect(unknown.run(deposit.name, aDeposit(50_000, UNKNOWN)).verdict).toBe('suspense');
    expect(unknown.ledger('SUS-UNK')).toBe(-50_000);
    const found = new Outlet();
    expect(found.run(deposit.name, aDeposit(50_000, { account: null })).verdict).toBe('posted');
    expect(found.get(account, ACCOUNT)?.ledger_fen).toBe(350_000);
  });

  test('offline above its limit: flagged to twice, above in SUS-LIM', () => {
    const outlet = new Outlet();
    expect(outlet.run(deposit.name, aDeposit(9_999_998)).verdict).toBe('posted_with_exception');
    expect(outlet.run(deposit.name, aDeposit(9_999_999)).split?.suspenseLedger).toBe('SUS-LIM');
  });

  test('property: legs sum to zero and the cash leg is the whole amount, whatever the account is', () => {
    const status = fc.constantFrom('active', 'closed', 'pending', 'lost_written', 'dormant' as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000_000 }), status, fc.boolean(), (fen, one, offline) => {
        const outlet = new Outlet();
        outlet.put(account, ACCOUNT, anAccount({ status: one }));
        const judged = outlet.run(deposit.name, aDeposit(fen), { offline });
        expect(judged.postings.reduce((sum, leg) => sum + leg.fen, 0)).toBe(0);
        expect(judged.postings[0]).toEqual({ ledger: 'CASH-TILL:01', account: null, fen });
      }),
      { numRuns: 60 },
    );
  });
});

describe('counter.deposit on its terminal', () => {
  test('raises the balance shown and is kept apart from what may be paid offline', () => {
    const outlet = new Outlet('terminal');
    outlet.run(deposit.name, aDeposit(200_000));
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 500_000, pending_in_fen: 200_000 });
  });

  test('an account that is not in the replica waits in suspense and raises no case here', () => {
    const outlet = new Outlet('terminal');
    const judged = outlet.run(deposit.name, aDeposit(50_000, UNKNOWN));
    expect(judged.split?.suspenseLedger).toBe('SUS-UNK');
    expect(judged.cases).toEqual([]);
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_050_000);
  });
});
