import type { Instant } from '../../kernel/dates.ts';
import { stoppedAt } from '../../rules/loss.ts';
import { account } from '../../tables/account.ts';
import { keyOf } from '../../tables/define.ts';
import { id, instant, opt, text } from '../../tables/fields.ts';
import { stopWatch } from '../../tables/freeze-turns.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook, type Book } from '../book.ts';
import { dual, postsOf } from '../checks.ts';
import { defineCommand, type Applied, type Facts, type Refusal, type Rows } from '../define.ts';
import { isClosed } from '../judge.ts';
import { inOrder } from '../money-checks.ts';
import { stopPayouts, stopReads } from '../payout-stop.ts';
import { endStopCase, stopCaseReads } from '../stop-case.ts';

/**
 * The bank's own stop of a suspicious account, and its lifting (domain 4.5 B, 11.19): a layer beside the status, in
 * force from its capture time on. It overtakes the queue and judges again what was paid (`payout-stop.ts`).
 */

const KIND = 'counter.stop_pay';

function checkOpen(rows: Rows, found: string): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  const row = rows.get(account, found);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  return isClosed(row) ? { code: 'ACCOUNT_STATUS', detail: { status: row.status } } : null;
}

const refused = (code: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'): Applied => ({
  verdict: 'rejected',
  code,
  split: null,
  changes: [],
});

const required = (value: string): Refusal<'REASON_REQUIRED'> | null =>
  value.trim() === '' ? { code: 'REASON_REQUIRED', detail: {} } : null;

export const stopPay = defineCommand({
  name: KIND,
  version: 1,
  payload: {
    account: id(),
    reason: text(60),
    /** Lapses by itself at this instant; null = until it is lifted. */
    until: opt(instant()),
  },
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['chief_teller', 'outlet_manager', 'supervision'],
  priority: true,
  rejections: ['REASON_REQUIRED', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_STATUS'],
  reads: ({ payload: p, rows, facts }) => [
    ...stopReads(rows, p.account, facts.capturedAt),
    keyOf(stopWatch, p.account),
  ],
  admit: ({ payload: p, rows }) => inOrder([() => required(p.reason), () => checkOpen(rows, p.account)]),
  apply: ({ payload: p, rows, facts }) => {
    const fault = checkOpen(rows, p.account);
    const row = rows.get(account, p.account);
    if (fault !== null || row === null) return refused(fault?.code ?? 'ACCOUNT_NOT_FOUND');
    const book = openBook(rows);
    const from = earlierStop(row, facts);
    book.put(account, p.account, { ...row, stop_pay_at: from, stop_pay_until: p.until });
    watch(book, { facts, account: p.account, from, reason: p.reason });
    const until = p.until ?? Number.MAX_SAFE_INTEGER;
    const stop = { kind: KIND, ledger: 'SUS-FRZ', code: 'ACCOUNT_FROZEN_ELSEWHERE', from, until } as const;
    if (facts.hub !== null) stopPayouts(book, facts, { account: p.account, stop });
    recordEvent(book, facts, { kind: KIND, account: p.account, card: null, summary: p.reason });
    return eventDone(book);
  },
});

/** A manager's own stop needs nobody else; a second report of what is confirmed changes nothing of that. */
function watch(book: Book, of: { facts: Facts; account: string; from: Instant; reason: string }): void {
  const { facts, from } = of;
  const before = book.get(stopWatch, of.account);
  if (before !== null && before.stopped_at === from && before.confirmed_at !== null) return;
  const byManager = postsOf(book, facts.maker, facts.businessDate).includes('outlet_manager');
  book.put(stopWatch, of.account, {
    stopped_at: from,
    reason: of.reason,
    maker: facts.maker,
    confirmed_by: byManager ? facts.maker : null,
    confirmed_at: byManager ? facts.capturedAt : null,
  });
}

/** 止付确认 (domain 4.5 B: the manager within 24 hours): an advice, for it says what the manager has looked at. */
export const confirmStop = defineCommand({
  name: 'counter.confirm_stop',
  version: 1,
  payload: { account: id(), stopped_at: instant() },
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['outlet_manager'],
  rejections: ['ACCOUNT_NOT_FOUND', 'NOTHING_TO_CHANGE', 'AUTH_SELF'],
  reads: ({ payload: p, rows }) => [keyOf(account, p.account), ...stopCaseReads(rows, p.account)],
  admit: ({ payload: p, rows, facts }) =>
    inOrder<'ACCOUNT_NOT_FOUND' | 'NOTHING_TO_CHANGE' | 'AUTH_SELF'>([
      () => (rows.get(account, p.account) === null ? { code: 'ACCOUNT_NOT_FOUND', detail: {} } : null),
      () => {
        const known = rows.get(stopWatch, p.account);
        const open = known !== null && known.stopped_at === p.stopped_at && known.confirmed_at === null;
        if (!open) return { code: 'NOTHING_TO_CHANGE', detail: {} };
        return known.maker === facts.maker ? { code: 'AUTH_SELF', detail: {} } : null;
      },
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const known = rows.get(stopWatch, p.account);
    if (rows.get(account, p.account) === null)
      return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: [] };
    if (known !== null && known.stopped_at === p.stopped_at && known.confirmed_at === null)
      book.put(stopWatch, p.account, { ...known, confirmed_by: facts.maker, confirmed_at: facts.capturedAt });
    if (known?.stopped_at === p.stopped_at) endStopCase(book, facts, p.account, 'confirmed by');
    recordEvent(book, facts, {
      kind: 'counter.confirm_stop',
      account: p.account,
      card: null,
      summary: known?.reason ?? '',
    });
    return eventDone(book);
  },
});

/** The earlier of a stop still in force and this one: two reports end the same in both orders of arrival. */
function earlierStop(row: Parameters<typeof stoppedAt>[0], facts: Facts): number {
  const inForce = row.stop_pay_at !== null && stoppedAt(row, facts.capturedAt);
  return inForce && row.stop_pay_at !== null ? row.stop_pay_at : facts.capturedAt;
}

export const liftStop = defineCommand({
  name: 'counter.lift_stop',
  version: 1,
  payload: { account: id(), reason: text(60) },
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['chief_teller', 'outlet_manager', 'supervision'],
  rejections: ['REASON_REQUIRED', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_STATUS', 'NOTHING_TO_CHANGE'],
  reads: ({ payload: p, rows }) => [keyOf(account, p.account), ...stopCaseReads(rows, p.account)],
  checker: (input) => dual('outlet_manager', input),
  admit: ({ payload: p, rows, facts }) =>
    inOrder([
      () => required(p.reason),
      () => checkOpen(rows, p.account),
      () => {
        const row = rows.get(account, p.account);
        return row !== null && stoppedAt(row, facts.capturedAt)
          ? null
          : { code: 'NOTHING_TO_CHANGE' as const, detail: {} };
      },
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    if (facts.hub !== null && row !== null) book.put(account, p.account, { ...row, stop_pay_until: facts.capturedAt });
    endStopCase(book, facts, p.account, 'lifted by');
    recordEvent(book, facts, { kind: 'counter.lift_stop', account: p.account, card: null, summary: p.reason });
    return eventDone(book);
  },
});
