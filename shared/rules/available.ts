import type { Fen } from '../kernel/money.ts';

/** What an account can pay (domain 3.5, 11.3). Fen; may be negative after an imported overdraft. */
export interface Balance {
  readonly ledger_fen: Fen;
  readonly hold_fen: Fen;
  readonly frozen_fen: Fen;
  readonly pending_in_fen: Fen;
  readonly pending_out_fen: Fen;
}

export const available = (of: Balance): Fen => of.ledger_fen - of.hold_fen - of.frozen_fen - of.pending_out_fen;

/** Deposits captured here do not raise it; payouts captured here are already out of the ledger of this row. */
export const offlineAvailable = (of: Balance): Fen => available(of) - of.pending_in_fen;
