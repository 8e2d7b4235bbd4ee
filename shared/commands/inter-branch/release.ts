import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { keyOf, type RowKey } from '../../tables/define.ts';
import { digits, id } from '../../tables/fields.ts';
import { interBranchHold } from '../../tables/inter-branch.ts';
import { openBook, type Book } from '../book.ts';
import { defineCommand, type Rows } from '../define.ts';

/** How money kept for a payout elsewhere comes free again: given up, lapsed, or paid. */

export function holdReads(rows: Rows, deal: string): RowKey[] {
  const held = rows.get(interBranchHold, deal)?.account ?? null;
  return [keyOf(interBranchHold, deal), ...(held === null ? [] : [keyOf(account, held)])];
}

/** Ends a hold and frees its money, if it still stands. */
export function endHold(book: Book, deal: string, as: 'released' | 'lapsed' | 'settled'): void {
  const hold = book.get(interBranchHold, deal);
  if (hold === null) return;
  const row = hold.account === null ? null : book.get(account, hold.account);
  if (hold.status === 'held' && hold.account !== null && row !== null)
    book.put(account, hold.account, { ...row, hold_fen: row.hold_fen - hold.fen });
  if (hold.status === 'held' || as === 'settled') book.put(interBranchHold, deal, { ...hold, status: as });
}

/** Nobody was paid at the serving outlet. It may overtake the request: then that one finds it and keeps nothing. */
export const releaseHold = defineCommand({
  name: 'inter_branch.release',
  version: 1,
  payload: { deal: id(), serving: digits(8) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload, rows }) => holdReads(rows, payload.deal),
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    if (book.get(interBranchHold, p.deal) === null)
      book.put(interBranchHold, p.deal, {
        serving: p.serving,
        account: null,
        card: null,
        fen: 0,
        status: 'released',
        expires_at: null,
      });
    else endHold(book, p.deal, 'released');
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** The hub's own: a hold that has run out. A cash-out advice that comes all the same meets what is there then. */
export const lapseHold = defineCommand({
  name: 'inter_branch.lapse',
  version: 1,
  payload: { deal: id() },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  rejections: [],
  reads: ({ payload, rows }) => holdReads(rows, payload.deal),
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const hold = book.get(interBranchHold, p.deal);
    if (hold?.expires_at !== undefined && hold.expires_at !== null && hold.expires_at <= facts.capturedAt)
      endHold(book, p.deal, 'lapsed');
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
