import { ok } from '../../kernel/result.ts';
import { code, date, digits, fen, id } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { countTransfer, largeTransferReads } from '../large-transfer.ts';
import { posted } from '../posted.ts';

/**
 * What a person has transferred, or been transferred, at an outlet that reads a copy, told to the branch of the master
 * and judged here with what the person did elsewhere on that date. Negative: it was taken back there.
 */
export const transferDeal = defineCommand({
  name: 'customer.transfer_deal',
  version: 1,
  payload: {
    customer: id(),
    branch: digits(8),
    entry: id(),
    direction: code('in', 'out'),
    fen: fen(),
    business_date: date(),
  },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => largeTransferReads([p.customer], p.business_date),
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    countTransfer(book, facts, { ...p, date: p.business_date });
    return posted(book);
  },
});
