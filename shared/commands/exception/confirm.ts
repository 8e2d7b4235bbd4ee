import { isAtLeast, LEVELS, writeOffLevel } from '../../rules/case-authority.ts';
import { keyOf } from '../../tables/define.ts';
import { code, flag, id, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import {
  ABOUT_JOURNAL,
  caseOf,
  caseReads,
  changeCase,
  checkOpen,
  checkOwnEntry,
  checkReason,
  noteStep,
  stepTable,
  suspendedOf,
  type CaseCode,
  type Step,
} from '../case-work.ts';
import { carryOut, checkOutcome, type OutcomeCode } from '../case-outcome.ts';
import { refundOf, withdrawRefund } from '../cash-refund.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { moneyReads } from '../suspense-money.ts';
import { transitReads } from '../transit-outcome.ts';

/**
 * The second person agrees to a proposed outcome, or sends it back. The proposer cannot; a loss above ¥1,000 is for the
 * city to agree to, above ¥10,000 for the province (domain 4.8).
 */

const payload = {
  case: text(120),
  aml: flag(),
  /** The step that proposed it: what this person was shown. */
  proposal: id(),
  agreed: flag(),
  words: text(400),
  /** Level of the second person's unit, told by the hub's door. */
  level: code(...LEVELS),
};
type ConfirmInput = Input<typeof payload>;
type Codes = CaseCode | OutcomeCode | 'PROPOSAL_UNKNOWN' | 'AUTH_SELF' | 'AUTH_LEVEL';

const proposalOf = ({ payload: p, rows }: ConfirmInput): Step | null => {
  const step = rows.get(stepTable(p.aml), p.proposal);
  return step !== null && step.case === p.case && step.open ? step : null;
};

function entryOf({ payload: p, rows }: ConfirmInput) {
  const subject = caseOf(rows, p)?.interaction ?? null;
  return subject === null ? null : rows.get(interaction, subject);
}

function checkPerson(input: ConfirmInput): Refusal<Codes> | null {
  const { payload: p, facts, rows } = input;
  const step = proposalOf(input);
  if (step === null) return { code: 'PROPOSAL_UNKNOWN', detail: {} };
  if (step.by === facts.maker) return { code: 'AUTH_SELF', detail: {} };
  if (!p.agreed) return checkReason(p.words);
  // An outlet never decides about its own journal.
  if (step.action !== null && ABOUT_JOURNAL.has(step.action) && !isAtLeast(p.level, 'county'))
    return { code: 'AUTH_LEVEL', detail: { level: 'county' } };
  if (step.action !== 'write_off') return null;
  const needed = writeOffLevel(step.fen, {
    cityFen: valueOf(rows, 'case.write_off.city_fen', facts),
    provinceFen: valueOf(rows, 'case.write_off.province_fen', facts),
  });
  return isAtLeast(p.level, needed) ? null : { code: 'AUTH_LEVEL', detail: { level: needed } };
}

/** What was proposed may have become impossible since: the proposal is then sent back, not carried out. */
function checkStill(input: ConfirmInput): Refusal<Codes> | null {
  const step = proposalOf(input);
  if (step === null || step.action === null || !input.payload.agreed) return null;
  const still = checkOutcome(input.rows, entryOf(input), {
    action: step.action,
    toAccount: step.to_account,
    device: caseOf(input.rows, input.payload)?.device ?? null,
    suspended: suspendedOf(input.rows, input.payload),
  });
  return still.ok ? null : still.error;
}

export const confirmCase = defineCommand({
  name: 'exception.confirm',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['supervision', 'ops_manager', 'aml'],
  rejections: [
    'CASE_UNKNOWN',
    'CASE_CLOSED',
    'CASE_TAKEN',
    'CASE_NOT_YOURS',
    'CASE_OWN_ENTRY',
    'PROPOSAL_UNKNOWN',
    'AUTH_SELF',
    'AUTH_LEVEL',
    'REASON_REQUIRED',
    'ACTION_NOT_ALLOWED',
    'SUSPENSE_NONE',
    'SUSPENSE_OPEN',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'INSUFFICIENT_FUNDS',
    'NOT_REVERSIBLE',
  ],
  reads: (input) => {
    const { payload: p, rows, facts } = input;
    return [
      keyOf(stepTable(p.aml), p.proposal),
      ...caseReads(rows, p),
      ...transitReads(rows, facts, p),
      ...refundOf(rows, p),
      ...moneyReads(rows, caseOf(rows, p)?.interaction ?? null, proposalOf(input)?.to_account ?? null),
      ...configReads(['case.write_off.city_fen', 'case.write_off.province_fen']),
    ];
  },
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder<Codes>([
      () => checkOpen(rows, p),
      () => checkOwnEntry(rows, facts, p),
      () => checkPerson(input),
      () => checkStill(input),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const step = proposalOf(input);
    if (step !== null) {
      book.put(stepTable(p.aml), p.proposal, { ...step, open: false });
      const { action, fen } = step;
      noteStep(book, facts, p, {
        step: p.agreed ? 'agreed' : 'refused',
        words: p.words,
        proposal: p.proposal,
        action,
        fen,
      });
      changeCase(book, p, { status: 'claimed' });
      const subject = caseOf(rows, p)?.interaction ?? null;
      if (!p.agreed && action === 'refund_cash' && subject !== null) withdrawRefund(book, subject);
      if (p.agreed && action !== null)
        carryOut(book, facts, { name: p, action, toAccount: step.to_account, dueOn: step.due_on, proposedAt: step.at });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
