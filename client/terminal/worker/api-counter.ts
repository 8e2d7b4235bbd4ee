import type { ConsentPurpose } from '../../../shared/rules/consent.ts';

/** What the worker tells the pages of the counter beside deposits and withdrawals. Part of `api.ts`. */

/** What closing an account pays today. */
export interface ClosingView {
  readonly ledgerFen: number;
  /** Of this quarter, with what the quarter before is made good by. */
  readonly interestFen: number;
  readonly beforeFen: number;
  /** Paid in cash: balance and interest. */
  readonly fen: number;
  readonly yuanDays: number;
  readonly ratePpm: number;
  readonly from: string;
  readonly through: string;
}

/** A purpose a customer may be asked about, and what stands. */
export interface ConsentView {
  readonly purpose: ConsentPurpose;
  readonly state: 'granted' | 'withdrawn' | 'never';
  /** When it was granted, or taken back. */
  readonly at: number | null;
  readonly textVersion: string | null;
  readonly voucherNo: string | null;
}

/** A stop of the bank's own that waits for the manager. */
export interface OpenStop {
  readonly customer: string;
  readonly name: string;
  readonly accountTail: string;
  readonly cardTail: string | null;
  readonly at: number;
}

/** One row of a passbook: where it stands, and what it says. */
export interface PassbookRow {
  readonly page: number;
  /** Line of the page, from 1. */
  readonly line: number;
  readonly businessDate: string;
  readonly kind: string;
  /** 摘要 */
  readonly word: string;
  readonly fen: number;
  readonly balanceFen: number;
}

/** Where the clerk begins to print: statement line and row of the book, both from 0. */
export interface PassbookBegin {
  readonly fromLine: number;
  readonly fromRow: number;
}

/** A passbook, what is missing in it, and the rows that would be printed now. */
export interface PassbookView extends PassbookBegin {
  /** Whose it is. */
  readonly customer: string;
  readonly number: string | null;
  readonly pageRows: number;
  readonly capacity: number;
  readonly usedRows: number;
  /** Posted lines that are not in the book. */
  readonly missing: number;
  /** Recorded here, not posted yet: printed later. */
  readonly waiting: number;
  /** Why nothing can be printed, as a refusal. */
  readonly failure: { readonly code: string; readonly detail: Readonly<Record<string, string | number>> } | null;
  readonly rows: readonly PassbookRow[];
  /** Lines the clerk may begin with; `line` counts those of the account, from 0. */
  readonly lines: readonly Omit<PassbookRow, 'page' | 'word'>[];
}

export interface AccountView {
  readonly id: string;
  readonly accountNo: string;
  readonly accountMasked: string;
  readonly kind: string;
  readonly medium: string;
  /** Number of the passbook or certificate, as far as it is on record. */
  readonly passbookNo: string | null;
  readonly status: string;
  /** Of the card in use, never of one that was replaced. */
  readonly cardTail: string | null;
  /** The one in use first. */
  readonly cards: readonly {
    readonly id: string;
    readonly tail: string;
    readonly status: string;
    readonly type: string;
  }[];
  readonly ledgerFen: number;
  readonly availableFen: number;
  /** Confirmed available minus all pending payouts: what may be paid offline. */
  readonly offlineAvailableFen: number;
  /** What can be paid with no network now, every limit counted. */
  readonly offlinePayableFen: number;
  readonly pendingOutFen: number;
  readonly pendingInFen: number;
  readonly asOf: number;
  readonly withdrawRule: string;
  readonly blockedReason: string | null;
  /** The bank's own stop, and an authority's freeze: of all of it, or of a part. */
  readonly stopped: boolean;
  readonly frozen: boolean;
  readonly frozenFen: number;
  /** Whose freeze it is under, as far as it is on record, and how many orders wait behind it. */
  readonly freezeHolder: string | null;
  readonly freezesWaiting: number;
  /** When that freeze ends. */
  readonly frozenUntil: number | null;
  /** The bank's own stop it is under; reason and maker as far as they are on record. */
  readonly stop: { readonly at: number; readonly reason: string | null; readonly maker: string | null } | null;
  /** A stop the manager has not confirmed yet: since when, why, by whom (name, or number where it is not known here). */
  readonly stopToConfirm: { readonly at: number; readonly reason: string; readonly maker: string | null } | null;
  readonly homeOutlet: string;
  /** Lines missing in its passbook and rows left in it; null = it has none. */
  readonly book: { readonly missing: number; readonly rowsLeft: number } | null;
}
