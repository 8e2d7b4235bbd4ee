import { expect, test } from 'vitest';
import type { AnyRow } from '../tables/define.ts';
import { card } from '../tables/card.ts';
import { hotCardId, hotEntry } from '../tables/hot-entry.ts';
import { orgUnit } from '../tables/org-unit.ts';
import { ACCOUNT, aLoss, at, CHIEF, CUSTOMER, OUTLET } from './outlet.ts';
import { Province } from './province.ts';

/** A loss report puts the card on the county's stop list by itself; its lifting takes it off. */

const COUNTY = '412728';
const HOT = hotCardId('0017', 4_711);
const HOUR = 3_600_000;

function withCard(): Province {
  const province = new Province();
  const outlet = province.at(OUTLET);
  outlet.put(orgUnit, OUTLET, {
    code: OUTLET,
    name: '沈丘',
    name_en: 'Shenqiu',
    level: 'outlet',
    kind: 'agency',
    parent: COUNTY,
    region_code: '412728',
    rural: true,
    phone: null,
    network_profile: '4g',
    till_limit_fen: 20_000_000,
    vault_limit_fen: 50_000_000,
    pension_days: [],
    status: 'open',
  });
  outlet.put(card, 'c1', {
    account: ACCOUNT,
    customer: CUSTOMER,
    bin: '621000',
    last4: '0017',
    tag: 4_711,
    type: 'debit',
    issued_on: '2020-01-01',
    status: 'active',
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
  });
  return province;
}
const written: AnyRow = {
  account: ACCOUNT,
  account_no: null,
  card: 'c1',
  medium: 'card',
  id_seen: true,
  id_last4: '0486',
  form_no: 'G0001',
  pin_lost: false,
  fee_fen: 0,
  till: null,
};
const listed = (province: Province) => province.at(COUNTY).get(hotEntry, HOT);

test('an oral report stops it for five full days, a written one until it is lifted', () => {
  const province = withCard();
  province.run(OUTLET, 'counter.lost_oral', aLoss({ card: 'c1', medium: 'card' }), { at: at('09:00') });
  province.settle();
  expect(listed(province)).toMatchObject({ reason: 'lost', from: at('09:00'), lifted_at: at('09:00') + 120 * HOUR });
  province.run(OUTLET, 'counter.lost_written', written, { at: at('11:00') });
  province.settle();
  expect(listed(province)).toMatchObject({ from: at('09:00'), lifted_at: null });
  const lift = { account: ACCOUNT, card: 'c1', id_seen: true, id_last4: '0486', form_no: 'G0001' };
  province.run(OUTLET, 'counter.unlost', lift, { at: at('15:00'), offline: false, basis: 'request', checker: CHIEF });
  province.settle();
  expect(listed(province)?.lifted_at).toBe(at('15:00'));
});

test('a stop the county set for fraud stays', () => {
  const province = withCard();
  const fraud = {
    reason: 'fraud',
    last4: '0017',
    tag: 4_711,
    account: null,
    from: at('08:00'),
    lifted_at: null,
  } as const;
  province.at(COUNTY).put(hotEntry, HOT, fraud);
  province.run(OUTLET, 'counter.lost_oral', aLoss({ card: 'c1', medium: 'card' }), { at: at('09:00') });
  province.settle();
  expect(listed(province)).toEqual(fraud);
});

test('what is lost without a card tells nobody', () => {
  const province = withCard();
  province.run(OUTLET, 'counter.lost_oral', aLoss(), { at: at('09:00') });
  expect(province.waiting).toEqual([]);
});
