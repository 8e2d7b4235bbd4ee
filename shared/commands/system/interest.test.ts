import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { interestRun } from '../../tables/interest-run.ts';
import { ACCOUNT, Outlet, type EntryFacts } from '../outlet.ts';
import { creditInterest } from './interest.ts';
import { runInterest } from './interest-run.ts';

const HUB: EntryFacts = { door: 'hub', maker: null, offline: false, lease: null, businessDate: '2026-12-21' };
const anInterest = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  from: '2026-09-21',
  through: '2026-12-20',
  yuan_days: 757_000,
  rate_ppm: 500,
  late_fen: 0,
  fen: 105,
  ...over,
});

describe('system.interest', () => {
  test('I1: 1.05 yuan from the cost of interest to the account, recorded as no cash', () => {
    const outlet = new Outlet();
    const { command, verdict } = outlet.run(creditInterest.name, anInterest(), HUB);
    expect(verdict).toBe('posted');
    expect([...outlet.ledgers]).toEqual([
      ['DEPOSIT', -105],
      ['EXPENSE-INTEREST', 105],
    ]);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_105);
    expect(outlet.get(interaction, command.rowId)).toMatchObject({
      channel: 'system',
      direction: 'none',
      account_fen: 105,
      summary: '2026-09-21..2026-12-20',
      business_date: '2026-12-21',
    });
  });

  test('an amount that is not what its yuan-days earn is refused, and so is a closed account', () => {
    const outlet = new Outlet();
    expect(outlet.run(creditInterest.name, anInterest({ fen: 106 }), HUB).verdict).toBe('rejected');
    expect(outlet.run(creditInterest.name, anInterest({ late_fen: 1, fen: 106 }), HUB).verdict).toBe('posted');
    outlet.change(account, ACCOUNT, { status: 'closed' });
    expect(outlet.run(creditInterest.name, anInterest(), HUB).code).toBe('ACCOUNT_STATUS');
  });

  test('interest taken back never takes an account below nothing', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 40 });
    outlet.run(creditInterest.name, anInterest({ yuan_days: 0, late_fen: -50, fen: -50 }), HUB);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(0);
    expect(outlet.ledger('EXPENSE-INTEREST')).toBe(-40);
  });

  test('a run keeps the version it was begun with, and its end once', () => {
    const outlet = new Outlet();
    const run = { on: '2026-12-21', from: '2026-09-21', through: '2026-12-20', accounts: null, paid_fen: null };
    outlet.run(runInterest.name, { ...run, as_of_version: 7 }, HUB);
    outlet.run(runInterest.name, { ...run, as_of_version: 9, accounts: 3, paid_fen: 105 }, HUB);
    outlet.run(runInterest.name, { ...run, as_of_version: 9, accounts: 4, paid_fen: 999 }, HUB);
    expect(outlet.get(interestRun, '2026-12-21')).toMatchObject({ as_of_version: 7, accounts: 3, paid_fen: 105 });
  });
});
