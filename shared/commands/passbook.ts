import { rowsToPrint, type BookMark, type PostedLine, type PrintedRow } from '../rules/passbook.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { interaction } from '../tables/interaction.ts';
import { movement, MOVEMENT_SLOTS } from '../tables/movement.ts';
import { passbook } from '../tables/passbook.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { configReads, valueOf } from './payout-limits.ts';

/** The passbook of an account as this side knows it: which lines may be printed, and how far it is printed. */

const BOOKS: ReadonlySet<string> = new Set(['passbook', 'card_and_passbook']);
export const hasPassbook = (row: Pick<RowOf<typeof account>, 'medium' | 'kind'>): boolean => BOOKS.has(row.medium);

const slotsOf = (of: string): string[] => Array.from({ length: MOVEMENT_SLOTS }, (_, slot) => `${of}/${slot}`);

/** Keys of everything `bookOf` looks at. */
export const passbookReads = (rows: Rows, of: string): RowKey[] => [
  keyOf(account, of),
  keyOf(passbook, of),
  ...slotsOf(of).map((slot) => keyOf(movement, slot)),
  ...slotsOf(of).flatMap((slot) => {
    const line = rows.get(movement, slot);
    return line === null ? [] : [keyOf(interaction, line.interaction)];
  }),
  ...configReads(['passbook.page_rows', 'passbook.pages']),
];

/** Recorded on this tablet, not yet posted by the centre: another line may still come before it. */
const WAITING: ReadonlySet<string> = new Set(['captured', 'synced']);

export interface Book {
  readonly pageRows: number;
  readonly capacity: number;
  readonly mark: BookMark;
  /** Posted lines that are kept one by one, in order. */
  readonly lines: readonly PostedLine[];
  /** Lines that wait for the centre and are not printed. */
  readonly waiting: number;
}

/** @returns null when there is no such account or it has no passbook. */
export function bookOf(rows: Rows, of: string, facts: Pick<Facts, 'businessDate'>): Book | null {
  const held = rows.get(account, of);
  if (held === null || !hasPassbook(held)) return null;
  const kept = slotsOf(of)
    .flatMap((slot) => rows.get(movement, slot) ?? [])
    .sort((a, b) => a.line - b.line);
  const open = kept.findIndex((one) => WAITING.has(rows.get(interaction, one.interaction)?.status ?? 'posted'));
  const lines = open < 0 ? kept : kept.slice(0, open);
  const known = rows.get(passbook, of);
  const day = { businessDate: facts.businessDate } as Facts;
  const pageRows = valueOf(rows, 'passbook.page_rows', day);
  return {
    pageRows,
    capacity: pageRows * valueOf(rows, 'passbook.pages', day),
    mark: {
      printed: known?.printed ?? 0,
      // Another number than the one that was printed is a new book.
      rows: known !== null && known.passbook_no === held.passbook_no ? known.rows : 0,
      balance_fen: known?.balance_fen ?? 0,
      printed_on: known?.printed_on ?? null,
    },
    lines,
    waiting: kept.length - lines.length,
  };
}

/** Where the clerk begins: what the book in the hand shows may differ from what is on record. */
export interface Begin {
  readonly from_line: number;
  readonly from_row: number;
}

/** The mark as the clerk reads it in the book; null when the line they begin with is not kept. */
export function markFrom(book: Book, { from_line, from_row }: Begin): BookMark | null {
  if (from_line === book.mark.printed) return { ...book.mark, rows: from_row };
  const at = book.lines.find((one) => one.line === from_line);
  if (at === undefined) return null;
  return { ...book.mark, printed: from_line, rows: from_row, balance_fen: at.balance_fen - at.fen };
}

type PlanFault = Refusal<'NOTHING_TO_PRINT' | 'PASSBOOK_FULL' | 'FIELD_FORMAT'>;
export type Plan =
  | { readonly fault: PlanFault }
  | { readonly fault: null; readonly mark: BookMark; readonly rows: readonly PrintedRow[] };

/** What is printed now, or why nothing is. */
export function planOf(book: Book, begin: Begin): Plan {
  const mark = markFrom(book, begin);
  if (mark === null) return { fault: { code: 'FIELD_FORMAT', detail: { field: 'from_line' } } };
  if (!book.lines.some((one) => one.line >= mark.printed))
    return { fault: { code: 'NOTHING_TO_PRINT', detail: { waiting: book.waiting } } };
  const rows = rowsToPrint(book.lines, mark, book.capacity);
  return rows.length === 0
    ? { fault: { code: 'PASSBOOK_FULL', detail: { rows: book.capacity } } }
    : { fault: null, mark, rows };
}
