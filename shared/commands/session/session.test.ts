import { describe, expect, test } from 'vitest';
import { employee } from '../../tables/employee.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { aDeposit, at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TABLET, TELLER } from '../outlet.ts';
import { lockSession } from './lock.ts';
import { signOff } from './sign-off.ts';
import { signOn } from './sign-on.ts';
import { unlockSession } from './unlock.ts';

const on = (over: object = {}) => ({
  employee_no: CHIEF,
  first_of_day: false,
  witness: null,
  credential_until: at('10:00') + 1,
  ...over,
});
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
  });

  test('an old offline credential, leave, a foreign number and a post without counter work are refused', () => {
    const outlet = new Outlet('terminal');
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

describe('session.lock, unlock and sign_off', () => {
  test('a locked session records nothing until it is open again', () => {
    const outlet = new Outlet('terminal');
    outlet.run(lockSession.name, {});
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('NOT_SIGNED_ON');
    outlet.run(unlockSession.name, {});
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))).toBeNull();
  });

  test('sign-off waits for open drafts and leaves the till with its holder, who finds it again', () => {
    const outlet = new Outlet('terminal');
    expect(outlet.refusal(signOff.name, { open_drafts: 1 })?.code).toBe('OPEN_DRAFT');
    outlet.run(signOff.name, { open_drafts: 0 }, { at: at('17:00') });
    expect(outlet.get(tellerSession, TELLER)).toMatchObject({ status: 'closed', off_at: at('17:00') });
    expect(outlet.get(till, '01')).toMatchObject({ status: 'held', holder: TELLER });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000), { maker: MANAGER })?.code).toBe('NOT_SIGNED_ON');
    outlet.run(signOn.name, on({ employee_no: TELLER, credential_until: at('18:00') }), { at: at('17:30') });
    expect(outlet.get(tellerSession, TELLER)).toMatchObject({ status: 'open', till: '01' });
  });

  test('a till handed in lies in the vault without a holder', () => {
    const outlet = new Outlet('terminal');
    outlet.run('till.hand_in', { till: '01', counted_fen: 2_000_000, denominations: [] }, { checker: CHIEF });
    expect(outlet.get(till, '01')).toMatchObject({ status: 'in_vault', holder: null, last_holder: TELLER });
  });
});
