import { describe, expect, test } from 'vitest';
import { accountClosing, accountInterest, accountTies } from '../../tables/account-closing.ts';
import { account } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import type { AnyRow, RowOf } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { interestRun } from '../../tables/interest-run.ts';
import { till } from '../../tables/till.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, CHIEF, MANAGER, Outlet, TABLET } from '../outlet.ts';
import { closeAccount } from './close.ts';

const KIND = closeAccount.name;
const ONLINE = { basis: 'request', offline: false, checker: CHIEF } as const;
const LAST_DAY = { ...ONLINE, businessDate: '2026-12-20', at: at('10:00', '2026-12-20') };

/** I1: 10,000.00 yuan for 40 days, then 7,000.50. On the 51st day the account is closed. */
function i1(side: 'hub' | 'terminal' = 'hub', status: RowOf<typeof account>['status'] = 'active'): Outlet {
  const outlet = new Outlet(side);
  outlet.signOn(OUTLET_TELLER, TABLET, '01', '2026-12-20');
  outlet.change(account, ACCOUNT, { ledger_fen: 700_050, status });
  outlet.put(accountInterest, ACCOUNT, {
    from: '2026-06-21',
    opening_fen: 0,
    moves: [
      { on: '2026-09-01', fen: 1_000_000 },
      { on: '2026-10-31', fen: -299_950 },
    ],
    credited_through: '2026-09-20',
    credited_days: 200_000,
  });
  const run = { from: '2026-06-21', through: '2026-09-20', as_of_version: 1, accounts: 1, paid_fen: 28 };
  outlet.put(interestRun, '2026-09-21', run);
  return outlet;
}
const OUTLET_TELLER = '41202600001';

const aClosing = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  fen: 700_154,
  interest_fen: 104,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261220000174',
  reason: 'moved',
  id_seen: true,
  id_last4: '0486',
  medium_cut: true,
  signature_hash: null,
  reservation_no: null,
  household_reason: null,
  ...over,
});
const aReversal = (original: string, fen: number): AnyRow => ({
  original,
  fen,
  direction: 'in',
  till: '01',
  voucher_no: '4127280102261220000182',
  reason: 'customer_request',
  signature_hash: null,
});

describe('counter.close', () => {
  test('I1 on its last day: 750,000 yuan-days are 1.04 yuan; 7,001.54 is paid and the account is closed', () => {
    const outlet = i1();
    const { command, verdict } = outlet.run(KIND, aClosing(), LAST_DAY);
    expect(verdict).toBe('posted');
    expect([...outlet.ledgers].sort()).toEqual([
      ['CASH-TILL:01', -700_154],
      ['DEPOSIT', 700_050],
      ['EXPENSE-INTEREST', 104],
    ]);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({
      ledger_fen: 0,
      status: 'closed',
      closed_on: '2026-12-20',
      closed_at: at('10:00', '2026-12-20'),
    });
    expect(outlet.get(accountClosing, command.rowId)).toMatchObject({ interest_fen: 104, reason: 'moved' });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ amount_fen: 700_154, direction: 'out' });
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_000_000 - 700_154);
  });

  test('X7: a deposit of the 9th that arrives on the 11th earns from the 9th on', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 0 });
    outlet.signOn(OUTLET_TELLER, TABLET, '01', '2026-11-09');
    outlet.run('counter.deposit', aDeposit(1_000_000), {
      businessDate: '2026-11-09',
      at: at('16:00', '2026-11-09'),
      receivedAt: at('09:00', '2026-11-11'),
    });
    outlet.signOn(OUTLET_TELLER, TABLET, '01', '2026-12-15');
    const later = { ...ONLINE, businessDate: '2026-12-15', at: at('10:00', '2026-12-15') };
    // 10,000 yuan x 36 days -> 0.50; two days less would be 0.47.
    expect(outlet.refusal(KIND, aClosing({ fen: 1_000_047, interest_fen: 47 }), later)).toEqual({
      code: 'CLOSING_CHANGED',
      detail: { sum_fen: 1_000_050, interest_fen: 50 },
    });
    expect(outlet.refusal(KIND, aClosing({ fen: 1_000_050, interest_fen: 50 }), later)).toBeNull();
  });

  test('an account without money is closed without cash', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 0 });
    expect(outlet.run(KIND, aClosing({ fen: 0, interest_fen: 0 }), ONLINE).verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)?.status).toBe('closed');
  });

  test('card, standing order, hold, overdraft, freeze and loss keep it open, in this order', () => {
    const outlet = i1();
    const code = () => outlet.refusal(KIND, aClosing(), LAST_DAY)?.code ?? null;
    outlet.change(account, ACCOUNT, { frozen_fen: 1 });
    expect(code()).toBe('HAS_FREEZE');
    outlet.change(account, ACCOUNT, { offline_block: true });
    expect(outlet.refusal(KIND, aClosing(), LAST_DAY)).toEqual({ code: 'HAS_HOLD', detail: { why: 'overdraft' } });
    outlet.change(account, ACCOUNT, { hold_fen: 1 });
    expect(outlet.refusal(KIND, aClosing(), LAST_DAY)).toEqual({ code: 'HAS_HOLD', detail: { why: 'hold' } });
    outlet.put(accountTies, ACCOUNT, { cards: [], orders: [{ order: 'o1' }] });
    expect(code()).toBe('HAS_AUTOPAY');
    outlet.put(accountTies, ACCOUNT, { cards: [{ card: 'c1' }], orders: [{ order: 'o1' }] });
    const row = { account: ACCOUNT, customer: '5001', bin: '621095', last4: '4321', tag: 1, type: 'debit' } as const;
    const times = { lost_at: null, lost_until: null, lost_at_outlet: null };
    outlet.put(card, 'c1', { ...row, ...times, issued_on: '2020-01-01', status: 'active' });
    expect(outlet.refusal(KIND, aClosing(), LAST_DAY)).toEqual({ code: 'HAS_CARD', detail: { tail: '4321' } });
    outlet.change(card, 'c1', { status: 'cancelled' });
    expect(code()).toBe('HAS_AUTOPAY');
    outlet.change(account, ACCOUNT, { status: 'lost_written', lost_at: 0 });
    expect(code()).toBe('ACCOUNT_STATUS');
    outlet.change(account, ACCOUNT, { status: 'active', kind: 'term_lump' });
    expect(code()).toBe('ACCOUNT_STATUS');
  });

  test('it needs the paper, the cut passbook, the centre, enough till cash and the chief teller', () => {
    const outlet = i1();
    const refusal = (over: AnyRow = {}, of = {}) => outlet.refusal(KIND, aClosing(over), { ...LAST_DAY, ...of })?.code;
    expect(refusal({ id_seen: false })).toBe('ID_REQUIRED');
    expect(refusal({ id_last4: '0000' })).toBe('ID_MISMATCH');
    expect(refusal({ medium_cut: false })).toBe('MEDIUM_MISMATCH');
    expect(refusal({}, { basis: 'advice', offline: true })).toBe('OFFLINE_NOT_ALLOWED');
    expect(refusal({}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(refusal({}, { checker: MANAGER })).toBeUndefined();
    outlet.change(till, '01', { cash_fen: 700_153 });
    expect(refusal()).toBe('TILL_CASH_SHORT');
    outlet.change(till, '01', { cash_fen: 10_000_000 });
    outlet.configure('cash.reserve_fen', 700_153);
    expect(refusal()).toBe('RESERVATION_REQUIRED');
    expect(refusal({ reservation_no: 'Y1' })).toBeUndefined();
  });

  test('an account whose moves were not followed is not closed with a guessed interest', () => {
    const outlet = new Outlet();
    expect(outlet.refusal(KIND, aClosing({ fen: 300_000, interest_fen: 0 }), ONLINE)?.code).toBe('INTEREST_UNKNOWN');
  });

  test('taken back the same day: cash, balance, interest and status are as before; given up it is closed again', () => {
    const outlet = i1('hub', 'dormant');
    const before = { ...outlet.get(account, ACCOUNT) };
    const done = outlet.run(KIND, aClosing(), LAST_DAY);
    const undo = outlet.run('counter.reverse', aReversal(done.command.rowId, 700_154), LAST_DAY);
    expect(undo.verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)).toEqual({ ...before, balance_as_of: at('10:00', '2026-12-20') });
    expect([...outlet.ledgers.values()]).toEqual([0, 0, 0]);
    outlet.run(
      'request.abandon',
      { reason: 'mistake' },
      { ...LAST_DAY, basis: 'advice', replaces: undo.command.rowId },
    );
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'closed', ledger_fen: 0 });
    expect(outlet.ledger('EXPENSE-INTEREST')).toBe(104);
    expect(outlet.get(interaction, done.command.rowId)).toMatchObject({ status: 'posted', reversed_by: null });
    expect(outlet.codes()).toEqual([]);
  });

  test('on its terminal a request binds the money and leaves the account open', () => {
    const outlet = i1('terminal');
    outlet.run(KIND, aClosing(), LAST_DAY);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'active', pending_out_fen: 700_154 });
  });
});

describe('the cash of a closing is out and its answer was lost', () => {
  test('posted at the centre or never arrived: it is closed once, with one payout', () => {
    for (const arrived of [true, false]) {
      const outlet = i1();
      const request = outlet.entry(KIND, aClosing(), LAST_DAY);
      if (arrived) outlet.apply(request);
      const inItsPlace = { ...LAST_DAY, basis: 'advice', replaces: request.rowId } as const;
      expect(outlet.run(KIND, aClosing(), inItsPlace).verdict).toBe('posted');
      expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'closed', ledger_fen: 0 });
      expect(outlet.ledger('CASH-TILL:01')).toBe(-700_154);
      expect(outlet.ledger('EXPENSE-INTEREST')).toBe(104);
    }
  });

  test('where the account has moved meanwhile the cash is a payout, and what it has not is an overdraft', () => {
    const outlet = i1();
    outlet.run('counter.withdraw', aWithdrawal(50_000), { ...LAST_DAY, checker: null });
    const request = outlet.entry(KIND, aClosing(), LAST_DAY);
    outlet.configure('offline.withdraw.txn_fen', 10_000_000);
    for (const key of ['account_day', 'account_lease', 'till_day', 'outlet_lease'])
      outlet.configure(`offline.withdraw.${key}_fen`, 10_000_000);
    const done = outlet.run(KIND, aClosing(), { ...LAST_DAY, basis: 'advice', replaces: request.rowId, lease: null });
    expect(done.verdict).toBe('posted_with_exception');
    expect(outlet.ledger('SUS-OD')).toBe(50_104);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'active', ledger_fen: 0, offline_block: true });
  });
});
