import { describe, expect, test } from 'vitest';
import { employee } from '../../tables/employee.ts';
import { outletCalendar, outletDay, outletState } from '../../tables/outlet-day.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { aDeposit, at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TABLET, TELLER } from '../outlet.ts';
import { readPayload } from '../domain.ts';
import { lockSession } from './lock.ts';
import { signOff } from './sign-off.ts';
import { signOn } from './sign-on.ts';
import { unlockSession } from './unlock.ts';

const on = (over: object = {}) => ({
  employee_no: CHIEF,
  first_of_day: false,
  witness: null,
  credential_until: at('10:00') + 1,
  not_worked: [],
  closed_elsewhere: null,
  ...over,
});
/** The outlet has opened its day: nobody needs a witness any more. */
function opened(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.run(signOn.name, { ...on({ employee_no: TELLER, witness: CHIEF }), first_of_day: true }, { at: at('08:00') });
  return outlet;
}
/** The last close was on `last`; nothing is open. */
function closedOn(last: string): Outlet {
  const outlet = new Outlet('terminal');
  outlet.put(outletState, 'outlet', {
    open_date: null,
    last_closed: last,
    unsynced_closes: 0,
    tills_out: [],
    open_transfers: [],
  });
  return outlet;
}
const shut = (...dates: string[]) => ({ witness: TELLER, not_worked: dates.map((date) => ({ date })) });
const code = (outlet: Outlet, payload: object, of = {}) =>
  outlet.refusal('session.sign_on', payload as never, { maker: CHIEF, ...of })?.code ?? null;

describe('session.sign_on', () => {
  test('opens a session on the business date', () => {
    const outlet = new Outlet();
    expect(outlet.run(signOn.name, on(), { maker: CHIEF }).verdict).toBe('posted');
    expect(outlet.get(tellerSession, CHIEF)).toMatchObject({
      status: 'open',
      device: TABLET,
      business_date: '2026-11-10',
      till: null,
    });
  });

  test('the first sign-on of the outlet needs a second person', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, on({ first_of_day: true }))).toBe('AUTH_REQUIRED');
    expect(code(outlet, on({ first_of_day: true, witness: CHIEF }))).toBe('AUTH_SELF');
    expect(code(outlet, on({ first_of_day: true, witness: TELLER }))).toBeNull();
    expect(code(outlet, on())).toBe('AUTH_REQUIRED');
    outlet.run(signOn.name, on({ first_of_day: true, witness: TELLER }), { maker: CHIEF });
    expect(outlet.get(outletDay, '2026-11-10')).toMatchObject({ status: 'open', opened_by: CHIEF, witness: TELLER });
    expect(outlet.get(outletState, 'outlet')?.open_date).toBe('2026-11-10');
    expect(code(outlet, on({ employee_no: MANAGER }), { maker: MANAGER })).toBeNull();
  });

  test('the date is the last closed one plus one by the calendar, whatever the clock says', () => {
    const outlet = closedOn('2026-11-09');
    expect(code(outlet, on(shut()))).toBeNull();
    expect(code(outlet, on(shut()), { businessDate: '2026-11-09' })).toBe('BUSINESS_DATE_CLOSED');
    expect(code(outlet, on(shut()), { businessDate: '2026-11-11' })).toBe('DAY_OUT_OF_TURN');
    outlet.put(outletCalendar, 'outlet', {
      weekdays: [],
      dates: [{ date: '2026-11-10' }],
      effective_from: '2026-01-01',
    });
    expect(code(outlet, on(shut()), { businessDate: '2026-11-11' })).toBeNull();
    expect(code(outlet, on(shut()))).toBe('DAY_OUT_OF_TURN');
  });

  test('a date must be closed before the next is opened, however late it is', () => {
    const outlet = closedOn('2026-11-08');
    outlet.change(outletState, 'outlet', { open_date: '2026-11-09' });
    expect(code(outlet, on(shut()))).toBe('DAY_NOT_CLOSED');
    expect(code(outlet, on(shut()), { businessDate: '2026-11-09' })).toBeNull();
  });

  test('days on which the outlet was shut are named by both persons', () => {
    const outlet = closedOn('2026-11-06');
    expect(code(outlet, on(shut()))).toBe('DAY_OUT_OF_TURN');
    expect(code(outlet, on(shut('2026-11-07', '2026-11-08')))).toBe('DAY_OUT_OF_TURN');
    const three = on(shut('2026-11-07', '2026-11-08', '2026-11-09'));
    expect(code(outlet, three)).toBeNull();
    outlet.run(signOn.name, three, { maker: CHIEF });
    expect(outlet.get(outletDay, '2026-11-08')?.status).toBe('not_worked');
    expect(outlet.get(outletState, 'outlet')?.open_date).toBe('2026-11-10');
  });

  test('a date more than one day ahead of the clock is not opened', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, on(shut()), { businessDate: '2026-11-11' })).toBeNull();
    expect(code(outlet, on(shut()), { businessDate: '2026-11-12' })).toBe('CLOCK_UNTRUSTED');
  });

  test('an entry of the first version is read as it was meant', () => {
    const old = [CHIEF, true, TELLER, at('18:00')];
    expect(readPayload(signOn.name, 1, old)).toEqual({
      ...on({ first_of_day: true, witness: TELLER }),
      credential_until: at('18:00'),
    });
  });

  test('and one of the second', () => {
    const old = [CHIEF, true, TELLER, at('18:00'), [[20_766]]];
    expect(readPayload(signOn.name, 2, old)).toEqual({
      ...on({ first_of_day: true, witness: TELLER, not_worked: [{ date: '2026-11-09' }] }),
      credential_until: at('18:00'),
    });
  });

  test('an old offline credential, leave, a foreign number and a post without counter work are refused', () => {
    const outlet = opened('terminal');
    expect(code(outlet, on({ credential_until: at('10:00') }))).toBeNull();
    expect(code(outlet, on({ credential_until: at('10:00') - 1 }))).toBe('CREDENTIAL_OLD');
    expect(code(outlet, on(), { maker: TELLER })).toBe('LOGIN_BAD');
    outlet.change(employee, CHIEF, { status: 'mandatory_leave' });
    expect(code(outlet, on())).toBe('MANDATORY_LEAVE');
    outlet.change(employee, CHIEF, { status: 'active', posts: [{ post: 'it_admin', from: '2020-01-01', to: null }] });
    expect(code(outlet, on())).toBe('ROLE_DENIED');
  });

  test('a session open on another tablet refuses here and is SESSION_OVERLAP on the hub', () => {
    const outlet = new Outlet();
    const mine = { ...on(), employee_no: TELLER };
    expect(outlet.refusal(signOn.name, mine, { device: OTHER_TABLET })?.code).toBe('ALREADY_ON');
    expect(outlet.run(signOn.name, mine, { device: OTHER_TABLET }).verdict).toBe('posted_with_exception');
    expect(outlet.codes()).toEqual(['SESSION_OVERLAP']);
  });

  test('a till still in hand on this tablet stays with its teller', () => {
    const outlet = new Outlet();
    outlet.run(signOn.name, { ...on(), employee_no: TELLER });
    expect(outlet.get(tellerSession, TELLER)?.till).toBe('01');
  });
});

describe('a till of a date that was closed without its tablet', () => {
  /** 2026-11-10 is closed; the teller still has till 01 of that date on the first tablet. */
  function dark(): Outlet {
    const outlet = closedOn('2026-11-10');
    outlet.change(outletState, 'outlet', { tills_out: [{ till: '01', device: TABLET }] });
    outlet.run(signOn.name, on({ employee_no: CHIEF, first_of_day: true, witness: MANAGER }), {
      maker: CHIEF,
      device: OTHER_TABLET,
      ...nextDay,
    });
    return outlet;
  }
  const nextDay = { businessDate: '2026-11-11', at: at('08:00', '2026-11-11') };
  const oldDay = { at: at('08:10', '2026-11-11') };
  const until = { credential_until: at('10:00', '2026-11-30') };
  const own = on({ employee_no: TELLER, ...until });
  const asked = (outlet: Outlet, of: object) => outlet.refusal(signOn.name, own, of);

  test('is not carried to the new date: it is handed in under its own first, closed or not', () => {
    const outlet = dark();
    expect(asked(outlet, nextDay)).toEqual({
      code: 'TILL_NOT_HANDED_IN',
      detail: { till: '01', business_date: '2026-11-10' },
    });
    expect(asked(outlet, oldDay)).toBeNull();
    expect(asked(outlet, { ...oldDay, businessDate: '2026-11-09' })?.code).toBe('BUSINESS_DATE_CLOSED');
    const count = { till: '01', counted_fen: 2_000_000, denominations: [] };
    outlet.run('till.formal_balance', { ...count, vouchers: [] }, { ...oldDay, checker: CHIEF });
    outlet.run('till.hand_in', count, { ...oldDay, checker: CHIEF });
    expect(asked(outlet, oldDay)?.code).toBe('BUSINESS_DATE_CLOSED');
    expect(asked(outlet, nextDay)).toBeNull();
  });

  test('its teller may work at another tablet meanwhile, and comes back to it with the till', () => {
    const outlet = dark();
    expect(asked(outlet, { ...nextDay, device: OTHER_TABLET })).toBeNull();
    outlet.run(signOn.name, own, { ...nextDay, device: OTHER_TABLET });
    expect(outlet.get(tellerSession, TELLER)).toMatchObject({ device: OTHER_TABLET, till: null });
    expect(asked(outlet, oldDay)).toBeNull();
    outlet.run(signOn.name, own, oldDay);
    expect(outlet.get(tellerSession, TELLER)).toMatchObject({
      device: TABLET,
      business_date: '2026-11-10',
      till: '01',
    });
  });

  test('nobody else comes back to the closed date but the chief teller, who records what is over or short', () => {
    const outlet = dark();
    const other = { maker: MANAGER, ...oldDay };
    expect(outlet.refusal(signOn.name, on({ employee_no: MANAGER, ...until }), other)?.code).toBe(
      'BUSINESS_DATE_CLOSED',
    );
    const chief = on({ employee_no: CHIEF, ...until });
    expect(outlet.refusal(signOn.name, chief, { maker: CHIEF, ...oldDay })).toBeNull();
    outlet.run(signOn.name, chief, { maker: CHIEF, ...oldDay });
    expect(outlet.get(tellerSession, CHIEF)).toMatchObject({ business_date: '2026-11-10', till: null });
    outlet.run('till.interim_balance', { till: '01', counted_fen: 1_990_000, denominations: [] }, oldDay);
    const short = {
      till: '01',
      fen: -10_000,
      cause: 'unknown',
      note: '复点两遍',
      voucher_no: '4127280102261110000174',
    };
    expect(outlet.refusal('till.over_short', short, { maker: CHIEF, checker: MANAGER, ...oldDay })).toBeNull();
  });
});

describe('a tablet that has handed over and has not heard that the outlet closed', () => {
  /** Its rows say that 2026-11-10 is open; its own till is in the vault. */
  function apart(side: 'hub' | 'terminal' = 'terminal'): Outlet {
    const outlet = new Outlet(side);
    const state = { last_closed: '2026-11-09', unsynced_closes: 0, tills_out: [], open_transfers: [] };
    outlet.put(outletState, 'outlet', { ...state, open_date: '2026-11-10' });
    outlet.change(till, '01', { status: 'in_vault', holder: null, device: null });
    return outlet;
  }
  const to = (date: string, clock = '08:00') => ({ maker: TELLER, businessDate: date, at: at(clock, date) });
  const told = (closed: string | null, over: object = {}) =>
    on({
      employee_no: TELLER,
      first_of_day: true,
      witness: CHIEF,
      credential_until: at('10:00', '2026-11-30'),
      closed_elsewhere: closed,
      ...over,
    });
  const codeOf = (outlet: Outlet, payload: object, of: object) =>
    outlet.refusal(signOn.name, payload as never, of)?.code ?? null;

  test('is told by two persons, of whom one closes days', () => {
    const outlet = apart();
    expect(codeOf(outlet, told(null), to('2026-11-11'))).toBe('DAY_NOT_CLOSED');
    expect(codeOf(outlet, told('2026-11-09'), to('2026-11-11'))).toBe('DAY_NOT_CLOSED');
    expect(codeOf(outlet, told('2026-11-10'), to('2026-11-11'))).toBeNull();
    expect(codeOf(outlet, told('2026-11-10', { witness: null }), to('2026-11-11'))).toBe('AUTH_REQUIRED');
    outlet.change(employee, CHIEF, { posts: [{ post: 'teller', from: '2020-01-01', to: null }] });
    expect(codeOf(outlet, told('2026-11-10'), to('2026-11-11'))).toBe('AUTH_ROLE');
  });

  test('joins the date after the last one named, and none is left out', () => {
    const outlet = apart();
    expect(codeOf(outlet, told('2026-11-10'), to('2026-11-13'))).toBe('DAY_OUT_OF_TURN');
    expect(codeOf(outlet, told('2026-11-12'), to('2026-11-13'))).toBeNull();
    outlet.run(signOn.name, told('2026-11-12'), to('2026-11-13'));
    expect(outlet.get(outletState, 'outlet')).toMatchObject({ open_date: '2026-11-13', last_closed: '2026-11-09' });
    expect(
      outlet.refusal(
        'till.take',
        { till_no: '01', counted_fen: 2_000_000, denominations: [], override_reason: null },
        {
          ...to('2026-11-13', '08:30'),
          checker: CHIEF,
        },
      ),
    ).toBeNull();
  });

  test('not while a till is out at it', () => {
    const outlet = apart();
    outlet.change(outletState, 'outlet', { tills_out: [{ till: '01', device: TABLET }] });
    expect(codeOf(outlet, told('2026-11-10'), to('2026-11-11'))).toBe('TILL_NOT_HANDED_IN');
  });

  test('the close itself may reach the hub after it, and may still be made', () => {
    const outlet = apart('hub');
    outlet.run(signOn.name, told('2026-11-10'), to('2026-11-11'));
    const none = { tills: [], kinds: [], devices: [], vouchers: [], vault_fen: 0, over_limit_reason: null };
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    const chief = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER, at: at('17:20') };
    outlet.run('outlet.day_close', { ...none, open_requests: 0 }, chief);
    expect(outlet.get(outletState, 'outlet')).toMatchObject({ open_date: '2026-11-11', last_closed: '2026-11-10' });
    const late = apart();
    late.run(signOn.name, told('2026-11-10'), to('2026-11-11'));
    late.signOn(CHIEF, OTHER_TABLET, '00');
    expect(late.refusal('outlet.day_close', { ...none, open_requests: 0 }, chief)).toBeNull();
  });
});

describe('session.lock, unlock and sign_off', () => {
  test('a locked session records nothing until it is open again', () => {
    const outlet = new Outlet('terminal');
    outlet.run(lockSession.name, {});
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('NOT_SIGNED_ON');
    outlet.run(unlockSession.name, {});
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))).toBeNull();
  });

  test('sign-off waits until the till is handed in and no draft is open', () => {
    const outlet = new Outlet('terminal');
    expect(outlet.refusal(signOff.name, { open_drafts: 1 })?.code).toBe('TILL_NOT_HANDED_IN');
    outlet.change(till, '01', { balanced_on: '2026-11-10' });
    const handIn = { till: '01', counted_fen: 2_000_000, denominations: [] };
    outlet.run('till.hand_in', handIn, { checker: CHIEF, at: at('16:50') });
    expect(outlet.refusal(signOff.name, { open_drafts: 1 })?.code).toBe('OPEN_DRAFT');
    expect(outlet.refusal(signOff.name, { open_drafts: 0 })).toBeNull();
    outlet.run(signOff.name, { open_drafts: 0 }, { at: at('17:00') });
    expect(outlet.get(tellerSession, TELLER)).toMatchObject({ status: 'closed', off_at: at('17:00'), till: null });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('NOT_SIGNED_ON');
    expect(outlet.refusal('counter.deposit', aDeposit(10_000), { maker: MANAGER })?.code).toBe('NOT_SIGNED_ON');
  });

  test('who signs off without a till leaves at once', () => {
    const outlet = new Outlet('terminal');
    outlet.change(tellerSession, TELLER, { till: null });
    expect(outlet.refusal(signOff.name, { open_drafts: 0 })).toBeNull();
  });
});
