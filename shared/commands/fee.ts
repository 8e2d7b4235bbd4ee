import type { Fen } from '../kernel/money.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { till } from '../tables/till.ts';
import { tillDay } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { moveTill, tillDayId } from './booking.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { checkOwnTill } from './money-checks.ts';
import { FEE_LEDGER } from './transfer-fee.ts';

/** A fee paid in cash beside what a command does: into the till, and from there income. */

export interface Fee {
  readonly till: string | null;
  readonly fen: Fen;
}

/** Keys of what a fee touches; none when there is none. */
export const feeReads = ({ till: no, fen }: Fee, facts: Facts): RowKey[] =>
  no === null || fen === 0 ? [] : [keyOf(till, no), keyOf(tillDay, tillDayId(no, facts.businessDate))];

/** Between nothing and `maxFen`, into the clerk's own till, which has not been balanced. Amounts in fen. */
export function checkFee(
  rows: Rows,
  facts: Facts,
  of: Fee & { readonly maxFen: Fen },
): Refusal<'FEE_RANGE' | 'NO_TILL' | 'TILL_BALANCED'> | null {
  if (of.fen < 0 || of.fen > of.maxFen) return { code: 'FEE_RANGE', detail: { limit_fen: of.maxFen } };
  if (of.fen === 0) return null;
  if (of.till === null) return { code: 'NO_TILL', detail: {} };
  const own = checkOwnTill(rows, facts, of.till);
  if (own !== null) return own;
  return rows.get(till, of.till)?.balanced_on === facts.businessDate ? { code: 'TILL_BALANCED', detail: {} } : null;
}

/** The cash leg of a fee, and its other side: income, or the suspense of what could not be done. */
export function takeFee(book: Book, facts: Facts, of: Fee & { readonly kind: string; readonly ledger?: string }): void {
  if (of.fen === 0 || of.till === null) return;
  const cash = { column: 'in', mirror: false, offline: facts.offline } as const;
  moveTill(book, facts, { ...cash, till: of.till, fen: of.fen, kind: of.kind });
  book.post(of.ledger ?? FEE_LEDGER, null, -of.fen);
}
