import type { Instant } from '../kernel/dates.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { stopWatch } from '../tables/freeze-turns.ts';
import type { Book } from './book.ts';
import { caseId, endCase } from './cases.ts';
import type { Facts, Rows } from './define.ts';

/** The case of a stop that nobody confirmed in time: one for each stop, whatever it is told by. */

export const stopSubject = (account: string, stoppedSince: Instant): string => `${account}/stop${stoppedSince}`;

const keyOfStop = (account: string, since: Instant): string => caseId(stopSubject(account, since), 'STOP_UNCONFIRMED');

/** Keys to end the case of a stop that is confirmed or lifted. */
export function stopCaseReads(rows: Rows, account: string): RowKey[] {
  const watch = rows.get(stopWatch, account);
  return [
    keyOf(stopWatch, account),
    ...(watch === null ? [] : [keyOf(exceptionCase, keyOfStop(account, watch.stopped_at))]),
  ];
}

export function endStopCase(book: Book, facts: Facts, account: string, resolution: string): void {
  const watch = book.get(stopWatch, account);
  const key = watch === null ? null : keyOfStop(account, watch.stopped_at);
  if (facts.hub !== null && key !== null) endCase(book, facts, key, `${resolution} ${facts.rowId}`);
}
