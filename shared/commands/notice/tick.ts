import { keyOf } from '../../tables/define.ts';
import { POSTS } from '../../tables/employee.ts';
import { flag, id, int } from '../../tables/fields.ts';
import { notice, noticeAck, noticeTicks, POINTS_MAX } from '../../tables/notice.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { noticeFor, ownNoticeKey } from '../notice-parts.ts';

/**
 * 勾选 (R50): a person has done a point of an instruction or a checklist, or takes that back before acknowledging the
 * whole. No network is asked. Ticked on two tablets, the first time stands.
 */

const payload = { notice: id(), point: int(0, POINTS_MAX - 1), done: flag() };
type TickInput = Input<typeof payload>;
const key = ({ payload: p, facts }: TickInput): string => ownNoticeKey(p.notice, facts);

function fault(input: TickInput): Refusal<'NOTICE_UNKNOWN' | 'NOTHING_TO_CHANGE'> | null {
  const { payload: p, facts, rows } = input;
  const one = noticeFor(rows, facts, p.notice);
  if (one === null || p.point >= one.points.length) return { code: 'NOTICE_UNKNOWN', detail: {} };
  const ticked = rows.get(noticeTicks, key(input))?.ticks.some((tick) => tick.point === p.point) ?? false;
  return ticked === p.done || rows.get(noticeAck, key(input)) !== null
    ? { code: 'NOTHING_TO_CHANGE', detail: {} }
    : null;
}

export const tickNotice = defineCommand({
  name: 'notice.tick',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: POSTS.filter((post) => post !== 'customer'),
  date: 'any',
  rejections: ['NOTICE_UNKNOWN', 'NOTHING_TO_CHANGE'],
  reads: (input) => [keyOf(notice, input.payload.notice), keyOf(noticeTicks, key(input)), keyOf(noticeAck, key(input))],
  admit: (input) => inOrder([() => fault(input)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    if (rows.get(notice, p.notice) === null || facts.maker === null)
      return { verdict: 'rejected', code: 'NOTICE_UNKNOWN', split: null, changes: [] };
    const book = openBook(rows);
    const before = rows.get(noticeTicks, key(input))?.ticks ?? [];
    const known = before.find((tick) => tick.point === p.point);
    const others = before.filter((tick) => tick.point !== p.point);
    const own = known ?? { point: p.point, at: facts.capturedAt };
    book.put(noticeTicks, key(input), {
      notice: p.notice,
      employee: facts.maker,
      ticks: p.done ? [...others, own].sort((a, b) => a.point - b.point) : others,
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
