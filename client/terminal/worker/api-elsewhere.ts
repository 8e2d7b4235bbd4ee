/** What the pages are told of accounts and deals of other outlets (通存通兑). */

/** An account of another outlet: what the centre tells a stranger's counter. */
export interface ElsewhereAccount {
  readonly accountNo: string;
  readonly home: { readonly code: string; readonly name: string; readonly nameEn: string };
  /** Masked. */
  readonly holder: string;
  readonly kind: string;
  readonly medium: string;
  readonly status: string;
}

/** A deal of 通存通兑 as far as this outlet knows. */
export interface DealView {
  /** What the payout names. */
  readonly id: string;
  readonly direction: 'in' | 'out' | 'transfer';
  readonly home: string;
  readonly accountNo: string;
  readonly fen: number;
  readonly status: 'asked' | 'authorised' | 'refused' | 'abandoned' | 'paid' | 'sent' | 'settled';
  readonly refusal: string | null;
  /** How long the home outlet keeps the money from now on; negative = it has lapsed. null = it keeps none. */
  readonly leftMs: number | null;
  readonly holder: string | null;
  /** Where the money went at home; null = not known yet. */
  readonly outcome: 'posted' | 'posted_with_exception' | 'suspense' | null;
  readonly suspenseFen: number;
  readonly suspenseLedger: string | null;
}
