import { assert } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { dateToDay, DAY_MS, type Instant } from '../kernel/dates.ts';
import type { CaseAction } from '../tables/case-action.ts';
import type { RowOf } from '../tables/define.ts';
import { amlCase } from '../tables/exception-case.ts';
import { interaction } from '../tables/interaction.ts';
import type { Book } from './book.ts';
import { agreeRefund, withdrawRefund } from './cash-refund.ts';
import {
  ABOUT_JOURNAL,
  actionsFor,
  caseOf,
  changeCase,
  clearsSuspense,
  closeCase,
  type CaseName,
  type Suspended,
} from './case-work.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import {
  adjustDouble,
  checkClear,
  checkDouble,
  clearSuspense,
  type MoneyCode,
  type Outcome,
} from './suspense-money.ts';
import { endTransit } from './transit-outcome.ts';

/** What each outcome of a case does to the books and to the case. Checked when proposed and again when agreed to. */

export type OutcomeCode = MoneyCode;
type Entry = RowOf<typeof interaction>;
interface Wanted {
  readonly action: CaseAction;
  readonly toAccount: string | null;
  /** Device of the case. */
  readonly device: string | null;
  /** What the case has in suspense, as `suspendedOf` says. */
  readonly suspended: Suspended | null;
}

/** Paid-out money that nobody gets back is a claim on the person liable, or a loss; cash over without an owner is income. */
const GOES_TO: Partial<Readonly<Record<CaseAction, Outcome>>> = {
  refund: 'account',
  correct: 'account',
  liability: 'receivable_staff',
  write_off: 'loss',
};

export function checkOutcome(rows: Rows, entry: Entry | null, of: Wanted): Result<null, Refusal<OutcomeCode>> {
  if (of.suspended?.inTransit === true) return checkTransit(of.suspended, of.action);
  const held = entry?.suspense_fen ?? 0;
  if (ABOUT_JOURNAL.has(of.action))
    return of.device === null ? err({ code: 'ACTION_NOT_ALLOWED', detail: {} }) : ok(null);
  if (of.action === 'reverse_duplicate') return toResult(checkDouble(entry));
  // Accepted as it is: nothing may be left hanging. What a customer is to pay back stays in suspense until it comes.
  if (of.action === 'accept' && held !== 0) return err({ code: 'SUSPENSE_OPEN', detail: { fen: held } });
  if (['refund', 'refund_cash', 'write_off'].includes(of.action) && held === 0)
    return err({ code: 'SUSPENSE_NONE', detail: {} });
  if (!clearsSuspense(of.action, held)) return ok(null);
  return toResult(checkClear(rows, entry, { outcome: GOES_TO[of.action] ?? 'account', account: of.toAccount }));
}

/** A bag or a till's cash may have come meanwhile: then there is nothing left to decide. */
function checkTransit(held: Suspended, action: CaseAction): Result<null, Refusal<OutcomeCode>> {
  if (actionsFor('TRANSFER_ONE_SIDED', held).includes(action)) return ok(null);
  if (held.suspenseFen === 0) return err({ code: 'SUSPENSE_NONE', detail: {} });
  if (action === 'accept') return err({ code: 'SUSPENSE_OPEN', detail: { fen: held.suspenseFen } });
  return err({ code: 'ACTION_NOT_ALLOWED', detail: {} });
}

const toResult = (fault: Refusal<OutcomeCode> | null) => (fault === null ? ok(null) : err(fault));

/** The last instant of a day in China, UTC ms. */
function endOf(date: string): number {
  const day = dateToDay(date);
  assert(day !== null, `${date} is a date`);
  return (day + 1) * DAY_MS - 8 * 3_600_000 - 1;
}

/** The seq a case about a journal is about: its entry is `device.seq`. */
const seqOf = (entry: string | null): number => Number(entry?.split('.')[1] ?? 0);

/** Does what was decided. `checkOutcome` has passed. */
export function carryOut(
  book: Book,
  facts: Facts,
  of: {
    name: CaseName;
    action: CaseAction;
    toAccount: string | null;
    dueOn: string | null;
    /** When it was proposed: what came later nobody has seen. */
    proposedAt: Instant;
  },
): void {
  const { name, action } = of;
  const one = caseOf(book, name);
  if (one === null) return;
  const entry = one.interaction === null ? null : book.get(interaction, one.interaction);
  if (action === 'refund_cash') return one.interaction === null ? undefined : agreeRefund(book, facts, one.interaction);
  if (action === 'recover') return changeCase(book, name, { due_at: of.dueOn === null ? one.due_at : endOf(of.dueOn) });
  if (action === 'to_it') return changeCase(book, name, { owner: null, status: 'open' });
  if (action === 'to_aml') {
    book.put(amlCase, name.case, { ...one, owner: null, status: 'open' });
    return closeCase(book, facts, name, action);
  }
  if (one.device !== null && action === 'declare_lost')
    book.order({ kind: action, device: one.device, before: seqOf(one.interaction) });
  if (one.device !== null && action === 'adopt')
    book.order({ kind: action, device: one.device, receivedUntil: of.proposedAt });
  endTransit(book, facts, { name, action });
  if (entry !== null && one.interaction !== null) {
    const id = one.interaction;
    withdrawRefund(book, id);
    if (action === 'reverse_duplicate') adjustDouble(book, facts, { id, entry });
    else if (clearsSuspense(action, entry.suspense_fen))
      clearSuspense(book, facts, { id, entry, outcome: GOES_TO[action] ?? 'account', account: of.toAccount });
  }
  changeCase(book, name, { suspense_fen: 0 });
  closeCase(book, facts, name, action);
}
