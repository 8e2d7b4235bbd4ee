import { describe, expect, test } from 'vitest';
import { outletState } from '../../tables/outlet-day.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TABLET, TELLER } from '../outlet.ts';
import { handInTill } from './hand-in.ts';
import { takeTill } from './take.ts';

const take = (over: object = {}) => ({
  till_no: '01',
  counted_fen: 836_000,
  denominations: [],
  override_reason: null,
  ...over,
});
const code = (outlet: Outlet, over = {}, of = {}) =>
  outlet.refusal(takeTill.name, take(over), { checker: CHIEF, ...of })?.code ?? null;

/** The teller is signed on without a till; till 01 lies in the vault with 8,360.00 yuan. */
function morning(side: 'hub' | 'terminal' = 'terminal') {
  const outlet = new Outlet(side);
  outlet.change(tellerSession, TELLER, { till: null });
  outlet.change(till, '01', {
    status: 'in_vault',
    cash_fen: 836_000,
    holder: null,
    device: null,
    last_holder: null,
    last_held_on: null,
  });
  return outlet;
}

describe('till.take', () => {
  test('counted, witnessed and equal to the book: held, with its opening on the day sheet', () => {
    const outlet = morning('hub');
    expect(code(outlet)).toBeNull();
    expect(outlet.run(takeTill.name, take(), { checker: CHIEF }).verdict).toBe('posted');
    expect(outlet.get(till, '01')).toMatchObject({
      status: 'held',
      holder: TELLER,
      device: TABLET,
      opening_counted_fen: 836_000,
    });
    expect(outlet.get(tillDay, '01/2026-11-10')?.opening_fen).toBe(836_000);
    expect(outlet.get(tellerSession, TELLER)?.till).toBe('01');
    expect(outlet.get(outletState, 'outlet')?.tills_out).toEqual([{ till: '01', device: TABLET }]);
  });

  test('the chief teller witnesses', () => {
    expect(code(morning(), {}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(code(morning(), {}, { checker: TELLER })).toBe('AUTH_SELF');
  });

  test('busy, unknown, balanced, differently counted', () => {
    const outlet = morning();
    expect(code(outlet, { till_no: '07' })).toBe('NO_TILL');
    expect(code(outlet, { counted_fen: 826_000 })).toBe('COUNT_DIFFERENT');
    outlet.change(till, '01', { balanced_on: '2026-11-10' });
    expect(code(outlet)).toBe('TILL_BALANCED');
    outlet.change(till, '01', { status: 'held', holder: CHIEF, device: TABLET });
    expect(code(outlet)).toBe('TILL_BUSY');
  });

  test('the same teller does not hold the same till on two dates in a row, but the manager may say why', () => {
    const outlet = morning();
    outlet.change(till, '01', { last_holder: TELLER, last_held_on: '2026-11-09' });
    expect(code(outlet)).toBe('TILL_SAME_AS_YESTERDAY');
    expect(code(outlet, { override_reason: '只有一名柜员' })).toBe('AUTH_ROLE');
    expect(code(outlet, { override_reason: '只有一名柜员' }, { checker: MANAGER })).toBeNull();
    outlet.change(till, '01', { last_held_on: '2026-11-08' });
    expect(code(outlet)).toBeNull();
  });

  test('offline only a till named by the lease', () => {
    expect(code(morning(), {}, { lease: null })).toBe('OFFLINE_NOT_ALLOWED');
    expect(code(morning(), {}, { lease: null, offline: false })).toBeNull();
  });

  test('taken on two tablets at once: both stand, TILL_MISMATCH', () => {
    const outlet = morning('hub');
    outlet.run(takeTill.name, take(), { checker: CHIEF });
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    expect(outlet.run(takeTill.name, take(), { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER }).verdict).toBe(
      'posted_with_exception',
    );
    expect(outlet.codes()).toEqual(['TILL_MISMATCH']);
  });
});

describe('till.hand_in', () => {
  const payload = { till: '01', counted_fen: 2_000_000, denominations: [] };

  test('only a till that is formally balanced goes back, with the counted book', () => {
    const outlet = new Outlet();
    const code = (over = {}) =>
      outlet.refusal(handInTill.name, { ...payload, ...over }, { checker: CHIEF })?.code ?? null;
    expect(code()).toBe('NOT_FORMALLY_BALANCED');
    outlet.change(till, '01', { balanced_on: '2026-11-10' });
    expect(code({ counted_fen: 1_999_900 })).toBe('COUNT_DIFFERENT');
    expect(code()).toBeNull();
    expect(code({ till: '07' })).toBe('NO_TILL');
    expect(outlet.refusal(handInTill.name, payload)?.code).toBe('AUTH_REQUIRED');
    expect(outlet.run(handInTill.name, payload, { at: at('17:00') }).verdict).toBe('posted');
    expect(outlet.get(till, '01')).toMatchObject({ status: 'in_vault', holder: null, last_holder: TELLER });
    expect(outlet.get(tellerSession, TELLER)?.till).toBeNull();
    expect(outlet.get(outletState, 'outlet')?.tills_out).toEqual([]);
  });

  test('a different count that was recorded all the same is flagged', () => {
    const outlet = new Outlet();
    outlet.run(handInTill.name, { till: '01', counted_fen: 1_990_000, denominations: [] });
    expect(outlet.cases[0]?.body).toMatchObject({ code: 'TILL_MISMATCH', amount_fen: 10_000 });
  });
});
