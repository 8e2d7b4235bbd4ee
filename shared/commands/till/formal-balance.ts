import { cashTransfer } from '../../tables/cash-transfer.ts';
import { keyOf, type RowKey } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { code, digits, fen, int, list } from '../../tables/fields.ts';
import { outletState } from '../../tables/outlet-day.ts';
import { tillCount } from '../../tables/till-count.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { VOUCHER_TYPES } from '../../tables/voucher.ts';
import type { Book } from '../book.ts';
import { openBook } from '../book.ts';
import { caseId } from '../cases.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Facts, type Input, type Refusal, type Rows } from '../define.ts';
import { checkOwnTill, inOrder } from '../money-checks.ts';
import { OUTLET_STATE, stateOf } from '../outlet-state.ts';
import { posted } from '../posted.ts';
import { bookOf, checkCounted, tillCountId } from '../till-checks.ts';
import { checkCountedNow, countOf, noteCount } from '../till-counts.ts';
import { judgeTransfer } from '../transfers.ts';
import { checkVoucherCounts, stockReads, voucherDifference } from '../voucher-stock.ts';

/**
 * 正式轧账: the last recorded count, equal to the book, and the vouchers by number of pieces, before the chief teller.
 * The till is closed for business until it is reopened. The hub compares again; a transfer this till has not answered
 * is one-sided from here on.
 */
const payload = {
  till: digits(2),
  counted_fen: fen(),
  denominations: list(DENOMINATION_FIELDS, 16),
  vouchers: list({ voucher_type: code(...VOUCHER_TYPES), count: int(0, 1_000_000) }, 8),
};
type FormalInput = Input<typeof payload>;
/** A counted till that is closed for business, whoever counted it. */
export type Closing = Pick<FormalInput, 'payload' | 'facts'>;
type Codes = 'NO_TILL' | 'FIELD_FORMAT' | 'DENOM_MISMATCH' | 'COUNT_FIRST' | 'UNRESOLVED_DIFFERENCE' | 'VOUCHER_COUNT';

/** Every figure was written down before it was compared: a balance names the last recorded count and no other. */
function checkLastCount({
  payload: p,
  rows,
  facts,
}: FormalInput): Refusal<'COUNT_FIRST' | 'UNRESOLVED_DIFFERENCE'> | null {
  const moved = checkCountedNow(rows, facts, p.till);
  if (moved !== null) return moved;
  if (countOf(rows, p.till, facts.businessDate)?.last_fen !== p.counted_fen)
    return { code: 'COUNT_FIRST', detail: { till: p.till } };
  const difference = p.counted_fen - bookOf(rows, p.till);
  return difference === 0 ? null : { code: 'UNRESOLVED_DIFFERENCE', detail: { difference_fen: difference } };
}

const transfersOf = (rows: Rows, tillNo: string) =>
  stateOf(rows).open_transfers.filter((one) => one.from_till === tillNo || one.to_till === tillNo);

/** Rows of the transfers a till has not answered. */
export function transferKeys(rows: Rows, tillNo: string): RowKey[] {
  return transfersOf(rows, tillNo).flatMap((one) => [
    keyOf(cashTransfer, one.transfer),
    keyOf(exceptionCase, caseId(one.transfer, 'TRANSFER_ONE_SIDED')),
    ...[one.from_till, one.to_till].flatMap((no) => (no === null ? [] : [keyOf(till, no)])),
  ]);
}

function judgeOpen(book: Book, facts: Facts, tillNo: string): void {
  for (const one of transfersOf(book, tillNo)) {
    const row = book.get(cashTransfer, one.transfer);
    if (row !== null) judgeTransfer(book, facts, one.transfer, row);
  }
}

/** The hub's own comparison of cash and vouchers. */
function compare(book: Book, { payload: p, facts }: Closing): void {
  if (facts.hub === null) return;
  const bookFen = bookOf(book, p.till);
  if (bookFen !== p.counted_fen)
    book.raise({
      code: 'TILL_MISMATCH',
      amountFen: Math.abs(p.counted_fen - bookFen),
      outletRecord: `till=${p.till};balanced=${p.counted_fen}`,
      centreRecord: `book=${bookFen}`,
    });
  const vouchers = voucherDifference(book, p.till, p.vouchers);
  if (vouchers !== null)
    book.raise({
      code: 'VOUCHER_GAP',
      outletRecord: `till=${p.till};type=${vouchers.type};counted=${vouchers.counted}`,
      centreRecord: `stock=${vouchers.book}`,
    });
}

/** Writes the balance down: of the count of the day, or of this one where the hub has none; and compares. */
export function closeTill(book: Book, closing: Closing): void {
  const { payload: p, facts } = closing;
  const row = book.get(till, p.till);
  const counted =
    countOf(book, p.till, facts.businessDate) ??
    noteCount(book, facts, { till: p.till, fen: p.counted_fen, denominations: p.denominations });
  book.put(tillCount, tillCountId(p.till, facts.businessDate), {
    ...counted,
    formal_fen: p.counted_fen,
    formal_at: facts.capturedAt,
    formal_by: facts.maker,
    formal_checker: facts.checker,
  });
  if (row !== null) book.put(till, p.till, { ...row, balanced_on: facts.businessDate, last_count: p.denominations });
  compare(book, closing);
  judgeOpen(book, facts, p.till);
}

export const formalBalance = defineCommand({
  name: 'till.formal_balance',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  date: 'any',
  receipt: 'T3',
  rejections: ['NO_TILL', 'FIELD_FORMAT', 'DENOM_MISMATCH', 'COUNT_FIRST', 'UNRESOLVED_DIFFERENCE', 'VOUCHER_COUNT'],
  reads: ({ payload: p, rows, facts }) => [
    keyOf(till, p.till),
    keyOf(tillCount, tillCountId(p.till, facts.businessDate)),
    keyOf(outletState, OUTLET_STATE),
    ...stockReads(p.till),
    ...transferKeys(rows, p.till),
  ],
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder<Codes>([
      () => checkOwnTill(rows, facts, p.till),
      () => checkCounted(p),
      () => checkLastCount(input),
      () => checkVoucherCounts(rows, p.till, p.vouchers),
    ]);
  },
  apply: (input) => {
    const book = openBook(input.rows);
    closeTill(book, input);
    return posted(book);
  },
});
