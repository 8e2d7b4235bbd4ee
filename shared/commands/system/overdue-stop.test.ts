import { expect, test } from 'vitest';
import { DAY_MS } from '../../kernel/dates.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { ACCOUNT, at, CHIEF, MANAGER, OTHER_TABLET, Outlet } from '../outlet.ts';
import { overdueStop } from './overdue-stop.ts';

/** A stop at 09:00 that no manager confirms within 24 hours. */

const STOPPED = at('09:00');
const payload = { account: ACCOUNT, stopped_at: STOPPED };
const CASE = `${ACCOUNT}/stop${STOPPED}/STOP_UNCONFIRMED`;

function stopped() {
  const outlet = new Outlet();
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  const stop = { account: ACCOUNT, reason: '疑似被骗', until: null };
  outlet.run('counter.stop_pay', stop, { maker: CHIEF, device: OTHER_TABLET, at: STOPPED });
  const look = (later: number) => outlet.run(overdueStop.name, payload, { door: 'hub', at: STOPPED + later });
  const by = { maker: MANAGER, device: OTHER_TABLET, at: STOPPED + DAY_MS + 60_000 } as const;
  return { outlet, look, by };
}

test('24 hours to the millisecond are still in time; a millisecond more is a case, once', () => {
  const { outlet, look } = stopped();
  look(DAY_MS);
  expect(outlet.codes()).toEqual([]);
  look(DAY_MS + 1);
  look(DAY_MS + 2);
  expect(outlet.codes()).toEqual(['STOP_UNCONFIRMED']);
  expect(outlet.get(exceptionCase, CASE)).toMatchObject({ status: 'open', severity: 'medium', account: ACCOUNT });
});

test('confirmed in time, lifted, or run out: no case', () => {
  const confirmed = stopped();
  confirmed.outlet.run('counter.confirm_stop', payload, { ...confirmed.by, at: STOPPED + 1 });
  confirmed.look(2 * DAY_MS);
  const lifted = stopped();
  lifted.outlet.run('counter.lift_stop', { account: ACCOUNT, reason: '已核实无误' }, { ...lifted.by, at: STOPPED + 1 });
  lifted.look(2 * DAY_MS);
  expect([confirmed.outlet.codes(), lifted.outlet.codes()]).toEqual([[], []]);
});

test.each([
  ['counter.confirm_stop', payload],
  ['counter.lift_stop', { account: ACCOUNT, reason: '已核实无误' }],
])('%s ends the case', (name, given) => {
  const { outlet, look, by } = stopped();
  look(DAY_MS + 1);
  outlet.run(name, given, by);
  expect(outlet.get(exceptionCase, CASE)).toMatchObject({ status: 'closed', closed_at: by.at });
});
