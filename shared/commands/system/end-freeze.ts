import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * A freeze of a part of an account ends by itself after its last day (domain 4.5 B): the part is available again. What
 * freezes all of an account says so by its time and needs no end. A freeze that was prolonged meanwhile stays.
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
  reads: ({ payload: p }) => [keyOf(account, p.account)],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    const isOver = row !== null && row.frozen_until !== null && row.frozen_until <= facts.capturedAt;
    if (isOver && row.frozen_fen > 0) book.put(account, p.account, { ...row, frozen_fen: 0 });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
