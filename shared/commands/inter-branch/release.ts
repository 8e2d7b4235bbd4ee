import { ok } from '../../kernel/result.ts';
import { digits, id } from '../../tables/fields.ts';
import { interBranchHold } from '../../tables/inter-branch.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { askedReads, endHold, endTransfer, holdReads } from '../inter-branch-deals.ts';

/** How money kept for a payout elsewhere comes free again: given up, lapsed, or paid. */

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
  reads: ({ payload, rows }) => [...holdReads(rows, payload.deal), ...askedReads(rows, payload.deal)],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const hold = book.get(interBranchHold, p.deal);
    if (hold?.expires_at !== undefined && hold.expires_at !== null && hold.expires_at <= facts.capturedAt) {
      endHold(book, p.deal, 'lapsed');
      // A transfer begun here whose payee's outlet has not answered in time.
      endTransfer(book, p.deal, { refusal: 'REQUEST_EXPIRED', holder: null });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
