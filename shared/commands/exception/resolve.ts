import { err, ok, type Result } from '../../kernel/result.ts';
import { CASE_ACTIONS } from '../../tables/case-action.ts';
import { code, date, flag, id, opt, recordFromCbor, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import {
  ACTIONS_OF,
  actionsFor,
  caseOf,
  caseReads,
  changeCase,
  checkOpen,
  checkOwner,
  checkOwnEntry,
  checkReason,
  clearsSuspense,
  MOVES_MONEY,
  noteStep,
  suspendedOf,
  type CaseCode,
} from '../case-work.ts';
import { carryOut, checkOutcome, type OutcomeCode } from '../case-outcome.ts';
import type { ExceptionCode } from '../codes.ts';
import { proposeRefund, refundOf } from '../cash-refund.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { moneyReads } from '../suspense-money.ts';
import { transitReads } from '../transit-outcome.ts';

/**
 * The owner says how a case ends (domain 4.8). What moves money, and anything above ¥5,000, is a proposal that a
 * second person agrees to; the rest takes effect at once.
 */

const payload = {
  case: text(120),
  aml: flag(),
  action: code(...CASE_ACTIONS),
  words: text(400),
  /** For refund and correct: the account the money goes to. */
  to_account: opt(id()),
  /** For recover: when the customer is to have paid. */
  due_on: opt(date()),
  /** For refund_cash: whose money it is, as on the identity paper. */
  to_name: opt(text(60)),
};
type ResolveInput = Input<typeof payload>;
type Codes = CaseCode | OutcomeCode | 'CASE_PROPOSED' | 'FIELD_REQUIRED';

const subjectOf = ({ payload: p, rows }: ResolveInput) => {
  const subject = caseOf(rows, p)?.interaction ?? null;
  return { subject, entry: subject === null ? null : rows.get(interaction, subject) };
};

function checkAction(input: ResolveInput): Refusal<Codes> | null {
  const { payload: p, rows, facts } = input;
  const one = caseOf(rows, p);
  if (one === null) return null;
  if (one.status === 'proposed') return { code: 'CASE_PROPOSED', detail: {} };
  const { entry } = subjectOf(input);
  const suspended = suspendedOf(rows, p);
  const code = one.code as ExceptionCode;
  // Of cash on its way `checkOutcome` says why an outcome does not fit.
  const fitting = suspended?.inTransit === true ? ACTIONS_OF[code] : actionsFor(code, suspended);
  if (!fitting.includes(p.action)) return { code: 'ACTION_NOT_ALLOWED', detail: {} };
  if (p.action === 'recover' && (p.due_on === null || p.due_on < facts.businessDate))
    return { code: 'FIELD_REQUIRED', detail: { field: 'due_on' } };
  if (p.action === 'refund_cash' && (p.to_name ?? '').trim() === '')
    return { code: 'FIELD_REQUIRED', detail: { field: 'to_name' } };
  const outcome = checkOutcome(rows, entry, {
    action: p.action,
    toAccount: p.to_account,
    device: one.device,
    suspended,
  });
  return outcome.ok ? null : outcome.error;
}

/** Fen at stake: what is in suspense, or the whole entry where nothing is. */
function stakeOf(input: ResolveInput): number {
  const held = suspendedOf(input.rows, input.payload)?.suspenseFen ?? 0;
  return held === 0 ? (subjectOf(input).entry?.amount_fen ?? 0) : held;
}

function needsSecond(input: ResolveInput): boolean {
  const { action } = input.payload;
  const held = suspendedOf(input.rows, input.payload)?.suspenseFen ?? 0;
  if (action === 'recover' || action === 'to_it' || action === 'to_aml') return false;
  if (MOVES_MONEY.has(action) || clearsSuspense(action, held)) return true;
  return stakeOf(input) > valueOf(input.rows, 'case.second_person_fen', input.facts);
}

export const resolveCase = defineCommand({
  name: 'exception.resolve',
  version: 2,
  payload,
  upgrade: { 1: (old) => (Array.isArray(old) ? recordFromCbor(payload, [...old, null]) : undefined) },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['supervision', 'ops_manager', 'it_admin', 'aml'],
  rejections: [
    'CASE_UNKNOWN',
    'CASE_CLOSED',
    'CASE_TAKEN',
    'CASE_NOT_YOURS',
    'CASE_OWN_ENTRY',
    'CASE_PROPOSED',
    'REASON_REQUIRED',
    'FIELD_REQUIRED',
    'ACTION_NOT_ALLOWED',
    'SUSPENSE_NONE',
    'SUSPENSE_OPEN',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'INSUFFICIENT_FUNDS',
    'NOT_REVERSIBLE',
  ],
  reads: ({ payload: p, rows, facts }) => [
    ...caseReads(rows, p),
    ...transitReads(rows, facts, p),
    ...refundOf(rows, p),
    ...moneyReads(rows, caseOf(rows, p)?.interaction ?? null, p.to_account),
    ...configReads(['case.second_person_fen']),
  ],
  admit: (input): Result<null, Refusal<Codes>> => {
    const { payload: p, rows, facts } = input;
    const known = inOrder<Codes>([
      () => checkOpen(rows, p),
      () => checkOwner(rows, facts, p),
      () => checkOwnEntry(rows, facts, p),
      () => checkReason(p.words),
      () => checkAction(input),
    ]);
    return known.ok ? ok(null) : err(known.error);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const parts = { action: p.action, words: p.words, fen: stakeOf(input), to_account: p.to_account, due_on: p.due_on };
    if (needsSecond(input)) {
      changeCase(book, p, { status: 'proposed' });
      const { subject, entry } = subjectOf(input);
      if (p.action === 'refund_cash' && subject !== null && entry !== null)
        proposeRefund(book, { case: p.case, entryId: subject, entry, payeeName: p.to_name?.trim() ?? '' });
      noteStep(book, facts, p, { step: 'proposal', ...parts });
    } else {
      noteStep(book, facts, p, { step: 'done', ...parts });
      carryOut(book, facts, {
        name: p,
        action: p.action,
        toAccount: p.to_account,
        dueOn: p.due_on,
        proposedAt: facts.capturedAt,
      });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
