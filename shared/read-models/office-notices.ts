import * as v from 'valibot';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import { POSTS, type Post } from '../tables/employee.ts';
import { POINTS_MAX } from '../tables/notice.ts';
import type { OfficeUnit } from './office.ts';
import { commandId, rowId, unitCode, type PersonName } from './office-fields.ts';

/** Notices of a unit for its outlets (R50): what was written, whom it is for, who has read it and who has not. */

export interface NoticeLine {
  /** Unit that wrote it; with `id` the notice's name. */
  readonly unit: OfficeUnit;
  readonly id: string;
  readonly title: string;
  readonly mustAck: boolean;
  readonly validUntil: BusinessDate;
  readonly at: Instant;
  readonly by: PersonName | null;
  readonly withdrawnAt: Instant | null;
  /** Of the people in the reader's area it is meant for: how many there are, and how many have read it. */
  readonly people: number;
  readonly read: number;
  readonly mayWithdraw: boolean;
  /** null = words to read. */
  readonly form: 'instruction' | 'checklist' | null;
}
export interface NoticesAnswer {
  readonly asOf: Instant;
  readonly businessDate: BusinessDate;
  readonly mayPublish: boolean;
  /** Outlets the reader may write to. */
  readonly outlets: readonly OfficeUnit[];
  /** Shown ones first, then the newest. */
  readonly notices: readonly NoticeLine[];
}

export const noticeKey = v.object({ branch: unitCode, id: rowId });
export type NoticeKey = v.InferOutput<typeof noticeKey>;

export interface NoticeReader {
  readonly employeeNo: string;
  readonly name: string;
  readonly outlet: OfficeUnit;
  readonly posts: readonly Post[];
  /** null = not read yet. */
  readonly readAt: Instant | null;
  /** How many of the points are ticked. */
  readonly ticked: number;
}
export interface NoticeDetail extends NoticeLine {
  readonly asOf: Instant;
  readonly body: string;
  readonly points: readonly string[];
  /** Empty = every outlet. */
  readonly outlets: readonly OfficeUnit[];
  /** Empty = everybody. */
  readonly posts: readonly Post[];
  /** Who has not read it first, by outlet. */
  readonly readers: readonly NoticeReader[];
}

export const noticeStep = v.variant('step', [
  v.object({
    step: v.literal('publish'),
    commandId,
    title: v.pipe(v.string(), v.maxLength(60)),
    body: v.pipe(v.string(), v.maxLength(2000)),
    outlets: v.pipe(v.array(v.pipe(v.string(), v.regex(/^\d{8}$/))), v.maxLength(200)),
    posts: v.pipe(v.array(v.picklist(POSTS)), v.maxLength(POSTS.length)),
    mustAck: v.boolean(),
    validUntil: v.pipe(v.string(), v.isoDate()),
    form: v.nullish(v.picklist(['instruction', 'checklist']), null),
    points: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(120))), v.maxLength(POINTS_MAX)), []),
  }),
  v.object({ step: v.literal('withdraw'), commandId, branch: unitCode, id: rowId }),
]);
export type NoticeStep = v.InferOutput<typeof noticeStep>;
