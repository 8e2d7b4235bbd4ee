import { keyOf } from '../../tables/define.ts';
import { POSTS } from '../../tables/employee.ts';
import { id } from '../../tables/fields.ts';
import { notice, noticeAck, noticeTicks } from '../../tables/notice.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { noticeFor, ownNoticeKey } from '../notice-parts.ts';

/**
 * 通知签收 (domain 4.5 I, R50): the person signed on says they have read a notice, and done what it has of points; no
 * network is asked. Read on two tablets, the first time stands. What was read while the centre withdrew it was read all the same.
 */

const payload = { notice: id() };
type AckInput = Input<typeof payload>;
const ackKey = ({ payload: p, facts }: AckInput): string => ownNoticeKey(p.notice, facts);

function fault(input: AckInput): Refusal<'NOTICE_UNKNOWN' | 'NOTHING_TO_CHANGE' | 'POINTS_OPEN'> | null {
  const { payload: p, facts, rows } = input;
  const one = noticeFor(rows, facts, p.notice);
  if (one === null) return { code: 'NOTICE_UNKNOWN', detail: {} };
  if (rows.get(noticeAck, ackKey(input)) !== null) return { code: 'NOTHING_TO_CHANGE', detail: {} };
  const left = one.points.length - (rows.get(noticeTicks, ackKey(input))?.ticks.length ?? 0);
  return left > 0 ? { code: 'POINTS_OPEN', detail: { count: left } } : null;
}

export const acknowledgeNotice = defineCommand({
  name: 'notice.ack',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: POSTS.filter((post) => post !== 'customer'),
  date: 'any',
  rejections: ['NOTICE_UNKNOWN', 'NOTHING_TO_CHANGE', 'POINTS_OPEN'],
  reads: (input) => [
    keyOf(notice, input.payload.notice),
    keyOf(noticeAck, ackKey(input)),
    keyOf(noticeTicks, ackKey(input)),
  ],
  admit: (input) => inOrder([() => fault(input)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    if (rows.get(notice, p.notice) === null || facts.maker === null)
      return { verdict: 'rejected', code: 'NOTICE_UNKNOWN', split: null, changes: [] };
    const book = openBook(rows);
    if (rows.get(noticeAck, ackKey(input)) === null)
      book.put(noticeAck, ackKey(input), {
        notice: p.notice,
        employee: facts.maker,
        business_date: facts.businessDate,
        at: facts.capturedAt,
      });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
