import { keyOf } from '../../tables/define.ts';
import { digits, fen, list } from '../../tables/fields.ts';
import { tillCount } from '../../tables/till-count.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { checkOwnTill, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { checkCounted, tillCountId } from '../till-checks.ts';
import { noteCount } from '../till-counts.ts';

/**
 * 临时轧账: a count that is written down whatever it says. Only then is the book beside it: who counts does not know
 * the figure it should come to. It moves no cash and may be repeated.
 */
export const interimBalance = defineCommand({
  name: 'till.interim_balance',
  version: 1,
  payload: { till: digits(2), counted_fen: fen(), denominations: list(DENOMINATION_FIELDS, 16) },
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  date: 'any',
  receipt: 'T3',
  rejections: ['NO_TILL', 'FIELD_FORMAT', 'DENOM_MISMATCH'],
  reads: ({ payload: p, facts }) => [keyOf(till, p.till), keyOf(tillCount, tillCountId(p.till, facts.businessDate))],
  admit: ({ payload: p, rows, facts }) =>
    inOrder<'NO_TILL' | 'FIELD_FORMAT' | 'DENOM_MISMATCH'>([
      () => checkOwnTill(rows, facts, p.till),
      () => checkCounted(p),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    noteCount(book, facts, { till: p.till, fen: p.counted_fen, denominations: p.denominations });
    return posted(book);
  },
});
