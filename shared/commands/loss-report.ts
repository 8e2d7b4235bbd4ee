import { DAY_MS } from '../kernel/dates.ts';
import { lostAt } from '../rules/loss.ts';
import { account, accountNumber } from '../tables/account.ts';
import { card } from '../tables/card.ts';
import { customer } from '../tables/customer.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { openPayouts } from '../tables/totals.ts';
import { eventDone, recordEvent } from './account-event.ts';
import { openBook, type Book } from './book.ts';
import type { Applied, Facts, Refusal, Rows } from './define.ts';
import { countyReads } from './county.ts';
import { tellCounty } from './hot-card.ts';
import { isClosed } from './judge.ts';
import { stopPayouts, stopReads } from './payout-stop.ts';
import { configReads, valueOf } from './payout-limits.ts';

/**
 * What an oral and a written loss report have in common: the account it names, the states they set on account and
 * card, and the payments they judge again. A report of what is lost already keeps the earlier time.
 */

export interface LossOf {
  readonly account: string | null;
  readonly account_no: string | null;
  readonly card: string | null;
  readonly medium: string;
}
export interface LossCase {
  readonly payload: LossOf;
  readonly facts: Facts;
  readonly rows: Rows;
}

/** The account a report names: by row id, by number, or by the card that was lost. */
export function lostAccount({ payload: p, rows }: LossCase): string | null {
  if (p.account !== null && rows.get(account, p.account) !== null) return p.account;
  const byNumber = p.account_no === null ? null : (rows.get(accountNumber, p.account_no)?.account ?? null);
  const byCard = p.card === null ? null : (rows.get(card, p.card)?.account ?? null);
  const found = byNumber ?? byCard;
  return found !== null && rows.get(account, found) !== null ? found : null;
}

/** Accounts known so far only by the directory or the card: their rows come next. */
function namedAccounts({ payload: p, rows }: LossCase): RowKey[] {
  const byNumber = p.account_no === null ? null : (rows.get(accountNumber, p.account_no)?.account ?? null);
  const byCard = p.card === null ? null : (rows.get(card, p.card)?.account ?? null);
  return [byNumber, byCard].flatMap((one) => (one === null ? [] : [keyOf(account, one), keyOf(openPayouts, one)]));
}

export function lossReads(of: LossCase): RowKey[] {
  const { payload: p, rows, facts } = of;
  const found = lostAccount(of);
  const row = found === null ? null : rows.get(account, found);
  return [
    ...(p.account === null ? [] : [keyOf(account, p.account), keyOf(openPayouts, p.account)]),
    ...(p.account_no === null ? [] : [keyOf(accountNumber, p.account_no)]),
    ...(p.card === null ? [] : [keyOf(card, p.card)]),
    ...configReads(['lost.oral_days']),
    ...(p.card === null ? [] : countyReads(facts)),
    ...(found === null ? namedAccounts(of) : stopReads(rows, found, facts.capturedAt)),
    ...(row === null ? [] : [keyOf(customer, row.customer)]),
  ];
}

/** Why nothing can be reported lost, or null. */
export function checkLostAccount(of: LossCase): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  const found = lostAccount(of);
  const row = found === null ? null : of.rows.get(account, found);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  return isClosed(row) ? { code: 'ACCOUNT_STATUS', detail: { status: row.status } } : null;
}

type Lost = Pick<RowOf<typeof account>, 'status' | 'lost_at' | 'lost_until'>;

/** The earlier of an existing report still in force and this one. */
const effectiveFrom = (row: Lost | RowOf<typeof card>, facts: Facts, oralDays: number): number =>
  row.lost_at !== null && lostAt(row, facts.capturedAt, oralDays) ? row.lost_at : facts.capturedAt;

const TAKES_REPORT: ReadonlySet<string> = new Set(['issued', 'active', 'pin_locked', 'lost_oral']);

function markCard(book: Book, of: LossCase, to: { status: 'lost_oral' | 'lost_written'; oralDays: number }): void {
  const { payload: p, facts } = of;
  const lost = p.card === null ? null : book.get(card, p.card);
  if (p.card === null || lost === null || !TAKES_REPORT.has(lost.status)) return;
  const from = effectiveFrom(lost, facts, to.oralDays);
  book.put(card, p.card, {
    ...lost,
    lost_at: from,
    lost_until: null,
    lost_at_outlet: facts.branch,
    status: to.status,
  });
  const until = to.status === 'lost_oral' ? from + to.oralDays * DAY_MS : null;
  tellCounty(book, facts, { card: lost, from, until });
}

const refused = (refusal: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'): Applied => ({
  verdict: 'rejected',
  code: refusal,
  split: null,
  changes: [],
});

interface LossAs {
  readonly kind: string;
  readonly status: 'lost_oral' | 'lost_written';
  readonly feeFen?: number;
  /** What else comes with the report, before it is recorded. */
  readonly also?: (book: Book, account: string) => void;
}

/** Books the report. An oral one never weakens a written one. */
export function applyLoss(of: LossCase, as: LossAs): Applied {
  const { payload: p, facts, rows } = of;
  const found = lostAccount(of);
  const row = found === null ? null : rows.get(account, found);
  if (found === null || row === null) return refused('ACCOUNT_NOT_FOUND');
  if (isClosed(row)) return refused('ACCOUNT_STATUS');
  const book = openBook(rows);
  const oralDays = valueOf(rows, 'lost.oral_days', facts);
  const from = effectiveFrom(row, facts, oralDays);
  if (row.status !== 'lost_written') {
    const stopped = { lost_at: from, lost_until: null, lost_at_outlet: facts.branch };
    book.put(account, found, { ...row, ...stopped, status: as.status });
  }
  markCard(book, of, { status: as.status, oralDays });
  const until = as.status === 'lost_oral' ? from + oralDays * DAY_MS : Number.MAX_SAFE_INTEGER;
  const stop = { kind: as.kind, ledger: 'SUS-LOST', code: 'CARD_LOST_ELSEWHERE', from, until } as const;
  if (facts.hub !== null) stopPayouts(book, facts, { account: found, stop });
  as.also?.(book, found);
  recordEvent(book, facts, { kind: as.kind, account: found, card: p.card, summary: p.medium, feeFen: as.feeFen ?? 0 });
  return eventDone(book);
}
