import { clearsSuspense } from '../../../shared/commands/case-work.ts';
import { countOf, type JournalState } from '../../../shared/read-models/office-journal.ts';
import type { CaseDetail } from '../../../shared/read-models/office.ts';
import type { CaseAction } from '../../../shared/tables/case-action.ts';
import type { Lang } from '../state/office-state.svelte.ts';
import { caseWords } from './case-work.ts';
import { journalWords } from './journal.ts';
import { ledgerName } from './names.ts';
import type { Text } from './zh-CN.ts';

/** What an outcome will do to the books, in one sentence, before anybody decides on it. */

type Held = JournalState['held'][number];

function heldSum(lang: Lang, held: readonly Held[]): string {
  const words = journalWords(lang);
  if (held.some((one) => one.fen === null)) return words.sumBlind(held.length);
  const sum = (direction: Held['direction']) =>
    held.filter((one) => one.direction === direction).reduce((fen, one) => fen + (one.fen ?? 0), 0);
  return words.sum(held.length, sum('in'), sum('out'));
}

/** The hole a case is about ends before the first entry held behind it. */
function lostSentence(lang: Lang, journal: JournalState): string {
  const hole = journal.missing[0];
  if (hole === undefined) return journalWords(lang).previewLost(0, 0);
  const next = journal.missing[1]?.from ?? Number.POSITIVE_INFINITY;
  const behind = journal.held.filter((one) => one.reason === 'gap' && one.seq > hole.to && one.seq < next);
  return journalWords(lang).previewLost(countOf([hole]), behind.length);
}

/** Written off is a loss of money paid out; of cash found over it is income. */
const isIncome = (one: CaseDetail, action: CaseAction): boolean =>
  action === 'write_off' && one.suspended?.direction === 'in';

/** Name of an outcome of this case, and what it asks for. */
export const outcomeName = (
  of: { readonly lang: Lang; readonly text: Text },
  one: CaseDetail,
  action: CaseAction,
): readonly [string, string] => {
  const words = caseWords(of.lang);
  if (isIncome(one, action)) return words.income;
  return action === 'correct' && one.suspended?.inTransit === true ? words.correctCount : of.text.actions[action];
};

const suspenseName = (text: Text, one: CaseDetail): string =>
  ledgerName(text, one.suspended?.suspenseLedger ?? '') || text.cases.suspense;

/** `payee`: to whom cash is given back. */
export function previewOf(
  { lang, text }: { readonly lang: Lang; readonly text: Text },
  one: CaseDetail,
  action: CaseAction,
  payee = '',
): string {
  const words = caseWords(lang);
  const held = one.suspended?.suspenseFen ?? 0;
  if (action === 'declare_lost' && one.journal !== null) return lostSentence(lang, one.journal);
  if (action === 'adopt' && one.journal !== null)
    return journalWords(lang).previewAdopt(heldSum(lang, one.journal.held));
  if (action === 'reverse_duplicate') return words.previewDouble(one.interaction?.accountFen ?? 0);
  if (action === 'recover') return words.previewRecover;
  if (action === 'refund_cash') return words.previewRefund(held, payee);
  if (action === 'to_aml' || action === 'to_it') return words.previewHandOver;
  if (action === 'accept' && held !== 0) return words.previewStays(held, suspenseName(text, one));
  if (!clearsSuspense(action, held)) return words.previewNone;
  const transit = one.suspended?.inTransit === true ? words.transit[action as keyof typeof words.transit] : undefined;
  if (transit !== undefined) return transit(held, one.suspended?.direction === 'in');
  const where = isIncome(one, action) ? words.whereIncome : words.where[action as keyof typeof words.where];
  return words.previewClear(held, where ?? '');
}
