import {
  addRange,
  holds,
  isRange,
  nextNumber,
  overlaps,
  removeRange,
  type NumberRange,
} from '../rules/voucher-ranges.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { voucherNumber, voucherStock } from '../tables/voucher.ts';
import type { Book } from './book.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { DELIVERED, putRanges, rangesOf, stockId, type VoucherType } from './voucher-stock.ts';

/**
 * Where controlled vouchers go (domain 3.17): delivered by the county to the main till, moved between tills, handed
 * out in number order, voided, sent back. A number leaves the stock once; on the hub a second time is VOUCHER_DUP, and
 * one that was not in the till VOUCHER_GAP.
 */
export const numberId = (type: VoucherType, number: string): string => `${type}/${number}`;

export interface Piece {
  readonly voucher_type: VoucherType;
  readonly number: string;
  readonly till: string;
}

export const pieceReads = (of: Piece): RowKey[] => [
  keyOf(voucherStock, stockId(of.voucher_type, of.till)),
  keyOf(voucherNumber, numberId(of.voucher_type, of.number)),
];

export const checkRange = (range: NumberRange): Refusal<'RANGE_BAD'> | null =>
  isRange(range) ? null : { code: 'RANGE_BAD', detail: {} };

export const checkHeld = (rows: Rows, type: VoucherType, from: string, range: NumberRange) =>
  holds(rangesOf(rows, type, from), range) ? null : { code: 'RANGE_NOT_HELD' as const, detail: { till: from } };

/** A range that was delivered here before, in whole or in part. */
export const wasDelivered = (rows: Rows, type: VoucherType, range: NumberRange): boolean =>
  overlaps(rangesOf(rows, type, DELIVERED), range);

export function addStock(book: Book, of: { type: VoucherType; holder: string }, range: NumberRange): void {
  putRanges(book, of, addRange(rangesOf(book, of.type, of.holder), range));
}
export function takeStock(book: Book, of: { type: VoucherType; holder: string }, range: NumberRange): void {
  putRanges(book, of, removeRange(rangesOf(book, of.type, of.holder), range));
}

/** A number leaves the stock of a till for good. */
export function takeNumber(
  book: Book,
  facts: Facts,
  of: Piece & { status: RowOf<typeof voucherNumber>['status']; reason: string | null },
): void {
  const one = { from_no: of.number, to_no: of.number };
  const ranges = rangesOf(book, of.voucher_type, of.till);
  const known = book.get(voucherNumber, numberId(of.voucher_type, of.number));
  const held = holds(ranges, one);
  const inTurn = of.status === 'void' || nextNumber(ranges) === of.number;
  if (held) takeStock(book, { type: of.voucher_type, holder: of.till }, one);
  if (facts.hub !== null && (known !== null || !held || !inTurn))
    book.raise({
      code: known === null ? 'VOUCHER_GAP' : 'VOUCHER_DUP',
      outletRecord: `type=${of.voucher_type};number=${of.number};till=${of.till};${of.status}`,
      centreRecord:
        known === null ? `held=${held ? 1 : 0};next=${nextNumber(ranges) ?? '-'}` : `${known.status} by ${known.entry}`,
    });
  // The first use of a number stands; the second is the case's business.
  if (known !== null) return;
  book.put(voucherNumber, numberId(of.voucher_type, of.number), {
    voucher_type: of.voucher_type,
    number: of.number,
    status: of.status,
    till: of.till,
    business_date: facts.businessDate,
    at: facts.capturedAt,
    entry: facts.rowId,
    maker: facts.maker,
    checker: facts.checker,
    reason: of.reason,
  });
}
