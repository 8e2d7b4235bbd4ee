import { stoppedAt } from '../../rules/loss.ts';
import { account } from '../../tables/account.ts';
import { keyOf } from '../../tables/define.ts';
import { id, instant, opt, text } from '../../tables/fields.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Facts, type Refusal, type Rows } from '../define.ts';
import { isClosed } from '../judge.ts';
import { inOrder } from '../money-checks.ts';
import { stopPayouts, stopReads } from '../payout-stop.ts';

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
  reads: ({ payload: p, rows, facts }) => stopReads(rows, p.account, facts.capturedAt),
  admit: ({ payload: p, rows }) => inOrder([() => required(p.reason), () => checkOpen(rows, p.account)]),
  apply: ({ payload: p, rows, facts }) => {
    const fault = checkOpen(rows, p.account);
    const row = rows.get(account, p.account);
    if (fault !== null || row === null) return refused(fault?.code ?? 'ACCOUNT_NOT_FOUND');
    const book = openBook(rows);
    const from = earlierStop(row, facts);
    book.put(account, p.account, { ...row, stop_pay_at: from, stop_pay_until: p.until });
    const until = p.until ?? Number.MAX_SAFE_INTEGER;
    const stop = { kind: KIND, ledger: 'SUS-FRZ', code: 'ACCOUNT_FROZEN_ELSEWHERE', from, until } as const;
    if (facts.hub !== null) stopPayouts(book, facts, { account: p.account, stop });
    recordEvent(book, facts, { kind: KIND, account: p.account, card: null, summary: p.reason });
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
  reads: ({ payload: p }) => [keyOf(account, p.account)],
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
    recordEvent(book, facts, { kind: 'counter.lift_stop', account: p.account, card: null, summary: p.reason });
    return eventDone(book);
  },
});
