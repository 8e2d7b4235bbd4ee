import { POSTS } from '../../tables/employee.ts';
import { keyOf } from '../../tables/define.ts';
import { id, int } from '../../tables/fields.ts';
import { slipReprint } from '../../tables/slip-reprint.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * Reprint (补打) of a slip: a second paper of one entry could be shown for a second payment, so each is an entry of its
 * own, before the printer runs. It needs no network, moves no money, and is counted whatever else became of the slip.
 */
export const reprintSlip = defineCommand({
  name: 'counter.reprint',
  version: 1,
  payload: {
    /** Row id of the entry whose slip it is. */
    entry: id(),
    /** Which paper of it this is for the tablet: 2 is the first reprint. */
    paper: int(2, 10_000),
  },
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: POSTS.filter((post) => post !== 'customer'),
  date: 'any',
  rejections: [],
  reads: ({ payload }) => [keyOf(slipReprint, payload.entry)],
  admit: () => ({ ok: true, value: null }),
  apply: ({ payload, rows, facts }) => {
    const book = openBook(rows);
    book.put(slipReprint, payload.entry, {
      reprints: (rows.get(slipReprint, payload.entry)?.reprints ?? 0) + 1,
      last_at: facts.capturedAt,
      last_by: facts.maker,
      device: facts.device,
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
