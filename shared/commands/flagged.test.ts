import { describe, expect, test } from 'vitest';
import { account } from '../tables/account.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { interaction } from '../tables/interaction.ts';
import { deposit } from './counter/deposit.ts';
import { withdraw } from './counter/withdraw.ts';
import { ACCOUNT, aDeposit, aWithdrawal, CUSTOMER, Outlet } from './outlet.ts';

const told = (code: string | null, verdict = 'posted_with_exception') => ({
  hub: { recorded: { verdict, code, split: null } },
});

describe('an entry the hub judges again after it lost what it had posted', () => {
  test('told a suspected duplicate, it is one and has its case, though the other one comes after it', () => {
    const outlet = new Outlet();
    const judged = outlet.run(deposit.name, aDeposit(30_000), told('DUPLICATE_SUSPECTED'));
    expect([judged.verdict, outlet.codes()]).toEqual(['posted_with_exception', ['DUPLICATE_SUSPECTED']]);
    const { rowId } = judged.command;
    expect(outlet.get(interaction, rowId)?.status).toBe('posted_with_exception');
    expect(outlet.get(exceptionCase, `${rowId}/DUPLICATE_SUSPECTED`)).toMatchObject({
      account: ACCOUNT,
      customer: CUSTOMER,
      amount_fen: 30_000,
      suspense_fen: 0,
      centre_record: 'recorded=1',
      status: 'open',
    });
  });

  test('each case it was told of comes once; what the rows of now would flag besides was not told and does not', () => {
    const outlet = new Outlet();
    outlet.run(deposit.name, aDeposit(30_000));
    const again = outlet.run(deposit.name, aDeposit(30_000), told('LEASE_EXPIRED CLOCK_ANOMALY'));
    expect([again.verdict, outlet.codes()]).toEqual(['posted_with_exception', ['LEASE_EXPIRED', 'CLOCK_ANOMALY']]);
  });

  test('told as posted it is posted, whatever it resembles now', () => {
    const outlet = new Outlet();
    outlet.run(deposit.name, aDeposit(30_000));
    expect(outlet.run(deposit.name, aDeposit(30_000), told(null, 'posted')).verdict).toBe('posted');
    expect(outlet.codes()).toEqual([]);
  });

  test('cash that must be reported is found by the rows of now: the report of then is lost with its case', () => {
    const outlet = new Outlet();
    const judged = outlet.run(deposit.name, aDeposit(5_000_000), { offline: false, ...told(null, 'posted') });
    expect([judged.verdict, outlet.codes()]).toEqual(['posted', ['LARGE_CASH']]);
  });

  test('money in suspense keeps its one case', () => {
    const outlet = new Outlet();
    const split = { accountFen: 120_000, suspenseLedger: 'SUS-OD', suspenseFen: 80_000 };
    const recorded = { verdict: 'posted_with_exception', code: 'OVERDRAFT LARGE_CASH', split };
    const judged = outlet.run(withdraw.name, aWithdrawal(200_000), { hub: { recorded } });
    expect([judged.split, outlet.codes()]).toEqual([split, ['OVERDRAFT']]);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(180_000);
  });
});
