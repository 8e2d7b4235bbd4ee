import { isMeantFor, isShown } from '../rules/notice.ts';
import type { RowOf } from '../tables/define.ts';
import { notice, noticeAckId } from '../tables/notice.ts';
import { postsOf } from './checks.ts';
import type { Facts, Rows } from './define.ts';

/** What reading a notice and ticking its points have in common. */

/** The row of a person's acknowledgement of a notice, and of their ticks. */
export const ownNoticeKey = (id: string, facts: Facts): string => noticeAckId(id, facts.maker ?? '');

/** The notice where it is shown on this date and meant for who is signed on, else null. */
export function noticeFor(rows: Rows, facts: Facts, id: string): RowOf<typeof notice> | null {
  const one = rows.get(notice, id);
  const who = { outlet: facts.branch, posts: postsOf(rows, facts.maker, facts.businessDate) };
  return one !== null && isShown(one, facts.businessDate) && isMeantFor(one, who) ? one : null;
}
