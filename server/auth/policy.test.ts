import { expect, test } from 'vitest';
import type { Post } from '../../shared/tables/employee.ts';
import { mayAct, postsInForce, type Action } from './policy.ts';

const person = (unit: string, ...posts: Post[]) => ({ unit, posts });

test.each<[string, Post, Action, boolean]>([
  ['a county reconciler reads the cases of the county', 'supervision', 'cases.read', true],
  ['a business manager hands out enrolment codes', 'ops_manager', 'devices.enrol', true],
  ['a system administrator sees devices', 'it_admin', 'devices.read', true],
  ['a system administrator sees no customers', 'it_admin', 'customers.read', false],
  ['a system administrator sees no interactions', 'it_admin', 'interactions.read', false],
  ['a system administrator reports no loss', 'it_admin', 'loss.report', false],
  ['an analyst sees figures', 'analyst', 'figures.read', true],
  ['an analyst sees no customers', 'analyst', 'customers.read', false],
  ['only the AML post sees AML cases: not supervision', 'supervision', 'aml.read', false],
  ['only the AML post sees AML cases: not the auditor', 'auditor', 'aml.read', false],
  ['the AML post sees AML cases', 'aml', 'aml.read', true],
  ['an auditor reads but reports no loss', 'auditor', 'loss.report', false],
  ['a call-centre agent reports a loss', 'agent', 'loss.report', true],
  ['a teller hands out no enrolment codes', 'teller', 'devices.enrol', false],
])('%s', (_title, post, action, allowed) => {
  expect(mayAct(person('412728', post), action, '41272801')).toBe(allowed);
});

test('nobody acts outside the own subtree', () => {
  expect(mayAct(person('412728', 'supervision'), 'cases.read', '41272901')).toBe(false);
  expect(mayAct(person('41272801', 'chief_teller'), 'cases.read', '41272802')).toBe(false);
  expect(mayAct(person('41272801', 'chief_teller'), 'cases.read', '412728')).toBe(false);
});

test('a post counts from its first to its last day', () => {
  const posts = [{ post: 'teller' as const, from: '2026-11-01', to: '2026-11-24' }];
  expect(postsInForce(posts, '2026-11-24')).toEqual(['teller']);
  expect(postsInForce(posts, '2026-11-25')).toEqual([]);
  expect(postsInForce(posts, '2026-10-31')).toEqual([]);
});
