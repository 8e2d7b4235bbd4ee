import type { BusinessDate } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';

/**
 * What is printed on a passbook (补登折, domain 3.5 and 4.5 B). A statement line gets one row; lines that are no longer
 * kept one by one are printed as a single row with their sum; a new book begins with what the old one ended with.
 */

/** A statement line the centre has posted. `line` counts every line of the account from 0. */
export interface PostedLine {
  readonly line: number;
  readonly kind: string;
  readonly business_date: BusinessDate;
  readonly fen: Fen;
  readonly balance_fen: Fen;
}

export interface PrintedRow {
  /** Row of the book, from 0. */
  readonly row: number;
  /** null for what is no single line: `carry` (from the old book), `merged` (several lines in one). */
  readonly line: number | null;
  readonly kind: string;
  readonly business_date: BusinessDate;
  readonly fen: Fen;
  readonly balance_fen: Fen;
}

/** How far a book is printed: the next statement line, the next row of the book, the balance its last row says. */
export interface BookMark {
  readonly printed: number;
  readonly rows: number;
  readonly balance_fen: Fen;
  /** Date of the last row; null while nothing was printed. */
  readonly printed_on: BusinessDate | null;
}

export const CARRY = 'carry';
export const MERGED = 'merged';

/** Page and line of a row, both from 1, as a clerk says them. */
export const placeOf = (row: number, pageRows: number): { readonly page: number; readonly line: number } => ({
  page: Math.floor(row / pageRows) + 1,
  line: (row % pageRows) + 1,
});

function leading(mark: BookMark, first: PostedLine): PrintedRow[] {
  const rows: PrintedRow[] = [];
  const date = mark.printed_on ?? first.business_date;
  if (mark.rows === 0 && mark.printed > 0)
    rows.push({ row: 0, line: null, kind: CARRY, business_date: date, fen: 0, balance_fen: mark.balance_fen });
  if (first.line > mark.printed) {
    const before = first.balance_fen - first.fen;
    rows.push({
      row: mark.rows + rows.length,
      line: null,
      kind: MERGED,
      business_date: first.business_date,
      fen: before - mark.balance_fen,
      balance_fen: before,
    });
  }
  return rows;
}

/**
 * The rows to print next, never more than the book has room for. `lines` are the posted lines that are still kept, in
 * order. Nothing to print: an empty list.
 */
export function rowsToPrint(lines: readonly PostedLine[], mark: BookMark, capacity: number): readonly PrintedRow[] {
  const open = lines.filter((one) => one.line >= mark.printed);
  const [first] = open;
  if (first === undefined) return [];
  const before = leading(mark, first);
  const rows = open.map(({ line, kind, business_date, fen, balance_fen }, at) => ({
    row: mark.rows + before.length + at,
    line,
    kind,
    business_date,
    fen,
    balance_fen,
  }));
  return [...before, ...rows].filter((one) => one.row < capacity);
}

/** How far the book is printed after these rows. */
export function markAfter(mark: BookMark, rows: readonly PrintedRow[], lines: readonly PostedLine[]): BookMark {
  const last = rows.at(-1);
  if (last === undefined) return mark;
  const done = rows.findLast((one) => one.line !== null)?.line ?? null;
  const kept = lines.find((one) => one.line >= mark.printed)?.line ?? mark.printed;
  const merged = rows.some((one) => one.kind === MERGED);
  return {
    printed: done === null ? (merged ? kept : mark.printed) : done + 1,
    rows: last.row + 1,
    balance_fen: last.balance_fen,
    printed_on: last.business_date,
  };
}
