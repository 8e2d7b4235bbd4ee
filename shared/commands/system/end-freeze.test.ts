import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { ACCOUNT, at, aWithdrawal, CHIEF, MANAGER, Outlet } from '../outlet.ts';
import { endFreeze } from './end-freeze.ts';

/** 2,900.01 of 3,000.00 frozen until 2026-11-11: free again from 2026-11-12 00:00 on, not an instant before. */

const FREEZE = {
  account: ACCOUNT,
  authority: '沈丘县人民法院',
  document_no: '(2026)豫1624执101号',
  officer_1: '4116240001',
  officer_2: '4116240002',
  until: '2026-11-11',
};

function frozen(fen: number | null): Outlet {
  const outlet = new Outlet();
  outlet.signOn(CHIEF, outlet.tablet('aa'.repeat(16)), '02');
  const by = { offline: false, basis: 'request', maker: CHIEF, checker: MANAGER } as const;
  outlet.run('counter.freeze', { ...FREEZE, fen }, by);
  return outlet;
}
const end = (outlet: Outlet, when: number) =>
  outlet.run(endFreeze.name, { account: ACCOUNT }, { at: when, door: 'hub', maker: null });

describe(endFreeze.name, () => {
  test('a part is kept through its last day and free on the next', () => {
    const outlet = frozen(290_001);
    const last = at('00:00', '2026-11-12');
    end(outlet, last - 1);
    expect(outlet.get(account, ACCOUNT)?.frozen_fen).toBe(290_001);
    end(outlet, last);
    expect(outlet.get(account, ACCOUNT)?.frozen_fen).toBe(0);
    expect(outlet.refusal('counter.withdraw', aWithdrawal(10_000), { checker: CHIEF })).toBeNull();
  });

  test('a second end, and one of an account wholly frozen or unknown, change nothing', () => {
    const outlet = frozen(290_001);
    const after = at('00:00', '2026-11-13');
    end(outlet, after);
    expect(end(outlet, after).rows).toEqual([]);
    const whole = frozen(null);
    expect(end(whole, after).rows).toEqual([]);
    expect(whole.run(endFreeze.name, { account: 'none' }, { at: after, door: 'hub', maker: null }).rows).toEqual([]);
  });
});
