import type { Instant } from '../kernel/dates.ts';
import { available } from '../rules/available.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { interaction } from '../tables/interaction.ts';
import { openPayouts } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { moveAccount, moveReads } from './booking.ts';
import { caseId, endCase } from './cases.ts';
import { isToOther, takeTransferFee } from './transfer-fee.ts';
import type { CaseDraft, Facts, Rows } from './define.ts';

/**
 * A loss report, freeze or stop judges again what was paid at or after its corrected time and is still open, so both
 * orders of arrival end in the same books (X2). The account gets its money back; the bank is at risk until a person
 * decides. A loss takes what a freeze has set aside, never the other way round (domain 11.6). Of a transfer to somebody
 * else the payee keeps the money, which was theirs in good faith; between own accounts it comes back.
 */

type Interaction = RowOf<typeof interaction>;
type Payout = RowOf<typeof openPayouts>['payouts'][number];

export interface Stop {
  /** Kind of the entry that stops: stands on the statement line. */
  readonly kind: string;
  readonly ledger: 'SUS-LOST' | 'SUS-FRZ';
  readonly code: 'CARD_LOST_ELSEWHERE' | 'ACCOUNT_FROZEN_ELSEWHERE';
  /** First instant that is stopped, and the first that is not any more. */
  readonly from: Instant;
  readonly until: Instant;
  /** Payments since this instant are looked at again; left out = since the command's own. */
  readonly since?: Instant;
}

/** Suspense a stop may take over, with the case that holds it. */
const TAKES: Readonly<Record<Stop['ledger'], readonly (readonly [string, CaseDraft['code']])[]>> = {
  'SUS-LOST': [
    ['SUS-OD', 'OVERDRAFT'],
    ['SUS-FRZ', 'ACCOUNT_FROZEN_ELSEWHERE'],
  ],
  'SUS-FRZ': [['SUS-OD', 'OVERDRAFT']],
};

const concerns = (one: Payout, from: Instant): boolean => one.at >= from || one.received_at > from;

/** Keys of what a stop of this account from `from` on may touch. */
export function stopReads(rows: Rows, found: string, from: Instant): RowKey[] {
  const keys: RowKey[] = [...moveReads(found), keyOf(openPayouts, found)];
  for (const one of rows.get(openPayouts, found)?.payouts ?? []) {
    if (!concerns(one, from)) continue;
    keys.push(keyOf(interaction, one.interaction));
    const to = rows.get(interaction, one.interaction)?.to_account ?? null;
    if (to !== null) keys.push(...moveReads(to));
    for (const [, code] of TAKES['SUS-LOST']) keys.push(keyOf(exceptionCase, caseId(one.interaction, code)));
  }
  return keys;
}

/** Suspense of the entry that this stop takes over, its open case closed. Fen. */
function takeOver(book: Book, facts: Facts, of: { id: string; row: Interaction; stop: Stop }): number {
  const { id, row, stop } = of;
  const source = TAKES[stop.ledger].find(([ledger]) => ledger === row.suspense_ledger);
  const held = source === undefined ? null : book.get(exceptionCase, caseId(id, source[1]));
  if (source === undefined || held === null || held.status === 'closed') return 0;
  book.post(source[0], null, -row.suspense_fen);
  endCase(
    book,
    facts,
    caseId(id, source[1]),
    `${stop.ledger === 'SUS-LOST' ? 'loss report' : 'freeze'} ${facts.rowId}`,
  );
  return row.suspense_fen;
}

/**
 * A transfer between own accounts that should not have left: what the other account still has comes back, as if it had
 * met the stop when it arrived. What was spent of it stays spent; it was the same person's.
 */
function takeBack(
  book: Book,
  facts: Facts,
  of: { id: string; row: Interaction; account: string; to: string; stop: Stop },
): boolean {
  const { id, row, stop, to } = of;
  if (row.reversed_by !== null || row.account_fen === 0 || !['posted', 'posted_with_exception'].includes(row.status))
    return false;
  const receiver = book.get(account, to);
  const back = Math.min(row.account_fen, Math.max(0, receiver === null ? 0 : available(receiver)));
  const legs = { kind: stop.kind, channel: row.channel } as const;
  moveAccount(book, facts, { ...legs, account: to, fen: -back });
  moveAccount(book, facts, { ...legs, account: of.account, fen: back });
  const left = row.account_fen - back;
  book.put(interaction, id, {
    ...row,
    account_fen: left,
    status: left === 0 ? 'rejected' : 'posted_with_exception',
    rejection: 'ACCOUNT_STATUS',
  });
  book.raise({
    code: 'TRANSFER_REJECTED',
    subject: id,
    amountFen: row.amount_fen,
    account: of.account,
    customer: row.customer,
    outletRecord: `offline=${row.offline ? 1 : 0};to=${to}`,
    centreRecord: `why=ACCOUNT_STATUS;returned_fen=${back}`,
  });
  return true;
}

function setAside(
  book: Book,
  facts: Facts,
  of: { id: string; row: Interaction; account: string; stop: Stop },
): boolean {
  const { id, row, stop } = of;
  const toOther = isToOther(row.kind);
  if (row.to_account !== null && !toOther) return takeBack(book, facts, { ...of, to: row.to_account });
  if (row.reversed_by !== null || row.suspense_ledger === stop.ledger || row.status === 'reversed') return false;
  const moved = row.account_fen + takeOver(book, facts, of);
  if (moved === 0) return false;
  moveAccount(book, facts, { account: of.account, fen: row.account_fen, kind: stop.kind, channel: row.channel });
  if (toOther && row.account_fen > 0)
    takeTransferFee(book, facts, { kind: stop.kind, from: of.account, feeFen: -row.fee_fen });
  book.post(stop.ledger, null, moved);
  book.put(interaction, id, {
    ...row,
    account_fen: 0,
    suspense_ledger: stop.ledger,
    suspense_fen: moved,
    status: 'suspense',
  });
  book.raise({
    code: stop.code,
    subject: id,
    amountFen: row.amount_fen,
    account: of.account,
    customer: row.customer,
    suspenseLedger: stop.ledger,
    suspenseFen: moved,
    centreRecord: `${stop.ledger === 'SUS-LOST' ? 'lost_at' : 'frozen_at'}=${stop.from};captured_at=${row.captured_at}`,
  });
  return true;
}

const isInformed = (row: Interaction): boolean => row.offline && row.reversed_by === null && row.to_account === null;

/** A payment before the loss, told of it: posted as usual. */
function inform(book: Book, of: { id: string; row: Interaction; account: string; from: Instant }): void {
  book.raise({
    code: 'LOST_AFTER_PAYMENT',
    subject: of.id,
    amountFen: of.row.amount_fen,
    account: of.account,
    customer: of.row.customer,
    centreRecord: `lost_at=${of.from}`,
  });
}

/** On the hub: judges again what is still open on the account, by corrected capture times. */
export function stopPayouts(book: Book, facts: Facts, of: { account: string; stop: Stop }): void {
  const { stop } = of;
  const list = book.get(openPayouts, of.account)?.payouts ?? [];
  const moved = new Set<string>();
  for (const one of list) {
    const row = concerns(one, stop.since ?? facts.capturedAt) ? book.get(interaction, one.interaction) : null;
    if (row === null) continue;
    if (one.at >= stop.from && one.at < stop.until) {
      if (setAside(book, facts, { id: one.interaction, row, account: of.account, stop })) moved.add(one.interaction);
    } else if (stop.ledger === 'SUS-LOST' && one.at < stop.from && isInformed(row))
      inform(book, { id: one.interaction, row, account: of.account, from: stop.from });
  }
  if (moved.size === 0) return;
  // What a freeze has set aside a later loss report may still take over: it stays in the list, not as an overdraft.
  const rest =
    stop.ledger === 'SUS-LOST'
      ? list.filter((one) => !moved.has(one.interaction))
      : list.map((one) => (moved.has(one.interaction) ? { ...one, overdraft: false } : one));
  book.put(openPayouts, of.account, { payouts: rest });
  const held = book.get(account, of.account);
  if (held !== null && held.offline_block && !rest.some((one) => one.overdraft))
    book.put(account, of.account, { ...held, offline_block: false });
}

const STOP_CODES = ['CARD_LOST_ELSEWHERE', 'ACCOUNT_FROZEN_ELSEWHERE'] as const;

/** Keys of the cases a stop has raised about an entry. */
export const stopCaseReads = (id: string): RowKey[] => STOP_CODES.map((code) => keyOf(exceptionCase, caseId(id, code)));

/** The money is back by itself: nothing is left to decide. */
export function endStopCases(book: Book, facts: Facts, id: string, by: string): void {
  for (const code of STOP_CODES) endCase(book, facts, caseId(id, code), `reversed by ${by}`);
}
