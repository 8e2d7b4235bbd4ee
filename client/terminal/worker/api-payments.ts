/** What the pages of remittances and collected bills are shown. Amounts in fen. */

export interface OutletView {
  readonly code: string;
  readonly name: string;
}

/** A remittance as the outlet that may pay it knows it. */
export interface RemittanceView {
  readonly remitNo: string;
  readonly fen: number;
  readonly mode: 'id' | 'password' | 'account';
  readonly status: 'accepted_offline' | 'accepted' | 'sent' | 'arrived' | 'paid' | 'returned';
  readonly payeeMasked: string;
  readonly senderMasked: string;
  readonly fromOutlet: string;
  readonly sentOn: string;
  readonly paidOn: string | null;
  /** It is to be paid here. */
  readonly here: boolean;
}
