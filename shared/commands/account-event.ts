import { account } from '../tables/account.ts';
import type { Book } from './book.ts';
import { recordEntry } from './booking.ts';
import type { Applied, Facts } from './define.ts';

/** What happened to an account without money: its record among the customer's interactions, and its verdict. */

export interface AccountEvent {
  readonly kind: string;
  readonly account: string;
  readonly card: string | null;
  readonly voucherNo?: string | null;
  /** Taken in cash. */
  readonly feeFen?: number;
  /** One line that says what it was about. */
  readonly summary: string | null;
}

/** Puts the record of an event. The account row must have been read. */
export function recordEvent(book: Book, facts: Facts, event: AccountEvent): void {
  const entry = {
    kind: event.kind,
    channel: facts.door === 'office' ? 'call' : 'counter',
    direction: 'none',
    fen: 0,
    account: event.account,
    accountNo: null,
    customer: book.get(account, event.account)?.customer ?? null,
    card: event.card,
    till: null,
    voucherNo: event.voucherNo ?? null,
    feeFen: event.feeFen ?? 0,
    status: facts.hub === null ? 'captured' : 'posted',
    summary: event.summary,
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: null, suspenseFen: 0 });
}

/** Posted; the cases it raised are about other entries and leave its own verdict. */
export const eventDone = (book: Book): Applied => ({
  verdict: 'posted',
  code: null,
  split: null,
  changes: book.changes(),
});
