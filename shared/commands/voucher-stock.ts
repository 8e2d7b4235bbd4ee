import { rangesCount, type NumberRange } from '../rules/voucher-ranges.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { VOUCHER_TYPES, voucherStock } from '../tables/voucher.ts';
import type { Book } from './book.ts';
import type { Refusal, Rows } from './define.ts';

/**
 * Controlled blank vouchers in hand (domain 3.17): ranges of numbers per type and till, used from the lowest up.
 * `outlet` as holder lists every range ever delivered here, so that a number can be told from one of another outlet.
 */
export type VoucherType = RowOf<typeof voucherStock>['voucher_type'];
export const DELIVERED = 'outlet';

export const stockId = (type: VoucherType, holder: string): string => `${type}/${holder}`;
export const rangesOf = (rows: Rows, type: VoucherType, holder: string): readonly NumberRange[] =>
  rows.get(voucherStock, stockId(type, holder))?.ranges ?? [];

export const stockReads = (holder: string): RowKey[] =>
  VOUCHER_TYPES.map((type) => keyOf(voucherStock, stockId(type, holder)));

export function putRanges(book: Book, of: { type: VoucherType; holder: string }, ranges: readonly NumberRange[]): void {
  book.put(voucherStock, stockId(of.type, of.holder), {
    voucher_type: of.type,
    holder: of.holder,
    ranges: ranges.map(({ from_no, to_no }) => ({ from_no, to_no })),
  });
}

export interface VoucherCount {
  readonly voucher_type: VoucherType;
  readonly count: number;
}

/** The first type whose counted pieces are not the stock of the till; a type left out counts as none. */
export function voucherDifference(rows: Rows, holder: string, counted: readonly VoucherCount[]) {
  for (const type of VOUCHER_TYPES) {
    const book = rangesCount(rangesOf(rows, type, holder));
    const own = counted.filter((one) => one.voucher_type === type).reduce((sum, one) => sum + one.count, 0);
    if (own !== book) return { type, book, counted: own };
  }
  return null;
}

export function checkVoucherCounts(
  rows: Rows,
  holder: string,
  counted: readonly VoucherCount[],
): Refusal<'VOUCHER_COUNT'> | null {
  const found = voucherDifference(rows, holder, counted);
  return found === null
    ? null
    : { code: 'VOUCHER_COUNT', detail: { voucher_type: found.type, count: found.counted, book: found.book } };
}
