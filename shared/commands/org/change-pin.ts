import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { employee, POSTS } from '../../tables/employee.ts';
import { bytes } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * 修改授权密码: a person signed on at a tablet takes another approval PIN, whose verifier alone comes with the command; the
 * tablet has checked the old one. It is a request: from the verdict on, the new PIN counts at every tablet that is on line.
 */
export const changePin = defineCommand({
  name: 'org.change_pin',
  version: 1,
  payload: { pin_salt: bytes(16), pin_hash: bytes(32) },
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: POSTS.filter((post) => post !== 'customer'),
  date: 'any',
  rejections: ['ORIGINAL_UNKNOWN'],
  reads: ({ facts }) => (facts.maker === null ? [] : [keyOf(employee, facts.maker)]),
  admit: ({ facts, rows }) =>
    facts.maker !== null && rows.get(employee, facts.maker) !== null
      ? ok(null)
      : err({ code: 'ORIGINAL_UNKNOWN', detail: {} }),
  apply: ({ payload: p, facts, rows }) => {
    const person = facts.maker === null ? null : rows.get(employee, facts.maker);
    if (facts.maker === null || person === null)
      return { verdict: 'rejected', code: 'ORIGINAL_UNKNOWN', split: null, changes: [] };
    const book = openBook(rows);
    book.put(employee, facts.maker, { ...person, pin_salt: p.pin_salt, pin_hash: p.pin_hash });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
