import { text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import {
  caseOf,
  caseReads,
  checkOpen,
  checkOwnEntry,
  checkReason,
  closeCase,
  noteStep,
  type CaseCode,
} from '../case-work.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * 知悉: a case that only informs is read and closed, many at a time (domain 4.8). What has money in suspense, belongs
 * to somebody else, is to be reported, or is above the amount one person decides alone is not closed this way.
 */

const payload = { case: text(120), words: text(400) };
type InfoInput = Input<typeof payload>;
type Code = CaseCode | 'ACTION_NOT_ALLOWED' | 'SUSPENSE_OPEN' | 'CASE_ALONE_LIMIT';

const nameOf = ({ payload: p }: InfoInput) => ({ case: p.case, aml: false });

function checkInfo(input: InfoInput): Refusal<Code> | null {
  const { rows, facts } = input;
  const one = caseOf(rows, nameOf(input));
  if (one === null) return null;
  // Large cash informs too, but somebody has to report it: it ends on its own page.
  if (one.severity !== 'info' || one.code === 'LARGE_CASH') return { code: 'ACTION_NOT_ALLOWED', detail: {} };
  if (one.owner !== null && one.owner !== facts.maker) return { code: 'CASE_TAKEN', detail: { owner: one.owner } };
  const entry = one.interaction === null ? null : rows.get(interaction, one.interaction);
  if ((entry?.suspense_fen ?? 0) !== 0) return { code: 'SUSPENSE_OPEN', detail: { fen: entry?.suspense_fen ?? 0 } };
  const stake = Math.max(one.amount_fen, entry?.amount_fen ?? 0);
  const alone = valueOf(rows, 'case.second_person_fen', facts);
  return stake > alone ? { code: 'CASE_ALONE_LIMIT', detail: { limit_fen: alone } } : null;
}

export const closeInfoCase = defineCommand({
  name: 'exception.close_info',
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
    'CASE_OWN_ENTRY',
    'REASON_REQUIRED',
    'ACTION_NOT_ALLOWED',
    'SUSPENSE_OPEN',
    'CASE_ALONE_LIMIT',
  ],
  reads: (input) => [...caseReads(input.rows, nameOf(input)), ...configReads(['case.second_person_fen'])],
  admit: (input) =>
    inOrder<Code>([
      () => checkOpen(input.rows, nameOf(input)),
      () => checkInfo(input),
      () => checkOwnEntry(input.rows, input.facts, nameOf(input)),
      () => checkReason(input.payload.words),
    ]),
  apply: (input) => {
    const book = openBook(input.rows);
    const of = nameOf(input);
    noteStep(book, input.facts, of, { step: 'done', action: 'accept', words: input.payload.words });
    closeCase(book, input.facts, of, 'accept');
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
