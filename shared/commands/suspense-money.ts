import { available } from '../rules/available.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { interaction } from '../tables/interaction.ts';
import { openPayouts } from '../tables/totals.ts';
import type { Fen } from '../kernel/money.ts';
import type { Book } from './book.ts';
import { moveAccount, moveReads, recordEntry } from './booking.ts';
import type { Facts, Refusal, Rows } from './define.ts';

/**
 * Money of an entry that two persons put where it belongs afterwards: what lies in suspense to an account, a
 * receivable or a loss, and what was posted twice back. No cash moves. Every set of legs sums to zero.
 */

type Entry = RowOf<typeof interaction>;
/** Where suspended money goes. */
export type Outcome = 'account' | 'receivable_customer' | 'receivable_staff' | 'loss';

export type MoneyCode =
  | 'SUSPENSE_NONE'
  | 'SUSPENSE_OPEN'
  | 'ACTION_NOT_ALLOWED'
  | 'ACCOUNT_NOT_FOUND'
  | 'ACCOUNT_STATUS'
  | 'INSUFFICIENT_FUNDS'
  | 'NOT_REVERSIBLE';
type Check = Refusal<MoneyCode> | null;

const LEDGER: Readonly<Record<Exclude<Outcome, 'account'>, string>> = {
  receivable_customer: 'RECEIVABLE-CUSTOMER',
  receivable_staff: 'RECEIVABLE-STAFF',
  loss: 'EXPENSE-LOSS',
};

/** A loss of money that was paid out is a cost; cash over that nobody misses is income. */
const ledgerOf = (outcome: Exclude<Outcome, 'account'>, direction: Entry['direction']): string =>
  outcome === 'loss' && direction === 'in' ? 'INCOME-OTHER' : LEDGER[outcome];
/** Money that came in is a customer's, so it is written off only where it was found over in a till. */
const mayLeave = (entry: Entry, outcome: Exclude<Outcome, 'account'>): boolean =>
  entry.direction !== 'in' || (outcome === 'loss' && entry.suspense_ledger === 'CASH-OVER');

/** Keys of the accounts whose money a case may move. */
export function moneyReads(rows: Rows, entryId: string | null, toAccount: string | null): RowKey[] {
  const own = entryId === null ? null : (rows.get(interaction, entryId)?.account ?? null);
  return [own, toAccount].flatMap((id) => (id === null ? [] : [...moveReads(id), keyOf(openPayouts, id)]));
}

/** Suspended money of an entry can go there. Paid-out money is taken from an account only as far as it has some. */
export function checkClear(rows: Rows, entry: Entry | null, to: { outcome: Outcome; account: string | null }): Check {
  if (entry === null || entry.suspense_fen === 0) return { code: 'SUSPENSE_NONE', detail: {} };
  if (to.outcome !== 'account') return mayLeave(entry, to.outcome) ? null : { code: 'ACTION_NOT_ALLOWED', detail: {} };
  const held = to.account === null ? null : rows.get(account, to.account);
  if (held === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  if (['closed', 'cancelled', 'pending'].includes(held.status))
    return { code: 'ACCOUNT_STATUS', detail: { status: held.status } };
  if (entry.direction !== 'in' && available(held) < entry.suspense_fen)
    return { code: 'INSUFFICIENT_FUNDS', detail: { available_fen: available(held) } };
  return null;
}

/** The account's overdraft is settled: it is blocked no longer when no other one is open. */
export function liftBlock(book: Book, entryId: string, entry: Entry): void {
  if (entry.account === null) return;
  const payouts = (book.get(openPayouts, entry.account)?.payouts ?? []).map((one) =>
    one.interaction === entryId ? { ...one, overdraft: false } : one,
  );
  if (payouts.length > 0) book.put(openPayouts, entry.account, { payouts });
  const held = book.get(account, entry.account);
  if (held !== null && held.offline_block && !payouts.some((one) => one.overdraft))
    book.put(account, entry.account, { ...held, offline_block: false });
}

/** Empties the suspense of an entry. `checkClear` has passed. Answers what moved, fen. */
export function clearSuspense(
  book: Book,
  facts: Facts,
  of: { id: string; entry: Entry; outcome: Outcome; account: string | null },
): Fen {
  const { id, entry, outcome } = of;
  const sign = entry.direction === 'in' ? 1 : -1;
  const fen = entry.suspense_fen;
  if (entry.suspense_ledger !== null) book.post(entry.suspense_ledger, null, sign * fen);
  if (outcome === 'account' && of.account !== null)
    moveAccount(book, facts, { account: of.account, fen: sign * fen, kind: 'suspense.clear', channel: entry.channel });
  else if (outcome !== 'account') book.post(ledgerOf(outcome, entry.direction), null, -sign * fen);
  const ownAccount = outcome === 'account' && (entry.account === null || entry.account === of.account);
  book.put(interaction, id, {
    ...entry,
    ...(ownAccount ? { account: of.account, account_fen: entry.account_fen + fen } : {}),
    suspense_ledger: null,
    suspense_fen: 0,
    status: outcome === 'account' ? (ownAccount ? 'posted' : 'refunded') : 'written_off',
  });
  if (entry.suspense_ledger === 'SUS-OD') liftBlock(book, id, entry);
  return fen;
}

/** A double that can be taken back: wholly on an account, not reversed before. */
export function checkDouble(entry: Entry | null): Check {
  if (entry === null || entry.direction === 'none' || entry.account === null)
    return { code: 'ACTION_NOT_ALLOWED', detail: {} };
  if (entry.suspense_fen !== 0) return { code: 'SUSPENSE_OPEN', detail: { fen: entry.suspense_fen } };
  const open = entry.reversed_by === null && ['posted', 'posted_with_exception'].includes(entry.status);
  return open && entry.account_fen > 0 ? null : { code: 'NOT_REVERSIBLE', detail: { status: entry.status } };
}

/**
 * recon.adjust: an entry recorded twice of which the cash moved once. The till was found short (a deposit) or over (a
 * payout) by it when it was counted, so the other leg is that difference. What a deposit's account no longer has is
 * claimed from the customer.
 */
export function adjustDouble(book: Book, facts: Facts, of: { id: string; entry: Entry }): Fen {
  const { id, entry } = of;
  if (entry.account === null) return 0;
  const held = book.get(account, entry.account);
  const fen = entry.account_fen;
  const isIn = entry.direction === 'in';
  const back = isIn ? Math.min(fen, Math.max(0, held === null ? 0 : available(held))) : fen;
  moveAccount(book, facts, {
    account: entry.account,
    fen: isIn ? -back : back,
    kind: 'recon.adjust',
    channel: entry.channel,
  });
  if (isIn) book.post('RECEIVABLE-CUSTOMER', null, fen - back);
  book.post(isIn ? 'CASH-SHORT' : 'CASH-OVER', null, isIn ? -fen : fen);
  book.put(interaction, id, { ...entry, status: 'reversed', reversed_by: facts.rowId });
  recordEntry(
    book,
    facts,
    {
      kind: 'recon.adjust',
      channel: 'system',
      direction: 'none',
      fen,
      account: entry.account,
      accountNo: null,
      customer: entry.customer,
      card: null,
      till: null,
      voucherNo: null,
      status: 'posted',
      reverses: id,
      counts: false,
    },
    { accountFen: back, suspenseLedger: null, suspenseFen: 0 },
  );
  return fen;
}
