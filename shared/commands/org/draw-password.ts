import { DAY_MS } from '../../kernel/dates.ts';
import { keyOf } from '../../tables/define.ts';
import { employee } from '../../tables/employee.ts';
import { bytes, digits } from '../../tables/fields.ts';
import { passwordGrant } from '../../tables/password-grant.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * 领取首次密码: the granted password is drawn, once, within a week. The verifier of the new approval PIN comes with the
 * command, for tablets check it offline; the password is the hub's own and in no command.
 */

export const DRAW_WITHIN_MS = 7 * DAY_MS;

const payload = { employee: digits(11), pin_salt: bytes(16), pin_hash: bytes(32) };

function fault({ payload: p, facts, rows }: Input<typeof payload>): Refusal<'PASSWORD_DRAWN' | 'AUTH_SELF'> | null {
  const grant = rows.get(passwordGrant, p.employee);
  const open = grant !== null && grant.drawn_at === null && facts.capturedAt <= grant.granted_at + DRAW_WITHIN_MS;
  if (!open || rows.get(employee, p.employee) === null) return { code: 'PASSWORD_DRAWN', detail: {} };
  return p.employee === facts.maker ? { code: 'AUTH_SELF', detail: {} } : null;
}

export const drawPassword = defineCommand({
  name: 'org.draw_password',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['hr', 'it_admin'],
  rejections: ['PASSWORD_DRAWN', 'AUTH_SELF'],
  reads: ({ payload: p }) => [keyOf(employee, p.employee), keyOf(passwordGrant, p.employee)],
  admit: (input) => inOrder([() => fault(input)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const [grant, person] = [rows.get(passwordGrant, p.employee), rows.get(employee, p.employee)];
    const found = fault(input);
    if (found !== null || grant === null || person === null)
      return { verdict: 'rejected', code: found?.code ?? 'PASSWORD_DRAWN', split: null, changes: [] };
    const book = openBook(rows);
    book.put(passwordGrant, p.employee, { ...grant, drawn_at: facts.capturedAt, drawn_by: facts.maker });
    book.put(employee, p.employee, { ...person, pin_salt: p.pin_salt, pin_hash: p.pin_hash });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
