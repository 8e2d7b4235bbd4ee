import { expect, test } from 'vitest';
import { DAY_MS } from '../../kernel/dates.ts';
import { employee } from '../../tables/employee.ts';
import { passwordGrant } from '../../tables/password-grant.ts';
import { at, MANAGER, Outlet, TELLER } from '../outlet.ts';
import { drawPassword, DRAW_WITHIN_MS } from './draw-password.ts';
import { givePassword } from './give-password.ts';

/** A first password is agreed to by two, drawn once within a week, and never for oneself. */

const HR = '41202600077';
const office = { door: 'office', basis: 'request', maker: HR } as const;
const pin = { pin_salt: new Uint8Array(16).fill(1), pin_hash: new Uint8Array(32).fill(2) };
const draw = { employee: TELLER, ...pin };

test('granted, then drawn once: the PIN’s verifier is in the row of the person, the rest of it stays', () => {
  const outlet = new Outlet('hub');
  const before = outlet.get(employee, TELLER);
  outlet.run(givePassword.name, { employee: TELLER }, { ...office, at: at('10:00') });
  outlet.run(drawPassword.name, draw, { ...office, at: at('11:00') });
  expect(outlet.get(passwordGrant, TELLER)).toEqual({
    granted_at: at('10:00'),
    drawn_at: at('11:00'),
    drawn_by: HR,
  });
  expect(outlet.get(employee, TELLER)).toEqual({ ...before, ...pin });
  expect(outlet.refusal(drawPassword.name, draw, office)?.code).toBe('PASSWORD_DRAWN');
  expect(outlet.run(drawPassword.name, draw, office)).toMatchObject({ verdict: 'rejected', code: 'PASSWORD_DRAWN' });
  outlet.run(givePassword.name, { employee: TELLER }, { ...office, at: at('12:00') });
  expect(outlet.refusal(drawPassword.name, draw, { ...office, at: at('12:01') })).toBeNull();
});

test('not without a grant, not after a week, not for oneself, not for who has left', () => {
  const outlet = new Outlet('hub');
  expect(outlet.refusal(drawPassword.name, draw, office)?.code).toBe('PASSWORD_DRAWN');
  outlet.run(givePassword.name, { employee: TELLER }, { ...office, at: at('10:00') });
  const late = { ...office, at: at('10:00') + DRAW_WITHIN_MS + 1 };
  expect(DRAW_WITHIN_MS).toBe(7 * DAY_MS);
  expect(outlet.refusal(drawPassword.name, draw, late)?.code).toBe('PASSWORD_DRAWN');
  expect(outlet.refusal(drawPassword.name, draw, { ...late, at: late.at - 1 })).toBeNull();
  expect(outlet.refusal(drawPassword.name, draw, { ...office, maker: TELLER })?.code).toBe('AUTH_SELF');
  expect(outlet.refusal(givePassword.name, { employee: MANAGER }, { ...office, maker: MANAGER })?.code).toBe(
    'AUTH_SELF',
  );
  outlet.change(employee, MANAGER, { status: 'left' });
  expect(outlet.refusal(givePassword.name, { employee: MANAGER }, office)?.code).toBe('ORIGINAL_UNKNOWN');
  expect(outlet.refusal(givePassword.name, { employee: '41209999999' }, office)?.code).toBe('ORIGINAL_UNKNOWN');
});
