import * as v from 'valibot';
import { CASE_ACTIONS, type CaseAction } from '../tables/case-action.ts';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { commandId, rowId, type CommandAnswer } from './office-fields.ts';

/** What the office's case page asks the hub to do, and what it shows of what was done. */

const WORDS = v.pipe(v.string(), v.maxLength(400));
const OF = {
  commandId,
  branch: v.pipe(v.string(), v.regex(/^\d{2,8}$/)),
  case: rowId,
  aml: v.boolean(),
};

export const caseStep = v.variant('step', [
  v.object({ step: v.literal('claim'), ...OF }),
  v.object({ step: v.literal('transfer'), ...OF, to: v.pipe(v.string(), v.regex(/^\d{11}$/)), words: WORDS }),
  v.object({ step: v.literal('enquire'), ...OF, words: WORDS }),
  v.object({ step: v.literal('answer'), ...OF, words: WORDS }),
  v.object({
    step: v.literal('resolve'),
    ...OF,
    action: v.picklist(CASE_ACTIONS),
    words: WORDS,
    /** Account number, 15 digits, where money goes to an account. */
    toAccountNo: v.nullable(v.pipe(v.string(), v.regex(/^\d{15}$/))),
    dueOn: v.nullable(v.pipe(v.string(), v.isoDate())),
    /** Whose cash it is, for `refund_cash`. */
    toName: v.nullish(v.pipe(v.string(), v.maxLength(60)), null),
  }),
  v.object({ step: v.literal('confirm'), ...OF, proposal: rowId, agreed: v.boolean(), words: WORDS }),
]);
export type CaseStep = v.InferOutput<typeof caseStep>;
/** A step without what the page adds to each: whose case, and the id of the command. */
export type WantedStep = CaseStep extends infer S
  ? S extends CaseStep
    ? Omit<S, 'commandId' | 'branch' | 'case' | 'aml'>
    : never
  : never;

/** Cases that only inform, read and closed together with one reason. */
export const closeInfoRequest = v.object({
  words: WORDS,
  cases: v.pipe(v.array(v.object({ commandId, branch: OF.branch, case: rowId })), v.minLength(1), v.maxLength(100)),
});
export type CloseInfoRequest = v.InferOutput<typeof closeInfoRequest>;
export interface CloseInfoAnswer {
  readonly asOf: Instant;
  readonly outcomes: readonly {
    readonly branch: string;
    readonly case: string;
    readonly verdict: string;
    readonly code: string | null;
    /** Figures of the refusal's sentence. */
    readonly detail: Readonly<Record<string, string | number>>;
  }[];
}

export type CaseStepAnswer = CommandAnswer;

/** One thing a person did about a case. */
export interface StepLine {
  readonly id: string;
  readonly step: 'claim' | 'transfer' | 'enquiry' | 'answer' | 'proposal' | 'agreed' | 'refused' | 'done';
  readonly by: string | null;
  readonly byName: string | null;
  readonly at: Instant;
  readonly words: string;
  readonly action: CaseAction | null;
  readonly fen: Fen;
  readonly toAccountTail: string | null;
  readonly dueOn: BusinessDate | null;
  readonly to: string | null;
  readonly toName: string | null;
  /** A proposal that waits for the second person. */
  readonly open: boolean;
}
/** Someone of the reader's own unit who may take a case over. */
export interface Worker {
  readonly employeeNo: string;
  readonly name: string;
}
