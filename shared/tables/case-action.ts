import { defineTable } from './define.ts';
import { code, date, digits, fen, flag, id, instant, opt, text } from './fields.ts';

/** What people did about a case, one row per step, never changed afterwards. Row id = command that did it. */

export const CASE_ACTIONS = [
  'accept',
  'recover',
  'refund',
  'reverse_duplicate',
  'correct',
  'write_off',
  'liability',
  'to_aml',
  'to_it',
  'declare_lost',
  'adopt',
  'refund_cash',
  'to_difference',
] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];

const FIELDS = {
  case: text(120),
  step: code('claim', 'transfer', 'enquiry', 'answer', 'proposal', 'agreed', 'refused', 'done'),
  by: opt(digits(11)),
  at: instant(),
  /** Question, answer or reason in the person's words. */
  words: text(400),
  action: opt(code(...CASE_ACTIONS)),
  fen: fen(),
  /** Where money goes: an account of this branch. */
  to_account: opt(id()),
  /** Until when the customer is to pay. */
  due_on: opt(date()),
  /** Who has the case from now on. */
  to: opt(digits(11)),
  /** The proposal that was agreed to or refused. */
  proposal: opt(id()),
  /** A proposal nobody has decided on. */
  open: flag(),
};

export const caseAction = defineTable({ name: 'case_action', kind: 72, scope: 'outlet', fields: FIELDS });

/** The same for cases an outlet must not learn of. */
export const amlCaseAction = defineTable({ name: 'aml_case_action', kind: 73, fields: FIELDS });
