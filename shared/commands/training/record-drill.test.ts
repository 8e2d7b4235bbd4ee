import { expect, test } from 'vitest';
import { drillResult } from '../../tables/drill.ts';
import type { AnyRow } from '../../tables/define.ts';
import { at, CHIEF, DAY, MANAGER, Outlet, TELLER } from '../outlet.ts';
import { recordDrill } from './record-drill.ts';

/** A drill of six tasks, played 09:00 to 09:25 on the outlet's tablet. */

const played = (done: number, over: AnyRow = {}): AnyRow => ({
  drill: 'counter_day',
  done,
  of: 6,
  started_at: at('09:00'),
  ended_at: at('09:25'),
  ...over,
});

test('six of six is passed, five is not; it stands under who was signed on, offline too', () => {
  for (const side of ['terminal', 'hub'] as const) {
    const outlet = new Outlet(side);
    const { command, verdict } = outlet.run(recordDrill.name, played(6), { at: at('09:30') });
    expect(verdict).toBe('posted');
    expect(outlet.get(drillResult, command.rowId)).toEqual({
      employee: TELLER,
      drill: 'counter_day',
      done: 6,
      of: 6,
      passed: true,
      started_at: at('09:00'),
      ended_at: at('09:25'),
      business_date: DAY,
    });
    const five = outlet.run(recordDrill.name, played(5), { at: at('09:31') }).command;
    expect(outlet.get(drillResult, five.rowId)?.passed).toBe(false);
  }
});

test('not more tasks than there are, not backwards in time, not a drill of the day before, not by who serves nobody', () => {
  const outlet = new Outlet('terminal');
  const asks = (over: AnyRow, of = {}) =>
    outlet.refusal(recordDrill.name, played(6, over), { at: at('09:30'), ...of })?.code ?? null;
  expect(asks({})).toBeNull();
  expect(asks({ done: 7 })).toBe('FIELD_FORMAT');
  expect(asks({ ended_at: at('08:59:59') })).toBe('FIELD_FORMAT');
  expect(asks({}, { at: at('09:25') + 86_400_000 })).toBeNull();
  expect(asks({}, { at: at('09:25') + 86_400_001 })).toBe('FIELD_FORMAT');
  expect(asks({}, { maker: MANAGER })).toBe('NOT_SIGNED_ON');
  outlet.signOn(CHIEF, outlet.tablet('aa'.repeat(16)), '02');
  expect(asks({}, { maker: CHIEF })).toBeNull();
});
