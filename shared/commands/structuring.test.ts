import { describe, expect, test } from 'vitest';
import { account } from '../tables/account.ts';
import { interaction } from '../tables/interaction.ts';
import { till } from '../tables/till.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, MANAGER, OTHER_TABLET, Outlet } from './outlet.ts';

const ONLINE = { offline: false, basis: 'advice' } as const;
const LINE = 5_000_000;
const NEAR = 4_000_000;

function deals(...of: readonly { fen: number; at: number; offline?: boolean; device?: string }[]) {
  const outlet = new Outlet();
  const last = of.map((one) => outlet.run('counter.deposit', aDeposit(one.fen), { ...ONLINE, ...one })).at(-1);
  const found = outlet.cases.filter((one) => one.code === 'STRUCTURING_SUSPECTED');
  return { outlet, found: found.length, last };
}

describe('split cash (domain 4.8, 11.10)', () => {
  test('three deals of at least 80 % and less than 100 % of 50,000 yuan in 48 h; 4,000,000 and 4,999,999 fen count', () => {
    const three = (first: number, last: number) =>
      deals(
        { fen: first, at: at('10:00', '2026-11-08') },
        { fen: 4_500_000, at: at('10:00', '2026-11-09') },
        { fen: last, at: at('10:00') },
      ).found;
    expect(three(NEAR, LINE - 1)).toBe(1);
    expect(three(NEAR - 1, LINE - 1)).toBe(0);
    expect(three(NEAR, LINE)).toBe(0);
  });

  test('48 h 00 m 00 s is inside, one second more is not, in whatever order they arrive', () => {
    const spread = (clock: string) => [
      { fen: NEAR, at: at(clock, '2026-11-08') },
      { fen: NEAR + 100, at: at('10:00') },
      { fen: NEAR + 200, at: at('12:00', '2026-11-09') },
    ];
    expect(deals(...spread('10:00:00')).found).toBe(1);
    expect(deals(...spread('09:59:59')).found).toBe(0);
    expect(deals(...spread('10:00:00').reverse()).found).toBe(1);
  });

  test('11.10: two taken offline on different devices are enough, on one device or on line they are not', () => {
    const two = (of: object) =>
      deals({ fen: NEAR, at: at('10:00'), offline: true }, { fen: NEAR + 100, at: at('11:00'), offline: true, ...of })
        .found;
    expect(two({ device: OTHER_TABLET })).toBe(1);
    expect(two({})).toBe(0);
    expect(two({ device: OTHER_TABLET, offline: false })).toBe(0);
  });

  test('money in and money out are both deals, and a withdrawal may raise it', () => {
    const { outlet } = deals({ fen: NEAR, at: at('09:00') }, { fen: NEAR + 100, at: at('10:00') });
    outlet.change(account, ACCOUNT, { ledger_fen: 90_000_000 });
    outlet.change(till, '01', { cash_fen: 90_000_000 });
    outlet.run('counter.withdraw', aWithdrawal(NEAR), { ...ONLINE, at: at('11:00'), checker: MANAGER });
    expect(outlet.codes()).toContain('STRUCTURING_SUSPECTED');
  });

  test('the outlet learns nothing: the verdict is posted and the case lives where no terminal sees it', () => {
    const { outlet, last } = deals(
      { fen: NEAR, at: at('09:00') },
      { fen: NEAR + 100, at: at('10:00', '2026-11-09') },
      { fen: NEAR + 200, at: at('10:00', '2026-11-08') },
    );
    expect(last?.verdict).toBe('posted');
    expect(last?.cases.find((one) => one.code === 'STRUCTURING_SUSPECTED')?.table).toBe('aml_case');
    expect(outlet.get(interaction, last?.command.rowId ?? '')?.status).toBe('posted');
  });

  test('a deal that was reversed is none', () => {
    const { outlet } = deals({ fen: NEAR, at: at('09:00') }, { fen: NEAR + 100, at: at('09:30') });
    const third = outlet.run('counter.deposit', aDeposit(NEAR + 200), { ...ONLINE, at: at('09:40') });
    expect(outlet.codes().filter((one) => one === 'STRUCTURING_SUSPECTED')).toHaveLength(1);
    const payload = {
      original: third.command.rowId,
      fen: NEAR + 200,
      direction: 'out',
      till: '01',
      signature_hash: null,
    };
    outlet.run('counter.reverse', { ...payload, voucher_no: '4127280102261110000174', reason: 'wrong_amount' });
    const fourth = outlet.run('counter.deposit', aDeposit(100), { ...ONLINE, at: at('09:50') });
    expect(fourth.cases).toEqual([]);
    outlet.run('counter.deposit', aDeposit(NEAR + 300), { ...ONLINE, at: at('10:00') });
    expect(outlet.codes().filter((one) => one === 'STRUCTURING_SUSPECTED')).toHaveLength(2);
  });
});
