import { describe, expect, test } from 'vitest';
import { account, accountNumber } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import type { AnyRow } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { movement } from '../../tables/movement.ts';
import { aCustomer, ACCOUNT, aLoss, anAccount, at, aWithdrawal, CHIEF, MANAGER, Outlet } from '../outlet.ts';
import { checkClear } from '../suspense-money.ts';
import { transferToOther } from './transfer.ts';

/** Domain 4.5 B: 转账到他人 at one outlet. Li Jianguo has account 7002; Wang Xiuying pays from 7001. */

const TO = '7002';
const TO_NO = '412728010001244';
const aTransfer = (fen: number, over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  to_account: TO,
  to_account_no: TO_NO,
  payee_name: '李建国',
  purpose: '货款',
  fen,
  fee_fen: 0,
  voucher_no: '4127280102261110000190',
  id_seen: true,
  id_last4: '0486',
  fraud_told: true,
  duplicate_reason: null,
  household_reason: null,
  ...over,
});
const aStop: AnyRow = { account: ACCOUNT, reason: '疑似被骗', until: null };
const KIND = transferToOther.name;
const ONLINE = { offline: false, basis: 'request' } as const;

function twoPeople(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.put(customer, '5002', aCustomer({ customer_no: '412728000024', name: '李建国', id_no: '412728198807152013' }));
  outlet.put(account, TO, anAccount({ account_no: TO_NO, customer: '5002', ledger_fen: 0 }));
  if (side === 'hub') outlet.put(accountNumber, TO_NO, { account: TO });
  return outlet;
}
const balances = (outlet: Outlet) => [outlet.get(account, ACCOUNT)?.ledger_fen, outlet.get(account, TO)?.ledger_fen];
const asks = (outlet: Outlet, fen: number, over: AnyRow = {}, of = {}) =>
  outlet.refusal(KIND, aTransfer(fen, over), { ...ONLINE, ...of })?.code ?? null;
const aReversal = (original: string, fen: number): AnyRow => ({
  original,
  fen,
  direction: 'none',
  till: '01',
  voucher_no: '4127280102261110000208',
  reason: 'wrong_account',
  signature_hash: null,
});

describe(KIND, () => {
  test('from the one, its fee as income, to the other; both statements have their line', () => {
    const outlet = twoPeople();
    outlet.configure('transfer.fee_fen', 200);
    const { command, verdict } = outlet.run(KIND, aTransfer(100_000, { fee_fen: 200 }), ONLINE);
    expect(verdict).toBe('posted');
    expect(balances(outlet)).toEqual([199_800, 100_000]);
    expect(outlet.ledger('INCOME-FEE')).toBe(-200);
    expect(outlet.get(interaction, command.rowId)).toMatchObject({
      amount_fen: 100_000,
      fee_fen: 200,
      account: ACCOUNT,
      to_account: TO,
      purpose: '货款',
    });
    expect(outlet.get(movement, `${ACCOUNT}/1`)).toMatchObject({ fen: -200, summary: '手续费' });
    expect(outlet.get(movement, `${TO}/0`)).toMatchObject({ fen: 100_000, summary: '货款' });
  });

  test('amount and fee together must be there; the fee is the one that counts', () => {
    const outlet = twoPeople();
    outlet.configure('transfer.fee_fen', 200);
    expect(asks(outlet, 299_800, { fee_fen: 200 })).toBeNull();
    expect(asks(outlet, 299_801, { fee_fen: 200 })).toBe('INSUFFICIENT_FUNDS');
    expect(asks(outlet, 100, { fee_fen: 0 })).toBe('FEE_DIFFERS');
  });

  test('not without the warning, the payee by name, a purpose and the paper', () => {
    const outlet = twoPeople();
    expect(asks(outlet, 100, { fraud_told: false })).toBe('FRAUD_CONFIRM_MISSING');
    expect(asks(outlet, 100, { payee_name: '李建军' })).toBe('PAYEE_NAME_MISMATCH');
    expect(asks(outlet, 100, { payee_name: ' 李 建国' })).toBeNull();
    expect(asks(outlet, 100, { payee_name: ' ' })).toBe('FIELD_REQUIRED');
    expect(asks(outlet, 100, { purpose: '' })).toBe('FIELD_REQUIRED');
    expect(asks(outlet, 100, { id_seen: false, id_last4: null })).toBe('ID_REQUIRED');
    expect(asks(outlet, 100, { to_account: ACCOUNT })).toBe('SAME_ACCOUNT');
    expect(asks(outlet, 100, { to_account: null, to_account_no: '412728010009999' })).toBe('ACCOUNT_NOT_FOUND');
    expect(asks(outlet, 100, { to_account: null })).toBeNull();
  });

  test('a lost account pays nobody and still takes money; a closed one takes none', () => {
    const outlet = twoPeople();
    outlet.run('counter.lost_oral', aLoss({ account: TO }), { at: at('09:00') });
    expect(asks(outlet, 100)).toBeNull();
    outlet.change(account, TO, { status: 'closed' });
    expect(asks(outlet, 100)).toBe('ACCOUNT_STATUS');
    outlet.change(account, TO, { status: 'active' });
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    expect(asks(outlet, 100)).toBe('ACCOUNT_STATUS');
  });

  test('the chief teller from 50,000 yuan, the manager from 200,000', () => {
    const outlet = twoPeople();
    outlet.change(account, ACCOUNT, { ledger_fen: 50_000_000 });
    expect(asks(outlet, 4_999_999)).toBeNull();
    expect([asks(outlet, 5_000_000), asks(outlet, 5_000_000, {}, { checker: CHIEF })]).toEqual(['AUTH_REQUIRED', null]);
    expect(asks(outlet, 20_000_000, {}, { checker: CHIEF })).toBe('AUTH_ROLE');
    expect(asks(outlet, 20_000_000, {}, { checker: MANAGER })).toBeNull();
  });

  test('reversed the same day with its fee while the payee still holds it', () => {
    const outlet = twoPeople();
    outlet.configure('transfer.fee_fen', 200);
    const { command } = outlet.run(KIND, aTransfer(100_000, { fee_fen: 200 }), ONLINE);
    const back = aReversal(command.rowId, 100_000);
    outlet.change(account, TO, { ledger_fen: 99_999 });
    expect(outlet.refusal('counter.reverse', back, { ...ONLINE, checker: CHIEF })?.code).toBe('REVERSAL_FUNDS');
    outlet.change(account, TO, { ledger_fen: 100_000 });
    expect(outlet.run('counter.reverse', back, { ...ONLINE, checker: CHIEF }).verdict).toBe('posted');
    expect(balances(outlet)).toEqual([300_000, 0]);
    expect(outlet.ledger('INCOME-FEE')).toBe(0);
  });

  test('given up after it was posted: what the payee has spent stays spent, and a case says how much', () => {
    const outlet = twoPeople();
    const { command } = outlet.run(KIND, aTransfer(100_000), ONLINE);
    outlet.change(account, TO, { ledger_fen: 40_000 });
    outlet.run('request.abandon', { reason: 'no_answer' }, { replaces: command.rowId });
    expect(balances(outlet)).toEqual([240_000, 0]);
    expect(outlet.codes()).toEqual(['TRANSFER_REJECTED']);
    expect(outlet.cases[0]?.body['amount_fen']).toBe(60_000);
  });

  test('on the tablet the money is bound until the verdict', () => {
    const outlet = twoPeople('terminal');
    outlet.run(KIND, aTransfer(250_000), ONLINE);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_out_fen: 250_000 });
    expect(outlet.refusal('counter.withdraw', aWithdrawal(50_001), { offline: true, checker: CHIEF })?.code).toBe(
      'INSUFFICIENT_FUNDS',
    );
  });
});

describe('a transfer out of an account that was lost or stopped before, told later', () => {
  /** 1,000.00 yuan and 2.00 yuan of fee at 09:30; the payee spends 400.00 of it at once. */
  function sent() {
    const outlet = twoPeople();
    outlet.configure('transfer.fee_fen', 200);
    const { command } = outlet.run(KIND, aTransfer(100_000, { fee_fen: 200 }), { ...ONLINE, at: at('09:30') });
    outlet.run('counter.withdraw', aWithdrawal(40_000, { account: TO }), { at: at('09:40') });
    const row = () => outlet.get(interaction, command.rowId);
    const open = (code: string) => outlet.get(exceptionCase, `${command.rowId}/${code}`);
    return { outlet, id: command.rowId, row, open };
  }

  test('a loss from 09:00: the payer is whole again, fee and all, the payee keeps it, the bank is at risk', () => {
    const { outlet, row, open } = sent();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    expect(balances(outlet)).toEqual([300_000, 60_000]);
    expect([outlet.ledger('SUS-LOST'), outlet.ledger('INCOME-FEE')]).toEqual([100_000, 0]);
    expect(row()).toMatchObject({
      status: 'suspense',
      account_fen: 0,
      suspense_ledger: 'SUS-LOST',
      suspense_fen: 100_000,
    });
    expect(open('CARD_LOST_ELSEWHERE')).toMatchObject({ status: 'open', severity: 'critical', suspense_fen: 100_000 });
    expect(outlet.codes()).not.toContain('TRANSFER_REJECTED');
  });

  test('at the very instant counts as after; a loss a moment later leaves it alone', () => {
    for (const [clock, ledger] of [
      ['09:30', 100_000],
      ['09:30:01', 0],
    ] as const) {
      const { outlet, row } = sent();
      outlet.run('counter.lost_oral', aLoss(), { at: at(clock) });
      expect([outlet.ledger('SUS-LOST'), row()?.status]).toEqual([ledger, ledger === 0 ? 'posted' : 'suspense']);
      expect(outlet.codes()).not.toContain('LOST_AFTER_PAYMENT');
    }
  });

  test('a stop from before: SUS-FRZ, and a loss that comes after takes it over without a second fee', () => {
    const { outlet, open } = sent();
    outlet.run('counter.stop_pay', aStop, { at: at('09:10'), maker: CHIEF });
    expect([outlet.ledger('SUS-FRZ'), outlet.ledger('INCOME-FEE')]).toEqual([100_000, 0]);
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    expect([outlet.ledger('SUS-FRZ'), outlet.ledger('SUS-LOST'), outlet.ledger('INCOME-FEE')]).toEqual([0, 100_000, 0]);
    expect(balances(outlet)).toEqual([300_000, 60_000]);
    expect([open('ACCOUNT_FROZEN_ELSEWHERE')?.status, open('CARD_LOST_ELSEWHERE')?.status]).toEqual(['closed', 'open']);
  });

  test('it is not reversed any more, and giving the request up leaves the case to people', () => {
    const { outlet, id } = sent();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    const back = aReversal(id, 100_000);
    expect(outlet.refusal('counter.reverse', back, { at: at('10:00'), checker: CHIEF })?.code).toBe('NOT_REVERSIBLE');
    outlet.run('request.abandon', { reason: 'no_answer' }, { at: at('10:01'), replaces: id });
    expect([balances(outlet), outlet.ledger('SUS-LOST')]).toEqual([[300_000, 60_000], 100_000]);
  });

  test('two of the county write it off, and the payer brings it back in cash: both end the suspense', () => {
    const written = sent();
    written.outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    expect(checkClear(written.outlet, written.row(), { outcome: 'loss', account: null })).toBeNull();
    const brought = sent();
    brought.outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    const repaid = {
      case: `${brought.id}/CARD_LOST_ELSEWHERE`,
      fen: 100_000,
      till: '01',
      denominations: [],
      voucher_no: '4127280102261110000209',
      payer_name: '王秀英',
    };
    expect(brought.outlet.run('counter.repay', repaid, { at: at('11:00') }).verdict).toBe('posted');
    expect([brought.outlet.ledger('SUS-LOST'), brought.row()?.status]).toEqual([0, 'refunded']);
  });
});
