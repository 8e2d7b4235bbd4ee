import type { Fen } from '../kernel/money.ts';
import { closingInterest, type ClosingInterest } from '../rules/closing-interest.ts';
import { lastCreditDay } from '../rules/interest.ts';
import { frozenAt, lostAt } from '../rules/loss.ts';
import { accountClosing, accountInterest } from '../tables/account-closing.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { interestRun } from '../tables/interest-run.ts';
import type { interaction } from '../tables/interaction.ts';
import { checkTies, tieReads } from './account-ties.ts';
import type { Book } from './book.ts';
import { moveAccount, moveReads } from './booking.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { isClosed } from './judge.ts';
import { valueOf } from './payout-limits.ts';

/** Closing a demand account (清户): what it pays, what stands in its way, and how it is taken back. */

type Account = RowOf<typeof account>;
export const CLOSE = 'counter.close';

export const closingReads = (rows: Rows, id: string, facts: Pick<Facts, 'businessDate'>): RowKey[] => [
  ...moveReads(id),
  ...tieReads(rows, id),
  keyOf(interestRun, lastCreditDay(facts.businessDate)),
];

/** Interest the closing pays; null when the moves of the account were not followed from its first. */
export function interestNow(rows: Rows, id: string, facts: Pick<Facts, 'businessDate'>): ClosingInterest | null {
  const [row, basis] = [rows.get(account, id), rows.get(accountInterest, id)];
  if (row === null || (basis === null && row.ledger_fen !== 0)) return null;
  if (basis === null) return null;
  const credited = rows.get(interestRun, lastCreditDay(facts.businessDate)) !== null;
  return closingInterest(basis, { on: facts.businessDate, ratePpm: row.rate_ppm, credited });
}

export type ClosingCode =
  | 'ACCOUNT_NOT_FOUND'
  | 'ACCOUNT_STATUS'
  | 'HAS_CARD'
  | 'HAS_AUTOPAY'
  | 'HAS_HOLD'
  | 'HAS_FREEZE'
  | 'INTEREST_UNKNOWN'
  | 'CLOSING_CHANGED';
type Check = Refusal<ClosingCode> | null;

const OPEN_STATES: ReadonlySet<string> = new Set(['active', 'dormant', 'long_suspended']);

function checkState(row: Account, rows: Rows, facts: Facts): Check {
  if (isClosed(row) || row.kind !== 'demand')
    return { code: 'ACCOUNT_STATUS', detail: { status: isClosed(row) ? row.status : row.kind } };
  const lapsed = row.status === 'lost_oral' && !lostAt(row, facts.capturedAt, valueOf(rows, 'lost.oral_days', facts));
  return OPEN_STATES.has(row.status) || lapsed ? null : { code: 'ACCOUNT_STATUS', detail: { status: row.status } };
}

/** What keeps an account from being closed (domain 4.5 B), and money that is not what the page showed. */
export function checkClosing(
  rows: Rows,
  facts: Facts,
  of: { readonly account: string; readonly fen: Fen; readonly interestFen: Fen },
): Check {
  const row = rows.get(account, of.account);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const state = checkState(row, rows, facts) ?? checkTies(rows, of.account);
  if (state !== null) return state;
  if (row.hold_fen !== 0 || row.pending_out_fen !== 0) return { code: 'HAS_HOLD', detail: { why: 'hold' } };
  if (row.offline_block || row.ledger_fen < 0) return { code: 'HAS_HOLD', detail: { why: 'overdraft' } };
  if (row.frozen_fen !== 0 || frozenAt(row, facts.capturedAt)) return { code: 'HAS_FREEZE', detail: {} };
  const interest = interestNow(rows, of.account, facts);
  if (interest === null) return row.ledger_fen === 0 && of.fen === 0 ? null : { code: 'INTEREST_UNKNOWN', detail: {} };
  const interestFen = paidInterest(interest.fen, row);
  const sum = row.ledger_fen + interestFen;
  return of.interestFen === interestFen && of.fen === sum
    ? null
    : { code: 'CLOSING_CHANGED', detail: { sum_fen: sum, interest_fen: interestFen } };
}

/** Interest that is taken back never takes an account below nothing. */
export const paidInterest = (fen: Fen, row: Pick<Account, 'ledger_fen'>): Fen => Math.max(fen, -row.ledger_fen);

/** The interest leg: from the cost of interest to the account. */
export function creditClosing(book: Book, facts: Facts, of: { account: string; fen: Fen }): void {
  moveAccount(book, facts, { account: of.account, fen: of.fen, kind: 'system.interest', channel: 'counter' });
  book.post('EXPENSE-INTEREST', null, of.fen);
}

/** The account is closed and why is noted. Its money must be out. */
export function shut(
  book: Book,
  facts: Facts,
  of: { account: string; interestFen: Fen; reason: RowOf<typeof accountClosing>['reason'] },
): void {
  const row = book.get(account, of.account);
  if (row === null) return;
  const before = row.status === 'dormant' || row.status === 'long_suspended' ? row.status : 'active';
  book.put(accountClosing, facts.rowId, {
    account: of.account,
    business_date: facts.businessDate,
    reason: of.reason,
    interest_fen: of.interestFen,
    status_before: before,
    maker: facts.maker,
  });
  book.put(account, of.account, closed(row, facts));
}

const closed = (row: Account, facts: Facts): Account => ({
  ...row,
  status: 'closed',
  closed_on: facts.businessDate,
  closed_at: facts.capturedAt,
});

type Entry = Pick<RowOf<typeof interaction>, 'kind' | 'account'>;

export const closingKeys = (id: string, row: Entry): RowKey[] =>
  row.kind === CLOSE ? [keyOf(accountClosing, id)] : [];

/** A closing that is taken back: its interest goes back and the account is as before. The cash legs are the mirror's. */
export function reopen(book: Book, facts: Facts, id: string, row: Entry): void {
  const closing = row.kind === CLOSE ? book.get(accountClosing, id) : null;
  const held = row.account === null ? null : book.get(account, row.account);
  if (closing === null || held === null || row.account === null) return;
  book.put(account, row.account, { ...held, status: closing.status_before, closed_on: null, closed_at: null });
  creditClosing(book, facts, { account: row.account, fen: -closing.interest_fen });
}

/** A reversal of the closing `id` is itself taken back: its interest first, for the payout to find it. */
export function creditAgain(book: Book, facts: Facts, id: string): void {
  const closing = book.get(accountClosing, id);
  if (closing !== null) creditClosing(book, facts, { account: closing.account, fen: closing.interest_fen });
}

/** And closed once more. */
export function shutAgain(book: Book, facts: Facts, id: string): void {
  const closing = book.get(accountClosing, id);
  const held = closing === null ? null : book.get(account, closing.account);
  if (closing !== null && held !== null) book.put(account, closing.account, closed(held, facts));
}
