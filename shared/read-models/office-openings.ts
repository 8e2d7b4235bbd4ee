import * as v from 'valibot';
import type { Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { RowOf } from '../tables/define.ts';
import type { openingApproval } from '../tables/opening-approval.ts';
import { commandId } from './office-fields.ts';
import type { OfficeUnit } from './office.ts';

/** Opening balances of outlets of a hub that has lost everything: what tablets vouch for, and the two persons' word. */

const of = {
  commandId,
  branch: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  /** What the person saw: of a tablet that has sent more since, or another proposal, nothing is decided. */
  pagesHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  words: v.pipe(v.string(), v.maxLength(400)),
};
export const openingStep = v.variant('step', [
  v.object({ ...of, step: v.literal('propose') }),
  v.object({ ...of, step: v.literal('confirm'), agreed: v.boolean() }),
]);
export type OpeningStep = v.InferOutput<typeof openingStep>;

/** The hash that stands for nothing vouched for: the outlet is opened with no balances. */
export const NO_PAGES = '0'.repeat(64);

/** What waits of one tablet's journal. */
export interface WaitingJournal {
  readonly deviceNo: string;
  readonly count: number;
  readonly inFen: Fen | null;
  readonly outFen: Fen | null;
  /** Entries that were never signed, forked or stand behind a gap: they wait for people afterwards, too. */
  readonly others: number;
  readonly lastSeenAt: Instant | null;
}
export interface CopyLine {
  readonly device: string;
  readonly deviceNo: string;
  readonly pagesHash: string;
  readonly version: number;
  readonly dataAt: Instant | null;
  readonly isWhole: boolean;
  /** The newest whole one. */
  readonly isProposed: boolean;
  readonly accounts: number;
  /** null without the right to money. */
  readonly totalFen: Fen | null;
  /** Accounts that differ from the proposed one. */
  readonly apart: number;
}
export interface ApartLine {
  readonly accountTail: string;
  readonly name: string | null;
  readonly deviceNo: string;
  readonly fen: Fen | null;
  /** In the proposed rows; null = it is not among them. */
  readonly proposedFen: Fen | null;
}
type Approval = RowOf<typeof openingApproval>;
export interface OpeningDecision {
  readonly status: Approval['status'];
  readonly pagesHash: string;
  readonly accounts: number;
  readonly totalFen: Fen | null;
  readonly by: string | null;
  readonly byName: string | null;
  readonly at: Instant;
  readonly words: string;
  readonly checker: string | null;
}
/** An opening that was agreed to and broke off: the hub tries it again by itself. */
export interface OpeningFailure {
  readonly tries: number;
  readonly failedAt: Instant;
  readonly nextAt: Instant;
}
/** What the books hold of it. */
export interface OpeningFacts {
  readonly outlet: OfficeUnit;
  readonly copies: readonly CopyLine[];
  readonly waiting: readonly WaitingJournal[];
  /** At most 200 of them. */
  readonly apart: readonly ApartLine[];
  readonly decision: OpeningDecision | null;
}
export interface OpeningLine extends OpeningFacts {
  /** null = it has not broken off since the hub was started. */
  readonly failure: OpeningFailure | null;
}
export interface OpeningsAnswer {
  readonly asOf: Instant;
  /** Outlets that wait, by code. */
  readonly outlets: readonly OpeningLine[];
}
