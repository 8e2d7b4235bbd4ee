import { defineTable } from './define.ts';
import { code, date, digits, flag, id, instant, int, list, opt, text } from './fields.ts';
import { POSTS } from './employee.ts';

/** Points of an instruction or a checklist at most. */
export const POINTS_MAX = 20;

/**
 * Guidance from above (通知, R50), in the branch of the unit that wrote it: the feed carries it to every terminal below,
 * and each shows what is meant for its outlet and its people. Row id = id of the command that published it.
 */
export const notice = defineTable({
  name: 'notice',
  kind: 121,
  scope: 'reference',
  fields: {
    /** Who wrote it. */
    unit: digits(2, 8),
    title: text(60),
    body: text(2000),
    /** None = every outlet below the unit. */
    outlets: list({ outlet: digits(8) }, 200),
    /** None = everybody who works at an outlet. */
    posts: list({ post: code(...POSTS) }, 20),
    must_ack: flag(),
    /** Last business date on which it is shown. */
    valid_until: date(),
    by: opt(digits(11)),
    at: instant(),
    withdrawn_at: opt(instant()),
    /** null = words to read. 指示 says what to do, 检查单 what to check. */
    form: opt(code('instruction', 'checklist')),
    /** What each person ticks, in order; none of plain words. */
    points: list({ text: text(120) }, POINTS_MAX),
  },
});

/** That a person has read a notice (签收), in the branch of their outlet. Row id by `noticeAckId`: once for each person. */
export const noticeAck = defineTable({
  name: 'notice_ack',
  kind: 122,
  scope: 'outlet',
  fields: { notice: id(), employee: digits(11), business_date: date(), at: instant() },
});

/** The points a person has ticked, in the branch of their outlet. Row id by `noticeAckId`. */
export const noticeTicks = defineTable({
  name: 'notice_ticks',
  kind: 99,
  scope: 'outlet',
  fields: {
    notice: id(),
    employee: digits(11),
    ticks: list({ point: int(0, POINTS_MAX - 1), at: instant() }, POINTS_MAX),
  },
});

export const noticeAckId = (notice_: string, employee: string): string => `${notice_}/${employee}`;
