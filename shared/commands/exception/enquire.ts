import { flag, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { caseOf, caseReads, checkOpen, checkReason, noteStep, type CaseCode } from '../case-work.ts';
import { defineCommand, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * A question to the outlet about a case, and its answer. Both are kept and neither decides anything. An outlet is never
 * asked about a case it must not learn of.
 */

const POSTED = { verdict: 'posted', code: null, split: null } as const;

export const enquireCase = defineCommand({
  name: 'exception.enquire',
  version: 1,
  payload: { case: text(120), aml: flag(), words: text(400) },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['supervision', 'ops_manager', 'it_admin'],
  rejections: ['CASE_HIDDEN', 'CASE_UNKNOWN', 'CASE_CLOSED', 'REASON_REQUIRED'],
  reads: ({ payload, rows }) => caseReads(rows, payload),
  admit: ({ payload, rows }) =>
    inOrder<CaseCode | 'CASE_HIDDEN'>([
      (): Refusal<'CASE_HIDDEN'> | null => (payload.aml ? { code: 'CASE_HIDDEN', detail: {} } : null),
      () => checkOpen(rows, payload),
      () => checkReason(payload.words),
    ]),
  apply: ({ payload, rows, facts }) => {
    const book = openBook(rows);
    noteStep(book, facts, payload, { step: 'enquiry', words: payload.words });
    return { ...POSTED, changes: book.changes() };
  },
});

export const answerCase = defineCommand({
  name: 'exception.answer',
  version: 1,
  payload: { case: text(120), words: text(400) },
  offline: 'Y',
  bases: ['advice', 'request'],
  doors: ['terminal', 'office'],
  roles: ['teller', 'chief_teller', 'outlet_manager'],
  session: 'signed_on',
  date: 'any',
  rejections: ['CASE_UNKNOWN', 'REASON_REQUIRED'],
  reads: ({ payload, rows }) => caseReads(rows, { case: payload.case, aml: false }),
  admit: ({ payload, rows }) => {
    const of = { case: payload.case, aml: false };
    return inOrder<'CASE_UNKNOWN' | 'REASON_REQUIRED'>([
      () => (caseOf(rows, of) === null ? { code: 'CASE_UNKNOWN', detail: {} } : null),
      () => (payload.words.trim().length >= 2 ? null : { code: 'REASON_REQUIRED', detail: { field: 'words' } }),
    ]);
  },
  apply: ({ payload, rows, facts }) => {
    const book = openBook(rows);
    noteStep(book, facts, { case: payload.case, aml: false }, { step: 'answer', words: payload.words });
    return { ...POSTED, changes: book.changes() };
  },
});
