import type { Fen } from '../kernel/money.ts';
import type { BusinessDate } from '../kernel/dates.ts';
import type { DenominationLine } from '../rules/denominations.ts';
import type { RowOf } from '../tables/define.ts';
import { tillCount } from '../tables/till-count.ts';
import type { Book } from './book.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { bookOf, tillCountId } from './till-checks.ts';

/**
 * Counts of a till on a date. The book stands beside a count only once the count is recorded; the first is kept
 * whatever follows. What is unexplained is the last count less the book it was compared with, as records of over and
 * short have moved it since.
 */
type TillCount = RowOf<typeof tillCount>;

export const countOf = (rows: Rows, tillNo: string, on: BusinessDate): TillCount | null =>
  rows.get(tillCount, tillCountId(tillNo, on));

/** Counted minus book, in fen: positive = over. */
export const unexplained = (row: TillCount): Fen => row.last_fen - row.last_book_fen;

/** A count of today, and nothing has moved in the till since. */
export function checkCountedNow(rows: Rows, facts: Facts, tillNo: string): Refusal<'COUNT_FIRST'> | null {
  const row = countOf(rows, tillNo, facts.businessDate);
  return row === null || row.last_book_fen !== bookOf(rows, tillNo)
    ? { code: 'COUNT_FIRST', detail: { till: tillNo } }
    : null;
}

export function noteCount(
  book: Book,
  facts: Facts,
  of: { till: string; fen: Fen; denominations: readonly DenominationLine[] },
): TillCount {
  const id = tillCountId(of.till, facts.businessDate);
  const known = book.get(tillCount, id);
  const bookFen = bookOf(book, of.till);
  const row: TillCount = {
    till: of.till,
    business_date: facts.businessDate,
    counts: (known?.counts ?? 0) + 1,
    first_fen: known?.first_fen ?? of.fen,
    first_book_fen: known?.first_book_fen ?? bookFen,
    first_at: known?.first_at ?? facts.capturedAt,
    first_by: known === null ? facts.maker : known.first_by,
    last_fen: of.fen,
    last_book_fen: bookFen,
    last_at: facts.capturedAt,
    denominations: of.denominations,
    formal_fen: known?.formal_fen ?? null,
    formal_at: known?.formal_at ?? null,
    formal_by: known?.formal_by ?? null,
    formal_checker: known?.formal_checker ?? null,
    reopened: known?.reopened ?? 0,
  };
  book.put(tillCount, id, row);
  return row;
}
