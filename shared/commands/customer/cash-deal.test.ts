import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { customerDay } from '../../tables/totals.ts';
import type { AnyRow } from '../../tables/define.ts';
import { aDeposit, at, aWithdrawal, CHIEF, DAY, OUTLET } from '../outlet.ts';
import { LI, openLi, OTHER, Province, twoBranches } from '../province.ts';
import { cashBefore } from './cash-before.ts';
import { cashBack, cashDeal } from './cash-deal.ts';

/** Li's data have their master at OUTLET; OTHER, where Li has an account too, reads a copy. */
const of = (branch: string): AnyRow => ({ account: `a-${branch}0000000`, account_no: `${branch}0000000` });
const bring = (province: Province, branch: string, fen: number, how: object = {}) =>
  province.run(branch, 'counter.deposit', aDeposit(fen, of(branch)), { offline: false, checker: CHIEF, ...how });
const day = (province: Province, branch = OUTLET) => province.at(branch).get(customerDay, `${LI}/${DAY}`);
const codes = (province: Province) => province.outlets.flatMap((outlet) => outlet.codes());

describe('a person’s cash at several outlets', () => {
  test('X6: 4,000,000 offline at one, 1,000,000 online at the other: LARGE_CASH, once, where the master is', () => {
    const province = twoBranches();
    bring(province, OTHER, 4_000_000, { offline: true });
    bring(province, OUTLET, 1_000_000, { at: at('11:00') });
    expect(codes(province)).toEqual([]);
    province.settle();
    expect(day(province)?.cash_in_fen).toBe(5_000_000);
    expect(province.at(OUTLET).codes()).toEqual(['LARGE_CASH']);
    expect(province.at(OTHER).codes()).toEqual([]);
  });

  test('X6: in and out are counted apart, and one fen less is none', () => {
    const apart = twoBranches();
    apart.at(OTHER).change(account, `a-${OTHER}0000000`, { ledger_fen: 9_000_000 });
    bring(apart, OUTLET, 4_000_000);
    apart.run(OTHER, 'counter.withdraw', aWithdrawal(1_000_000, of(OTHER)), { offline: false });
    apart.settle();
    expect(day(apart)).toMatchObject({ cash_in_fen: 4_000_000, cash_out_fen: 1_000_000 });
    expect(codes(apart)).toEqual([]);
    const less = twoBranches();
    bring(less, OUTLET, 4_000_000);
    bring(less, OTHER, 999_999);
    less.settle();
    expect(codes(less)).toEqual([]);
  });

  test('the outlet with the copy judges none of it, however much it is', () => {
    const province = twoBranches();
    bring(province, OTHER, 6_000_000);
    expect(province.at(OTHER).codes()).toEqual([]);
    province.settle({ twice: true });
    expect(province.at(OUTLET).codes()).toEqual(['LARGE_CASH']);
  });

  test('three deals near the line at two outlets are STRUCTURING_SUSPECTED; only the master’s branch has the case', () => {
    const province = twoBranches();
    bring(province, OTHER, 4_000_000, { at: at('09:00') });
    bring(province, OUTLET, 4_500_000, { at: at('10:00') });
    bring(province, OTHER, 4_999_999, { at: at('11:00') });
    province.settle({ newestFirst: true });
    const suspected = (branch: string) =>
      province.at(branch).cases.filter((one) => one.code === 'STRUCTURING_SUSPECTED');
    expect(suspected(OUTLET)).toHaveLength(1);
    expect(suspected(OTHER)).toEqual([]);
  });

  test('11.10: two taken offline on tablets of two outlets are enough', () => {
    const province = twoBranches();
    bring(province, OTHER, 4_000_000, { at: at('09:00'), offline: true });
    bring(province, OUTLET, 4_000_100, { at: at('10:00'), offline: true });
    province.settle();
    expect(province.at(OUTLET).codes()).toContain('STRUCTURING_SUSPECTED');
  });

  test.each([{ newestFirst: false }, { newestFirst: true }])(
    'a deal that was taken back counts no more, in whatever order it is told: %o',
    (how) => {
      const province = twoBranches();
      const { command } = bring(province, OTHER, 4_000_000);
      const back = {
        original: command.rowId,
        fen: 4_000_000,
        direction: 'out',
        till: '01',
        voucher_no: '4127280102261110000174',
        reason: 'wrong_amount',
        signature_hash: null,
      };
      province.run(OTHER, 'counter.reverse', back, { at: at('10:30'), checker: CHIEF });
      province.settle(how);
      expect(day(province)?.cash_in_fen).toBe(0);
      bring(province, OUTLET, 1_000_000, { at: at('11:00') });
      province.settle();
      expect(codes(province)).toEqual([]);
    },
  );

  test('cash served for another outlet counts with the rest: 通存 at OTHER and cash at home', () => {
    const province = new Province();
    province.at(OUTLET);
    const credited = {
      account_no: '412728010001236',
      card: null,
      fen: 1_000_000,
      till: '01',
      denominations: [],
      voucher_no: '4127280202261110000190',
      id_seen: false,
      signature_hash: null,
      agent_name: null,
      agent_id_type: null,
      agent_id_no: null,
    };
    province.run(OUTLET, 'counter.deposit', aDeposit(4_000_000), { offline: true });
    province.run(OTHER, 'inter_branch.deposit', credited, { offline: false });
    province.settle();
    expect(province.at(OUTLET).codes()).toEqual(['LARGE_CASH']);
  });

  /** Li opens at both outlets; cash moves at OTHER before word of the master has come there. */
  const unaware = (): Province => {
    const province = new Province();
    openLi(province, OUTLET);
    province.settle();
    openLi(province, OTHER, {}, '07:30');
    return province;
  };

  test.each([{ newestFirst: false }, { twice: true }])(
    'X6: 4,000,000 at an outlet that had not yet heard of the master counts there with 1,000,000 at the master: %o',
    (how) => {
      const province = unaware();
      bring(province, OTHER, 4_000_000, { offline: true });
      province.settle(how);
      expect(day(province)?.cash_in_fen).toBe(4_000_000);
      expect(codes(province)).toEqual([]);
      bring(province, OUTLET, 1_000_000, { at: at('11:00') });
      expect(province.at(OUTLET).codes()).toEqual(['LARGE_CASH']);
      expect(province.at(OTHER).codes()).toEqual([]);
    },
  );

  test('X6: the other way round, the sum passes the line when the outlet’s cash is told; one fen less does not', () => {
    for (const [fen, found] of [
      [4_000_000, ['LARGE_CASH']],
      [3_999_999, []],
    ] as const) {
      const province = unaware();
      bring(province, OUTLET, 1_000_000);
      bring(province, OTHER, fen, { at: at('11:00') });
      province.settle({ newestFirst: true });
      expect(province.at(OUTLET).codes()).toEqual(found);
      expect(day(province)?.cash_in_fen).toBe(1_000_000 + fen);
    }
  });

  test('what passed the line alone, before, has its case where it was; it is not one again at the master', () => {
    const province = unaware();
    bring(province, OTHER, 6_000_000);
    expect(province.at(OTHER).codes()).toEqual(['LARGE_CASH']);
    province.settle();
    expect(province.at(OUTLET).codes()).toEqual([]);
    expect(day(province)?.cash_in_fen).toBe(6_000_000);
  });

  test('a deal told with the rest and taken back later counts no more', () => {
    const province = unaware();
    const { command } = bring(province, OTHER, 4_000_000);
    province.settle();
    const back = {
      original: command.rowId,
      fen: 4_000_000,
      direction: 'out',
      till: '01',
      voucher_no: '4127280102261110000174',
      reason: 'wrong_amount',
      signature_hash: null,
    };
    province.run(OTHER, 'counter.reverse', back, { at: at('10:30'), checker: CHIEF });
    province.settle();
    expect(day(province)?.cash_in_fen).toBe(0);
  });

  test('STRUCTURING: two deals before the outlet heard, one at the master, make the case at the master', () => {
    const province = unaware();
    bring(province, OUTLET, 4_500_000, { at: at('09:00') });
    bring(province, OTHER, 4_000_000, { at: at('10:00') });
    bring(province, OTHER, 4_999_999, { at: at('11:00') });
    province.settle();
    const suspected = province.at(OUTLET).cases.filter((one) => one.code === 'STRUCTURING_SUSPECTED');
    expect(suspected).toHaveLength(1);
  });

  test('a twin’s cash counts with the person who had the paper first', () => {
    const province = new Province();
    openLi(province, OUTLET);
    province.settle();
    openLi(province, OTHER, { customer: 'c-twin', customer_no: '412728000065' }, '07:30');
    bring(province, OTHER, 4_000_000);
    province.settle();
    bring(province, OUTLET, 1_000_000, { at: at('11:00') });
    expect(province.at(OUTLET).codes()).toEqual(['LARGE_CASH']);
  });

  test('they come as messages only', () => {
    for (const one of [cashDeal, cashBack, cashBefore]) expect([one.name, one.doors]).toEqual([one.name, ['message']]);
  });
});
