import type { Fen } from '../kernel/money.ts';
import { caseAction, amlCaseAction, type CaseAction } from '../tables/case-action.ts';
import { cashTransfer } from '../tables/cash-transfer.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { amlCase, exceptionCase } from '../tables/exception-case.ts';
import { interaction } from '../tables/interaction.ts';
import type { Book } from './book.ts';
import type { ExceptionCode } from './codes.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { inTransit, TRANSIT, type Transfer } from './transit.ts';

/**
 * What all work on a case shares: finding it, who may do what to it, and the row that says it was done. AML cases and
 * their steps have tables of their own, which no terminal is sent.
 */

export interface CaseName {
  readonly case: string;
  readonly aml: boolean;
}
export type CaseRow = RowOf<typeof exceptionCase>;
export type Step = RowOf<typeof caseAction>;

export const caseTable = (aml: boolean) => (aml ? amlCase : exceptionCase);
export const stepTable = (aml: boolean) => (aml ? amlCaseAction : caseAction);
export const caseOf = (rows: Rows, of: CaseName): CaseRow | null => rows.get(caseTable(of.aml), of.case);

const MONEY_OUT: readonly CaseAction[] = ['recover', 'accept', 'liability', 'write_off'];
const MONEY_IN: readonly CaseAction[] = ['refund', 'refund_cash', 'correct', 'accept'];
const DEVICE: readonly CaseAction[] = ['to_it', 'accept'];
/** Entries that came and are not judged: by whom, or behind what, is for two persons. */
const HELD: readonly CaseAction[] = ['adopt', 'declare_lost', ...DEVICE];
const FLAG: readonly CaseAction[] = ['accept', 'liability'];

/** Outcomes of domain 4.8 that fit each kind of case. */
export const ACTIONS_OF: Readonly<Record<ExceptionCode, readonly CaseAction[]>> = {
  OVERDRAFT: MONEY_OUT,
  DUPLICATE_SUSPECTED: ['reverse_duplicate', 'accept'],
  CARD_LOST_ELSEWHERE: ['recover', 'refund', 'liability', 'write_off', 'accept'],
  LOST_AFTER_PAYMENT: ['accept'],
  ACCOUNT_CLOSED_ELSEWHERE: ['refund', 'refund_cash', ...MONEY_OUT],
  ACCOUNT_FROZEN_ELSEWHERE: ['refund', ...MONEY_OUT],
  LIMIT_EXCEEDED: ['refund', 'refund_cash', ...MONEY_OUT],
  LEASE_EXPIRED: FLAG,
  IDENTITY_MISMATCH: ['correct', 'accept', 'liability'],
  UNKNOWN_ACCOUNT: ['refund', 'refund_cash', 'correct', ...MONEY_OUT],
  CLOCK_ANOMALY: DEVICE,
  SEQ_GAP: ['declare_lost', ...DEVICE],
  CHAIN_BROKEN: HELD,
  SEQ_CONFLICT: HELD,
  TILL_MISMATCH: FLAG,
  REVERSAL_LATE: ['correct', 'refund', 'accept'],
  CARD_USED_AFTER_LOSS: ['recover', 'accept', 'liability'],
  VERSION_CONFLICT: ['correct', 'accept'],
  DUPLICATE_CUSTOMER: ['correct', 'accept'],
  SESSION_OVERLAP: FLAG,
  LARGE_CASH: ['accept', 'to_aml'],
  STRUCTURING_SUSPECTED: ['accept'],
  RAW_UNREADABLE: DEVICE,
  RETURNED_CASH: MONEY_IN,
  UNSIGNED_TAIL: HELD,
  DEVICE_REVOKED_ENTRY: [...HELD, 'liability'],
  TRANSFER_ONE_SIDED: ['correct', 'to_difference', 'liability', 'accept'],
  VOUCHER_GAP: FLAG,
  VOUCHER_DUP: FLAG,
  DAY_CLOSE_LATE: DEVICE,
  CASH_DIFFERENCE: ['refund', 'refund_cash', 'correct', ...MONEY_OUT],
  TRANSFER_REJECTED: ['accept'],
  RESTORE_GAP: ['accept'],
  REBUILD_OPENING: ['accept'],
  VOUCHER_FINDING: ['accept', 'correct', 'liability'],
  BILL_PAID_ELSEWHERE: MONEY_IN,
  STAND_IN_DIFFERS: ['refund', 'refund_cash', 'correct', ...MONEY_OUT],
  LARGE_TRANSFER: ['accept'],
  STOP_UNCONFIRMED: FLAG,
};

/** What an entry, or cash on its way, has in suspense, fen, and where. */
export interface Suspended {
  readonly direction: RowOf<typeof interaction>['direction'];
  readonly suspenseFen: Fen;
  readonly suspenseLedger: string | null;
  /** Cash on its way instead of an entry: `out` was sent and not taken, `in` taken and not sent. */
  readonly inTransit?: boolean;
  /** The other end is the county. */
  readonly withCounty?: boolean;
}

/** The same of cash on its way. */
export function suspendedInTransit(row: Transfer): Suspended {
  const left = inTransit(row);
  return {
    direction: left > 0 ? 'out' : left < 0 ? 'in' : 'none',
    suspenseFen: Math.abs(left),
    suspenseLedger: left === 0 ? null : TRANSIT,
    inTransit: true,
    withCounty: row.kind !== 'till',
  };
}

/**
 * Outcomes that fit this case and the entry it is about. Nobody owes money that came in, and only cash over that nobody
 * misses may become income: a customer's money waits for the customer. Nothing is paid back out of a till that is short.
 */
export function actionsFor(code: ExceptionCode, entry: Suspended | null): readonly CaseAction[] {
  return ACTIONS_OF[code].filter((one) => !unfit(entry).includes(one));
}

function unfit(entry: Suspended | null): readonly CaseAction[] {
  if (entry?.inTransit === true) return unfitInTransit(entry);
  if (entry === null || entry.suspenseFen === 0) return ['refund_cash'];
  if (entry.direction === 'in')
    return entry.suspenseLedger === 'CASH-OVER' ? ['recover', 'liability'] : ['recover', 'liability', 'write_off'];
  return entry.suspenseLedger === 'CASH-SHORT' ? ['refund_cash', 'refund'] : ['refund_cash'];
}

/** Nobody owes cash that is there; only the county's count can be put right here, a till's comes with its journal. */
function unfitInTransit(held: Suspended): readonly CaseAction[] {
  if (held.suspenseFen === 0) return ['correct', 'to_difference', 'liability'];
  const unfitting: CaseAction[] = ['accept'];
  if (held.withCounty !== true) unfitting.push('correct');
  if (held.direction === 'in') unfitting.push('liability');
  return unfitting;
}

/** Outcomes about a device's journal. */
export const ABOUT_JOURNAL: ReadonlySet<CaseAction> = new Set(['declare_lost', 'adopt']);
/** Outcomes that put money of the case somewhere. A second person always agrees to them. */
export const MOVES_MONEY: ReadonlySet<CaseAction> = new Set([
  'refund',
  'refund_cash',
  'write_off',
  'reverse_duplicate',
  ...ABOUT_JOURNAL,
]);
/** Outcomes that move the money when there is some in suspense. */
const MOVES_SUSPENSE: ReadonlySet<CaseAction> = new Set([
  'refund',
  'correct',
  'write_off',
  'liability',
  'to_difference',
]);
export const clearsSuspense = (action: CaseAction, held: Fen): boolean => held !== 0 && MOVES_SUSPENSE.has(action);

export type CaseCode =
  'CASE_UNKNOWN' | 'CASE_CLOSED' | 'CASE_TAKEN' | 'CASE_NOT_YOURS' | 'CASE_OWN_ENTRY' | 'REASON_REQUIRED';
type Check = Refusal<CaseCode> | null;
const refusal = (code: CaseCode, detail: Refusal['detail'] = {}): Refusal<CaseCode> => ({ code, detail });

/** There, and not closed. */
export function checkOpen(rows: Rows, of: CaseName): Check {
  const one = caseOf(rows, of);
  if (one === null) return refusal('CASE_UNKNOWN');
  return one.status === 'closed' ? refusal('CASE_CLOSED') : null;
}

/** Only the one who has claimed it works on it. */
export function checkOwner(rows: Rows, facts: Facts, of: CaseName): Check {
  const owner = caseOf(rows, of)?.owner ?? null;
  return owner !== null && owner === facts.maker ? null : refusal('CASE_NOT_YOURS', { owner: owner ?? '' });
}

/** The cash on its way a case is about. */
export function transferOf(rows: Rows, of: CaseName): { readonly id: string; readonly row: Transfer } | null {
  const one = caseOf(rows, of);
  if (one?.code !== 'TRANSFER_ONE_SIDED' || one.interaction === null) return null;
  const row = rows.get(cashTransfer, one.interaction);
  return row === null ? null : { id: one.interaction, row };
}

/** What a case has in suspense: of its entry, or of cash on its way. null where it is about neither. */
export function suspendedOf(rows: Rows, of: CaseName): Suspended | null {
  const transfer = transferOf(rows, of);
  if (transfer !== null) return suspendedInTransit(transfer.row);
  const subject = caseOf(rows, of)?.interaction ?? null;
  const entry = subject === null ? null : rows.get(interaction, subject);
  return (
    entry && {
      direction: entry.direction,
      suspenseFen: entry.suspense_fen,
      suspenseLedger: entry.suspense_ledger,
    }
  );
}

/** Nobody decides about an entry they made or approved themselves, or about cash they sent or counted. */
export function checkOwnEntry(rows: Rows, facts: Facts, of: CaseName): Check {
  const subject = caseOf(rows, of)?.interaction ?? null;
  const entry = subject === null ? null : rows.get(interaction, subject);
  const transfer = transferOf(rows, of)?.row ?? null;
  const people = [entry?.maker, entry?.checker, transfer?.sent_by, transfer?.answered_by];
  return facts.maker !== null && people.includes(facts.maker) ? refusal('CASE_OWN_ENTRY') : null;
}

export const checkReason = (words: string): Refusal<'REASON_REQUIRED'> | null =>
  words.trim().length >= 2 ? null : { code: 'REASON_REQUIRED', detail: { field: 'words' } };

/** Keys of a case and of the entry, or the cash on its way, it is about. */
export function caseReads(rows: Rows, of: CaseName): RowKey[] {
  const one = caseOf(rows, of);
  const subject = one?.interaction ?? null;
  const own = [keyOf(caseTable(of.aml), of.case)];
  if (subject === null) return own;
  if (one?.code === 'TRANSFER_ONE_SIDED') own.push(keyOf(cashTransfer, subject));
  return [...own, keyOf(interaction, subject)];
}

/** Writes the step this command is. */
export function noteStep(book: Book, facts: Facts, of: CaseName, step: Pick<Step, 'step' | 'words'> & Partial<Step>) {
  book.put(stepTable(of.aml), facts.rowId, {
    case: of.case,
    by: facts.maker,
    at: facts.capturedAt,
    action: null,
    fen: 0,
    to_account: null,
    due_on: null,
    to: null,
    proposal: null,
    open: step.step === 'proposal',
    ...step,
  });
}

export function changeCase(book: Book, of: CaseName, over: Partial<CaseRow>): void {
  const one = caseOf(book, of);
  if (one !== null) book.put(caseTable(of.aml), of.case, { ...one, ...over });
}

/** Ends a case. `resolution` is short: the action and who agreed; the reason stands in its step. */
export function closeCase(book: Book, facts: Facts, of: CaseName, resolution: string): void {
  changeCase(book, of, { status: 'closed', closed_at: facts.capturedAt, resolution });
}
