import type { Fen } from '../kernel/money.ts';

/**
 * Book cash of a till day (domain 6): reversals count with their mirrored sign in the column of their original.
 * A recorded difference moves the book to what was counted; over and short are columns of their own, never netted.
 */
export interface TillSheet {
  readonly opening_fen: Fen;
  readonly cash_in_fen: Fen;
  readonly cash_out_fen: Fen;
  readonly transfer_in_fen: Fen;
  readonly transfer_out_fen: Fen;
  readonly over_fen?: Fen;
  readonly short_fen?: Fen;
}

export const tillBook = (of: TillSheet): Fen =>
  of.opening_fen +
  of.cash_in_fen -
  of.cash_out_fen +
  of.transfer_in_fen -
  of.transfer_out_fen +
  (of.over_fen ?? 0) -
  (of.short_fen ?? 0);
