import { DAY_MS, HOUR_MS, dateToDay, type BusinessDate, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { frozenAt } from '../rules/loss.ts';
import { account } from '../tables/account.ts';
import type { RowOf } from '../tables/define.ts';
import { freezePast } from '../tables/freeze-past.ts';
import { freezeTurns } from '../tables/freeze-turns.ts';
import type { Book } from './book.ts';
import type { Facts, Rows } from './define.ts';
import { stopPayouts } from './payout-stop.ts';

/**
 * One freeze of an authority is in force on an account at a time; those that come after it wait their turn in the order
 * they came (轮候, domain 3.5) and begin at the very instant the one before ends, without a gap.
 */

type Account = RowOf<typeof account>;
type Turns = RowOf<typeof freezeTurns>;
export type Waiting = Turns['waiting'][number];

export const NO_TURNS: Turns = { authority: null, document_no: null, waiting: [] };
export const turnsOf = (rows: Rows, id: string): Turns => rows.get(freezeTurns, id) ?? NO_TURNS;

/** The first instant after a day in China. */
export const endOfDay = (on: BusinessDate): Instant => ((dateToDay(on) ?? 0) + 1) * DAY_MS - 8 * HOUR_MS;

export const isFrozen = (row: Account, at: Instant): boolean =>
  row.frozen_fen > 0 || frozenAt({ ...row, stop_pay_at: null }, at);

export interface Order {
  readonly fen: Fen | null;
  readonly until: BusinessDate;
}

/** Puts an order in force from an instant on. All of the account: what was paid since is judged again. */
export function beginFreeze(book: Book, facts: Facts, of: { account: string; order: Order; from: Instant }): void {
  const row = book.get(account, of.account);
  if (row === null) return;
  const until = endOfDay(of.order.until);
  keepPast(book, facts, { account: of.account, row, from: of.from, part: of.order.fen !== null });
  if (of.order.fen !== null) {
    book.put(account, of.account, { ...row, frozen_at: null, frozen_fen: of.order.fen, frozen_until: until });
    return;
  }
  // Without a gap after another freeze of all of it, it is one stretch of time.
  const since = row.frozen_at !== null && row.frozen_until === of.from ? row.frozen_at : of.from;
  book.put(account, of.account, { ...row, frozen_fen: 0, frozen_at: since, frozen_until: until });
  const stop = { kind: 'counter.freeze', ledger: 'SUS-FRZ', code: 'ACCOUNT_FROZEN_ELSEWHERE' } as const;
  stopPayouts(book, facts, { account: of.account, stop: { ...stop, from: of.from, until, since: of.from } });
}

/**
 * The account's row tells of one stretch of a freeze of all of it. Where another order takes its place, the stretch is
 * kept: a payment of that time that arrives later still meets it.
 */
function keepPast(
  book: Book,
  facts: Facts,
  of: { readonly account: string; readonly row: Account; readonly from: Instant; readonly part: boolean },
): void {
  const { frozen_at: from, frozen_until: end } = of.row;
  if (facts.hub === null || from === null || (!of.part && end === of.from)) return;
  const until = Math.min(end ?? of.from, of.from);
  const before = book.get(freezePast, of.account)?.frozen ?? [];
  if (until > from) book.put(freezePast, of.account, { frozen: [...before, { from, until }].slice(-20) });
}

/** All of the account was frozen then, by what its row says or by an order that another one has taken the place of. */
export function wasFrozen(rows: Rows, id: string, at: Instant): boolean {
  const row = rows.get(account, id);
  if (row !== null && frozenAt(row, at)) return true;
  return (rows.get(freezePast, id)?.frozen ?? []).some((one) => at >= one.from && at < one.until);
}

/** The next order whose days are not over begins at `from`; without one the account is free. */
export function nextTurn(book: Book, facts: Facts, of: { account: string; from: Instant }): void {
  const turns = turnsOf(book, of.account);
  if (turns.authority === null && turns.waiting.length === 0) return;
  const open = turns.waiting.filter((one) => endOfDay(one.until) > of.from);
  const [next, ...rest] = open;
  const holder = { authority: next?.authority ?? null, document_no: next?.document_no ?? null };
  book.put(freezeTurns, of.account, { ...holder, waiting: rest });
  if (next !== undefined) beginFreeze(book, facts, { account: of.account, order: next, from: of.from });
}
