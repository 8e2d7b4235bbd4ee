import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { interaction } from '../../tables/interaction.ts';
import { till } from '../../tables/till.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { customerDay, leaseUse, tillDay } from '../../tables/totals.ts';
import {
  ACCOUNT,
  aDeposit,
  at,
  aWithdrawal,
  CHIEF,
  CUSTOMER,
  MANAGER,
  OTHER_TABLET,
  Outlet,
  TABLET,
} from '../outlet.ts';
import { reverse } from './reverse.ts';

const aReversal = (original: string, fen: number, direction: 'in' | 'out', over = {}) => ({
  original,
  fen,
  direction,
  till: '01',
  voucher_no: '4127280102261110000182',
  reason: 'wrong_amount',
  signature_hash: null,
  ...over,
});
const code = (outlet: Outlet, payload: object, of = {}) =>
  outlet.refusal(reverse.name, payload as never, { checker: CHIEF, at: at('11:00'), ...of })?.code ?? null;

describe('counter.reverse at capture', () => {
  const taken = () => {
    const outlet = new Outlet('terminal');
    const { command } = outlet.run('counter.deposit', aDeposit(200_000));
    return { outlet, id: command.rowId };
  };

  test('own entry of the same date with the chief teller', () => {
    const { outlet, id } = taken();
    expect(code(outlet, aReversal(id, 200_000, 'out'))).toBeNull();
    expect(code(outlet, aReversal(id, 200_000, 'out'), { checker: null })).toBe('AUTH_REQUIRED');
  });

  test('from 50,000 yuan the manager', () => {
    const outlet = new Outlet('terminal');
    outlet.change(till, '01', { cash_fen: 9_000_000 });
    const { command } = outlet.run('counter.deposit', aDeposit(5_000_000));
    expect(code(outlet, aReversal(command.rowId, 5_000_000, 'out'))).toBe('AUTH_ROLE');
    expect(code(outlet, aReversal(command.rowId, 5_000_000, 'out'), { checker: MANAGER })).toBeNull();
  });

  test('unknown, already reversed, late, not own, other amount', () => {
    const { outlet, id } = taken();
    expect(code(outlet, aReversal('none.1', 200_000, 'out'))).toBe('ORIGINAL_UNKNOWN');
    expect(code(outlet, aReversal(id, 100_000, 'out'))).toBe('FIELD_FORMAT');
    outlet.change(interaction, id, { maker: CHIEF });
    expect(code(outlet, aReversal(id, 200_000, 'out'))).toBe('REVERSAL_NOT_OWN');
    outlet.change(interaction, id, { business_date: '2026-11-09' });
    expect(code(outlet, aReversal(id, 200_000, 'out'))).toBe('REVERSAL_LATE');
    outlet.change(interaction, id, { status: 'reversed', reversed_by: 'x.1' });
    expect(code(outlet, aReversal(id, 200_000, 'out'))).toBe('ALREADY_REVERSED');
  });

  test('an entry of another tablet is unknown while offline', () => {
    const { outlet, id } = taken();
    outlet.change(interaction, id, { device: OTHER_TABLET });
    expect(code(outlet, aReversal(id, 200_000, 'out'))).toBe('ORIGINAL_UNKNOWN');
    expect(code(outlet, aReversal(id, 200_000, 'out'), { offline: false })).toBeNull();
  });

  test('rejected, refunded and suspense without an open case are not reversible', () => {
    for (const status of ['rejected', 'refunded', 'written_off', 'held', 'suspense'] as const) {
      const { outlet, id } = taken();
      outlet.change(interaction, id, { status });
      expect(code(outlet, aReversal(id, 200_000, 'out'))).toBe('NOT_REVERSIBLE');
    }
  });

  test('a deposit that was spent cannot be taken back', () => {
    const { outlet, id } = taken();
    outlet.change(account, ACCOUNT, { ledger_fen: 199_999 });
    expect(code(outlet, aReversal(id, 200_000, 'out'))).toBe('REVERSAL_FUNDS');
  });
});

describe('counter.reverse on the hub', () => {
  test('a deposit is mirrored whole, in the same column of the till, and marked', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.deposit', aDeposit(200_000));
    const judged = outlet.run(reverse.name, aReversal(command.rowId, 200_000, 'out'), {
      at: at('11:00'),
      checker: CHIEF,
    });
    expect(judged.verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_000_000);
    expect(outlet.get(tillDay, '01/2026-11-10')).toMatchObject({ cash_in_fen: 0, cash_out_fen: 0, in_count: 0 });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({
      status: 'reversed',
      reversed_by: judged.command.rowId,
    });
    expect(outlet.get(interaction, judged.command.rowId)).toMatchObject({
      reverses: command.rowId,
      direction: 'out',
      amount_fen: 200_000,
    });
    expect(outlet.get(customerDay, `${CUSTOMER}/2026-11-10`)?.cash_in_fen).toBe(0);
    expect([...outlet.ledgers.values()].every((fen) => fen === 0)).toBe(true);
  });

  test('an overdraft payout: account part and SUS-OD go back, its case closes, the block is lifted', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 150_000 });
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), { checker: CHIEF });
    const judged = outlet.run(reverse.name, aReversal(command.rowId, 200_000, 'in'), {
      at: at('11:00'),
      checker: CHIEF,
    });
    expect(judged.split).toEqual({ accountFen: 150_000, suspenseLedger: 'SUS-OD', suspenseFen: 50_000 });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 150_000, offline_block: false });
    expect(outlet.ledger('SUS-OD')).toBe(0);
    expect(outlet.get(exceptionCase, `${command.rowId}/OVERDRAFT`)).toMatchObject({ status: 'closed' });
    expect(outlet.get(leaseUse, `device:${TABLET}`)?.uses).toEqual([]);
  });

  test('a payout in suspense with its case open goes back from suspense only', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { status: 'lost_written', lost_at: at('09:00') });
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), { checker: CHIEF });
    outlet.run(reverse.name, aReversal(command.rowId, 200_000, 'in'), { at: at('11:00'), checker: CHIEF });
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
    expect(outlet.ledger('SUS-LOST')).toBe(0);
    expect(outlet.ledger('CASH-TILL:01')).toBe(0);
  });

  test('cash returned for an entry reversed before goes to suspense with RETURNED_CASH', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.withdraw', aWithdrawal(100_000));
    outlet.run(reverse.name, aReversal(command.rowId, 100_000, 'in'), { at: at('11:00') });
    const second = outlet.run(reverse.name, aReversal(command.rowId, 100_000, 'in'), { at: at('11:10') });
    expect(second.verdict).toBe('suspense');
    expect(outlet.codes()).toEqual(['RETURNED_CASH']);
    expect(outlet.ledger('SUS-UNK')).toBe(-100_000);
    expect(outlet.ledger('CASH-TILL:01')).toBe(100_000);
  });

  test('on another business date the cash goes to suspense with REVERSAL_LATE', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.withdraw', aWithdrawal(100_000));
    const late = outlet.run(reverse.name, aReversal(command.rowId, 100_000, 'in'), {
      at: at('09:00', '2026-11-11'),
      businessDate: '2026-11-11',
    });
    expect(late.split).toEqual({ accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: 100_000 });
    expect(outlet.codes()).toEqual(['REVERSAL_LATE']);
    expect(outlet.get(interaction, command.rowId)?.status).toBe('posted');
  });

  test('a deposit spent in the meantime: cash went out, the account gives what it has, the rest is SUS-OD', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.deposit', aDeposit(200_000));
    outlet.change(account, ACCOUNT, { ledger_fen: 120_000 });
    const judged = outlet.run(reverse.name, aReversal(command.rowId, 200_000, 'out'), { at: at('11:00') });
    expect(judged.split).toEqual({ accountFen: 120_000, suspenseLedger: 'SUS-OD', suspenseFen: 80_000 });
    expect(judged.verdict).toBe('posted_with_exception');
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(0);
  });
});

describe('counter.reverse on its terminal', () => {
  test('a deposit not yet posted is taken out of what waits, a reversed withdrawal is payable again', () => {
    const outlet = new Outlet('terminal');
    const taken = outlet.run('counter.deposit', aDeposit(200_000));
    outlet.run(reverse.name, aReversal(taken.command.rowId, 200_000, 'out'), { at: at('10:10') });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_in_fen: 0 });
    const paid = outlet.run('counter.withdraw', aWithdrawal(150_000), { at: at('10:20') });
    outlet.run(reverse.name, aReversal(paid.command.rowId, 150_000, 'in'), { at: at('10:30') });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_in_fen: 0 });
    expect(outlet.get(leaseUse, `account:${ACCOUNT}`)?.uses).toEqual([]);
  });

  test('while the account is missing from the rows here, a reversal still closes to zero and its cash moves', () => {
    for (const [kind, payload, direction, cash] of [
      ['counter.withdraw', aWithdrawal(100_000), 'in', 2_000_000],
      ['counter.deposit', aDeposit(100_000), 'out', 2_000_000],
    ] as const) {
      const outlet = new Outlet('terminal');
      const { command } = outlet.run(kind, payload);
      outlet.rows.delete(`account:${ACCOUNT}`);
      const judged = outlet.run(reverse.name, aReversal(command.rowId, 100_000, direction), { at: at('10:10') });
      expect(judged.postings.reduce((sum, one) => sum + one.fen, 0)).toBe(0);
      expect(outlet.get(till, '01')?.cash_fen).toBe(cash);
    }
  });
});
