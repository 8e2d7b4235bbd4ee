import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { employee, type Post } from '../../tables/employee.ts';
import { defineCommand } from '../define.ts';

/**
 * Writes an employee with posts into the branch of the unit where they work. A system administrator holds no
 * business post (domain 3.2); passwords are not here but in the hub's own directory.
 */

export interface HeldPost {
  readonly post: Post;
  readonly from: string;
  readonly to: string | null;
}

const overlap = (a: HeldPost, b: HeldPost): boolean =>
  (a.to === null || b.from <= a.to) && (b.to === null || a.from <= b.to);

/** true when a system administrator also holds another post on some day. */
export const hasIncompatiblePosts = (posts: readonly HeldPost[]): boolean =>
  posts.some(
    (one) => one.post === 'it_admin' && posts.some((other) => other.post !== 'it_admin' && overlap(one, other)),
  );

export const setEmployee = defineCommand({
  name: 'org.set_employee',
  version: 1,
  payload: employee.fields,
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager', 'it_admin', 'hr'],
  rejections: ['FIELD_FORMAT', 'FIELD_REQUIRED'],
  reads: ({ payload }) => [keyOf(employee, payload.employee_no)],
  admit: ({ payload }) => {
    if (payload.posts.length === 0) return err({ code: 'FIELD_REQUIRED', detail: { field: 'posts' } });
    if (hasIncompatiblePosts(payload.posts)) return err({ code: 'FIELD_FORMAT', detail: { field: 'posts' } });
    if (payload.employee_no.slice(0, 2) !== payload.unit.slice(0, 2))
      return err({ code: 'FIELD_FORMAT', detail: { field: 'employee_no' } });
    return ok(null);
  },
  apply: ({ payload }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: employee.name, id: payload.employee_no, row: payload }],
  }),
});
