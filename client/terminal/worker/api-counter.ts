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

export interface AccountView {
  readonly id: string;
  readonly accountNo: string;
  readonly accountMasked: string;
  readonly kind: string;
  readonly medium: string;
  /** Number of the passbook or certificate, as far as it is on record. */
  readonly passbookNo: string | null;
  readonly status: string;
  readonly cardTail: string | null;
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
  readonly pendingOutFen: number;
  readonly pendingInFen: number;
  readonly asOf: number;
  readonly withdrawRule: string;
  readonly blockedReason: string | null;
  /** The bank's own stop, and an authority's freeze: of all of it, or of a part. */
  readonly stopped: boolean;
  readonly frozen: boolean;
  readonly frozenFen: number;
  readonly homeOutlet: string;
}
