import { describe, expect, test } from 'vitest';
import { card } from '../../tables/card.ts';
import { hotAccountId, hotCardId, hotEntry } from '../../tables/hot-entry.ts';
import { Alone, refusalOf } from '../alone.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, CHIEF, CUSTOMER, Outlet } from '../outlet.ts';
import { setHotEntry } from './set-hot-entry.ts';

const STOLEN = {
  reason: 'stolen',
  last4: '0017',
  tag: 4711,
  account: null,
  from: at('09:00'),
  lifted_at: null,
} as const;
const CARD = '9001';

function withCard(tag: number): Outlet {
  const outlet = new Outlet('terminal');
  outlet.put(card, CARD, {
    account: ACCOUNT,
    customer: CUSTOMER,
    bin: '621799',
    last4: '0017',
    tag,
    type: 'debit',
    issued_on: '2020-01-01',
    status: 'active',
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
  });
  outlet.put(hotEntry, hotCardId('0017', 4711), STOLEN);
  return outlet;
}
const paying = (outlet: Outlet, over = {}, of = {}) =>
  outlet.refusal('counter.withdraw', aWithdrawal(100_000, over), { checker: CHIEF, ...of });

describe('the stop list of the county', () => {
  test('an entry is kept under what a payout can name; half a card is none', () => {
    const hub = new Alone();
    hub.apply(setHotEntry.name, STOLEN, { branch: '412728' });
    expect(hub.row('hot_entry', 'card/0017/4711')).toEqual(STOLEN);
    expect(refusalOf(hub.admit(setHotEntry.name, { ...STOLEN, tag: null }))).toBe('FIELD_REQUIRED');
    expect(refusalOf(hub.admit(setHotEntry.name, { ...STOLEN, account: ACCOUNT }))).toBe('FIELD_REQUIRED');
    expect(refusalOf(hub.admit(setHotEntry.name, { ...STOLEN, lifted_at: STOLEN.from - 1 }))).toBe('FIELD_FORMAT');
  });

  test('check 13: the same four digits and tag stop a payout from the stop on, on line and off', () => {
    expect(paying(withCard(4711), { card: CARD })).toEqual({ code: 'HOT_LISTED', detail: { why: 'stop_list' } });
    expect(paying(withCard(4711), { card: CARD }, { basis: 'request', offline: false })?.code).toBe('HOT_LISTED');
    expect(paying(withCard(4711), { card: CARD }, { at: at('08:59:59') })).toBeNull();
    expect(paying(withCard(4712), { card: CARD })).toBeNull();
    expect(paying(withCard(4711))).toBeNull();
  });

  test('a lifted entry stops nothing any more', () => {
    const outlet = withCard(4711);
    outlet.put(hotEntry, hotCardId('0017', 4711), { ...STOLEN, lifted_at: at('10:00') });
    expect(paying(outlet, { card: CARD }, { at: at('09:59:59') })?.code).toBe('HOT_LISTED');
    expect(paying(outlet, { card: CARD }, { at: at('10:00') })).toBeNull();
  });

  test('an account entry stops payouts, `offline_block` offline ones only; deposits are always taken', () => {
    const outlet = new Outlet('terminal');
    const entry = { ...STOLEN, last4: null, tag: null, account: ACCOUNT };
    outlet.put(hotEntry, hotAccountId(ACCOUNT), { ...entry, reason: 'offline_block' });
    expect(paying(outlet)?.code).toBe('HOT_LISTED');
    expect(paying(outlet, {}, { basis: 'request', offline: false })).toBeNull();
    outlet.put(hotEntry, hotAccountId(ACCOUNT), { ...entry, reason: 'fraud' });
    expect(paying(outlet, {}, { basis: 'request', offline: false })?.code).toBe('HOT_LISTED');
    expect(outlet.refusal('counter.deposit', aDeposit(100_000))).toBeNull();
  });
});
