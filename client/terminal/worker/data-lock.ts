import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import { isDataLocked } from '../../../shared/rules/retention.ts';
import { configValue } from '../../../shared/rules/limits.ts';
import { config } from '../../../shared/tables/config.ts';
import type { CustomerCard, DataLock } from './api.ts';
import type { Terminal } from './terminal.ts';

/**
 * A tablet that has not been level with the centre for `offline.capture_max_days` keeps its customers' data locked
 * (domain 5): nobody browses them, and no balance or history is shown. A person who is there and gives their whole
 * number is still found, so that a loss can be reported.
 */
const KEY = 'offline.capture_max_days';

export async function dataLock(terminal: Terminal): Promise<DataLock | null> {
  const { dataAt } = terminal.engine.status();
  const { at } = terminal.engine.now();
  const days = configValue(await terminal.rows.get(config, KEY), KEY, shanghaiDate(at));
  return dataAt !== null && isDataLocked(dataAt, at, days) ? { since: dataAt, days } : null;
}

/** A whole account, customer or identity number: what somebody at the counter can give and nobody guesses. */
export const isWholeNumber = (query: string): boolean => /^(\d{15}|\d{17}[\dXx])$/.test(query.trim());

/** What may be seen of a customer while the data are locked: who it is, to take a loss report. */
export const lockedCard = (card: CustomerCard, lock: DataLock): CustomerCard => ({
  ...card,
  locked: lock,
  accounts: card.accounts.map((one) => ({
    ...one,
    ledgerFen: 0,
    availableFen: 0,
    offlineAvailableFen: 0,
    offlinePayableFen: 0,
    pendingOutFen: 0,
    pendingInFen: 0,
    frozenFen: 0,
    book: null,
  })),
  timeline: [],
});
