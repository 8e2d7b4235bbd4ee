import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { freezeTurns } from '../../tables/freeze-turns.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { nextTurn } from '../freezes.ts';
import { stopReads } from '../payout-stop.ts';

/**
 * A freeze of a part of an account ends by itself after its last day (domain 4.5 B): the part is available again. What
 * freezes all of an account says so by its time; its end lets the next in the queue begin, at that very instant. A freeze
 * that was prolonged meanwhile stays.
 */
export const endFreeze = defineCommand({
  name: 'system.end_freeze',
  version: 1,
  payload: { account: id() },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: ({ payload: p, rows, facts }) => [
    ...stopReads(rows, p.account, rows.get(account, p.account)?.frozen_until ?? facts.capturedAt),
    keyOf(freezeTurns, p.account),
  ],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    const end = row?.frozen_until ?? null;
    if (row !== null && end !== null && end <= facts.capturedAt) {
      if (row.frozen_fen > 0) book.put(account, p.account, { ...row, frozen_fen: 0 });
      const waits = (rows.get(freezeTurns, p.account)?.waiting.length ?? 0) > 0;
      if (row.frozen_fen > 0 || waits) nextTurn(book, facts, { account: p.account, from: end });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
