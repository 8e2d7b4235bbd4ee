import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { employee } from '../../tables/employee.ts';
import { digits } from '../../tables/fields.ts';
import { passwordGrant } from '../../tables/password-grant.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * 首次密码: allows a person's one-time password and approval PIN to be drawn once, for somebody who is new or has
 * forgotten theirs. It is a setting: one proposes, another agrees, and neither of them does it for themselves.
 */
export const givePassword = defineCommand({
  name: 'org.give_password',
  version: 1,
  payload: { employee: digits(11) },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['hr', 'it_admin', 'ops_manager'],
  rejections: ['ORIGINAL_UNKNOWN', 'AUTH_SELF'],
  reads: ({ payload: p }) => [keyOf(employee, p.employee), keyOf(passwordGrant, p.employee)],
  admit: ({ payload: p, facts, rows }) => {
    const person = rows.get(employee, p.employee);
    if (person === null || person.status === 'left') return err({ code: 'ORIGINAL_UNKNOWN', detail: {} });
    return p.employee === facts.maker ? err({ code: 'AUTH_SELF', detail: {} }) : ok(null);
  },
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    book.put(passwordGrant, p.employee, { granted_at: facts.capturedAt, drawn_at: null, drawn_by: null });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
