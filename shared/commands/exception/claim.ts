import { err, ok } from '../../kernel/result.ts';
import { digits, flag, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import {
  caseOf,
  caseReads,
  changeCase,
  checkOpen,
  checkOwnEntry,
  checkReason,
  noteStep,
  type CaseCode,
} from '../case-work.ts';
import { defineCommand } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/** A case gets an owner: someone takes it, or hands it to somebody else (domain 4.5 I). The office's work only. */

const WORKERS = ['supervision', 'ops_manager', 'it_admin', 'aml'] as const;
const POSTED = { verdict: 'posted', code: null, split: null } as const;

export const claimCase = defineCommand({
  name: 'exception.claim',
  version: 1,
  payload: { case: text(120), aml: flag() },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: WORKERS,
  rejections: ['CASE_UNKNOWN', 'CASE_CLOSED', 'CASE_TAKEN', 'CASE_OWN_ENTRY'],
  reads: ({ payload, rows }) => caseReads(rows, payload),
  admit: ({ payload, rows, facts }) =>
    inOrder<CaseCode>([
      () => checkOpen(rows, payload),
      () => {
        const owner = caseOf(rows, payload)?.owner ?? null;
        return owner === null ? null : { code: 'CASE_TAKEN', detail: { owner } };
      },
      () => checkOwnEntry(rows, facts, payload),
    ]),
  apply: ({ payload, rows, facts }) => {
    const book = openBook(rows);
    changeCase(book, payload, { owner: facts.maker, status: 'claimed' });
    noteStep(book, facts, payload, { step: 'claim', words: '' });
    return { ...POSTED, changes: book.changes() };
  },
});

export const transferCase = defineCommand({
  name: 'exception.transfer',
  version: 1,
  payload: { case: text(120), aml: flag(), to: digits(11), words: text(400) },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: WORKERS,
  rejections: ['CASE_UNKNOWN', 'CASE_CLOSED', 'CASE_TAKEN', 'REASON_REQUIRED'],
  reads: ({ payload, rows }) => caseReads(rows, payload),
  admit: ({ payload, rows }) => {
    const open = inOrder<CaseCode>([() => checkOpen(rows, payload), () => checkReason(payload.words)]);
    if (!open.ok) return open;
    const one = caseOf(rows, payload);
    // A proposal that waits for the second person stays with its proposer.
    return one?.status === 'proposed' ? err({ code: 'CASE_TAKEN', detail: { owner: one.owner ?? '' } }) : ok(null);
  },
  apply: ({ payload, rows, facts }) => {
    const book = openBook(rows);
    changeCase(book, payload, { owner: payload.to, status: 'claimed' });
    noteStep(book, facts, payload, { step: 'transfer', words: payload.words, to: payload.to });
    return { ...POSTED, changes: book.changes() };
  },
});
