import { describe, expect, test } from 'vitest';
import type { Cbor } from '../../kernel/cbor.ts';
import { customer } from '../../tables/customer.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { Alone } from '../alone.ts';
import { findCommand, payloadToCbor, readPayload } from '../domain.ts';
import { aDeposit, aWithdrawal, CHIEF, CUSTOMER, Outlet, TELLER } from '../outlet.ts';
import { setHousehold } from './set-household.ts';

const HOME = 'H17';

function family(): Outlet {
  const outlet = new Outlet('terminal');
  outlet.put(staffHousehold, TELLER, { household: HOME });
  outlet.change(customer, CUSTOMER, { household: HOME });
  return outlet;
}

describe('the household of a clerk', () => {
  test('is written, changed and taken away', () => {
    const hub = new Alone();
    hub.apply(setHousehold.name, { employee_no: TELLER, household: HOME });
    expect(hub.row('staff_household', TELLER)).toEqual({ household: HOME });
    hub.apply(setHousehold.name, { employee_no: TELLER, household: null });
    expect(hub.row('staff_household', TELLER)).toBeNull();
  });

  test('check 23: serving it is a warning that a reason answers, for deposits and withdrawals', () => {
    const warned = { code: 'SELF_DEALING', detail: { household: 1 } };
    const reason = { household_reason: '今天只有一名柜员' };
    expect(family().refusal('counter.deposit', aDeposit(10_000))).toEqual(warned);
    expect(family().refusal('counter.deposit', aDeposit(10_000, reason))).toBeNull();
    const paying = (over = {}) => family().refusal('counter.withdraw', aWithdrawal(10_000, over), { checker: CHIEF });
    expect(paying()).toEqual(warned);
    expect(paying(reason)).toBeNull();
    expect(paying({ household_reason: ' ' })).toEqual(warned);
  });

  test('another household, or none known on either side, is nobody’s business', () => {
    const outlet = family();
    outlet.change(customer, CUSTOMER, { household: 'H18' });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))).toBeNull();
    outlet.change(customer, CUSTOMER, { household: null });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))).toBeNull();
    expect(new Outlet('terminal').refusal('counter.deposit', aDeposit(10_000))).toBeNull();
  });

  test('an entry recorded before there was a reason to give is read as one without', () => {
    for (const [name, payload] of [
      ['counter.deposit', aDeposit(10_000)],
      ['counter.withdraw', aWithdrawal(10_000)],
    ] as const) {
      const definition = findCommand(name);
      if (definition === undefined) throw new Error('known');
      const now = payloadToCbor(definition, payload) as readonly Cbor[];
      expect(readPayload(name, 1, now.slice(0, -1))).toEqual(payload);
      expect(readPayload(name, 1, now)).toBeUndefined();
    }
  });
});
