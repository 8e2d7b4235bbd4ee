import type { OpenStop } from './api-counter.ts';

/** What the pages of remittances and collected bills are shown. Amounts in fen. */

export interface OutletView {
  readonly code: string;
  readonly name: string;
  /** Empty where none is known. */
  readonly nameEn: string;
}

/** Who bills are collected for now. */
export interface BillerView {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly kind: 'power' | 'phone' | 'water' | 'medical' | 'pension' | 'grain' | 'other';
}

/** What was collected for a biller on a day and is not handed over. */
export interface CollectedView {
  readonly biller: string;
  readonly name: string;
  readonly nameEn: string;
  readonly businessDate: string;
  readonly count: number;
  readonly fen: number;
  /** Minute of the day from which it may be handed over, for the present day; null = it may now. */
  readonly fromMinute: number | null;
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
  /** It was taken in here. */
  readonly ours: boolean;
  /** It came back and the sender has not had the cash. */
  readonly owedToSender: boolean;
}

/** The part of the worker's door that remittances, bills and stops need. */
export interface PaymentsApi {
  /** Outlets that pay remittances, this one first. */
  outlets(): Promise<readonly OutletView[]>;
  billers(): Promise<readonly BillerView[]>;
  /** Oldest first. */
  collected(): Promise<readonly CollectedView[]>;
  /** Stops the manager has not confirmed, oldest first. */
  openStops(): Promise<readonly OpenStop[]>;
  /** By its number; null = this outlet has none. */
  remittance(no: string): Promise<RemittanceView | null>;
}
