import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { hasIncompatiblePosts } from './set-employee.ts';

const teller = {
  employee_no: '41202600001',
  name: '李静',
  unit: '41272801',
  posts: [{ post: 'teller', from: '2026-01-01', to: null }],
  status: 'active',
  pin_salt: null,
  pin_hash: null,
  id_no_hash: null,
};

test('an employee is written into the branch where they work', () => {
  const hub = new Alone();
  expect(hub.apply('org.set_employee', teller).verdict).toBe('posted');
  expect(hub.row('employee', '41202600001')).toEqual(teller);
});

test('an employee without a post, or of another province, is refused', () => {
  const hub = new Alone();
  expect(refusalOf(hub.admit('org.set_employee', { ...teller, posts: [] }))).toBe('FIELD_REQUIRED');
  expect(refusalOf(hub.admit('org.set_employee', { ...teller, employee_no: '13202600001' }))).toBe('FIELD_FORMAT');
});

test('a system administrator holds no business post on the same day', () => {
  const admin = { post: 'it_admin', from: '2026-01-01', to: '2026-06-30' } as const;
  expect(hasIncompatiblePosts([admin, { post: 'teller', from: '2026-06-30', to: null }])).toBe(true);
  expect(hasIncompatiblePosts([admin, { post: 'teller', from: '2026-07-01', to: null }])).toBe(false);
  expect(
    hasIncompatiblePosts([
      { post: 'teller', from: '2026-01-01', to: null },
      { post: 'chief_teller', from: '2026-01-01', to: null },
    ]),
  ).toBe(false);
});
