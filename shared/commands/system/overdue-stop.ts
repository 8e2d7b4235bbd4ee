import { DAY_MS, type Instant } from '../../kernel/dates.ts';
import { ok } from '../../kernel/result.ts';
import { stoppedAt } from '../../rules/loss.ts';
import { account } from '../../tables/account.ts';
import { keyOf } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { id, instant } from '../../tables/fields.ts';
import { stopWatch } from '../../tables/freeze-turns.ts';
import { openBook } from '../book.ts';
import { caseId } from '../cases.ts';
import { defineCommand } from '../define.ts';
import { stopSubject } from '../stop-case.ts';
import { posted } from '../posted.ts';

/**
 * A stop of the bank's own that its manager has not confirmed within 24 hours (domain 4.5 B) is a case: the account is
 * stopped on one person's word. It ends when the stop is confirmed or lifted.
 */
export const STOP_CONFIRM_MS = DAY_MS;

export const isOverdue = (stoppedSince: Instant, now: Instant): boolean => now - stoppedSince > STOP_CONFIRM_MS;

export const overdueStop = defineCommand({
  name: 'system.overdue_stop',
  version: 1,
  payload: { account: id(), stopped_at: instant() },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: ({ payload: p }) => [
    keyOf(account, p.account),
    keyOf(stopWatch, p.account),
    keyOf(exceptionCase, caseId(stopSubject(p.account, p.stopped_at), 'STOP_UNCONFIRMED')),
  ],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const watch = rows.get(stopWatch, p.account);
    const row = rows.get(account, p.account);
    const subject = stopSubject(p.account, p.stopped_at);
    const waits = watch !== null && watch.stopped_at === p.stopped_at && watch.confirmed_at === null;
    const inForce = row !== null && row.stop_pay_at === p.stopped_at && stoppedAt(row, facts.capturedAt);
    const known = rows.get(exceptionCase, caseId(subject, 'STOP_UNCONFIRMED')) !== null;
    if (waits && inForce && !known && isOverdue(p.stopped_at, facts.capturedAt))
      book.raise({
        code: 'STOP_UNCONFIRMED',
        subject,
        account: p.account,
        customer: row.customer,
        outletRecord: `stopped_at=${p.stopped_at};maker=${watch.maker ?? '-'};reason=${watch.reason.replaceAll(';', '，')}`,
        centreRecord: 'confirmed_at=-',
      });
    return posted(book);
  },
});
