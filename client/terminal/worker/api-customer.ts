import type { AccountView, ConsentView } from './api-counter.ts';

/** What the worker tells the pages of a customer. Part of `api.ts`. */

export interface CustomerHit {
  readonly id: string;
  readonly customerNo: string;
  readonly name: string;
  readonly pinyin: string;
  readonly idMasked: string;
  readonly phoneMasked: string;
  readonly birthYear: number;
  readonly villageName: string;
  readonly accountTails: readonly string[];
  /** Which field matched. */
  readonly matched: 'name' | 'pinyin' | 'initials' | 'phone' | 'id' | 'card' | 'account' | 'customer_no';
}

export interface TimelineLine {
  /** Of its own: an entry may move two accounts of one customer, or one account twice. */
  readonly id: string;
  readonly interaction: string;
  readonly kind: string;
  readonly at: number;
  readonly businessDate: string;
  readonly fen: number;
  readonly accountTail: string | null;
  readonly channel: string;
  readonly lights: Lights;
}

/** ●○○ recorded, ●●○ received, ●●● posted; `case` = posted with a case or in suspense. */
export type Lights = 'recorded' | 'received' | 'posted' | 'case' | 'unknown' | 'held' | 'rejected' | 'reversed';

/** A tablet that was not level with the centre since then, for more than these days. */
export interface DataLock {
  readonly since: number;
  readonly days: number;
}

export interface CustomerCard {
  readonly id: string;
  readonly customerNo: string;
  readonly name: string;
  readonly gender: 'male' | 'female';
  readonly age: number;
  readonly idType: string;
  readonly idMasked: string;
  readonly idLast4: string;
  readonly idValidTo: string | null;
  readonly phoneMasked: string;
  readonly address: string;
  readonly riskLevel: string;
  readonly tier: string | null;
  readonly needsHelp: boolean;
  readonly status: string;
  readonly birthday: string;
  readonly birthDate: string;
  /** When the row the clerk sees was last changed: an update says what it was based on. */
  readonly updatedAt: number;
  readonly accounts: readonly AccountView[];
  readonly consents: readonly ConsentView[];
  readonly timeline: readonly TimelineLine[];
  /** Not null: customers' data are locked here, and only a loss can be reported. Balances are then 0. */
  readonly locked: DataLock | null;
}
