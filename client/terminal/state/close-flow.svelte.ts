import type { AccountView, Captured, ClosingView, Draft } from '../worker/api.ts';
import { CashFlow, NO_HASH } from './cash-flow.svelte.ts';

/** Closing of a demand account: the amount is what the account holds with its interest, all of it paid in cash. */
export class CloseFlow extends CashFlow {
  /** undefined = not asked yet; null = the interest is not known here. */
  quote = $state.raw<ClosingView | null | undefined>(undefined);
  reason = $state<string | null>(null);
  last4 = $state('');
  mediumCut = $state(false);
  /** Number of the booking, for more than the line that must be booked the day before. */
  reservationNo = $state('');

  override get fen(): number {
    return this.quote?.fen ?? 0;
  }
  protected override get hasAmount(): boolean {
    return this.quote !== undefined && this.quote !== null;
  }
  get idMatches(): boolean {
    return this.customer !== null && this.last4.toUpperCase() === this.customer.idLast4.toUpperCase();
  }
  get missing(): 'account' | 'reason' | 'id' | 'cut' | null {
    if (this.account === null || !this.hasAmount) return 'account';
    if (this.reason === null) return 'reason';
    if (!this.idMatches) return 'id';
    return this.mediumCut || this.account.medium === 'card' ? null : 'cut';
  }

  async choose(account: AccountView | null): Promise<void> {
    this.account = account;
    this.quote = undefined;
    this.preview = null;
    this.failure = null;
    if (account === null) return;
    const quote = await this.api.closing(account.id);
    if (this.account?.id !== account.id) return;
    this.quote = quote;
    if (quote === null) this.failure = { code: 'INTEREST_UNKNOWN', detail: {} };
    else await this.look();
  }

  draft(assume: boolean): Draft | null {
    if (this.account === null || !this.quote) return null;
    const idSeen = assume || this.idMatches;
    return {
      command: 'counter.close',
      payload: {
        account: this.account.id,
        fen: this.quote.fen,
        interest_fen: this.quote.interestFen,
        reason: this.reason ?? 'other',
        id_seen: idSeen,
        id_last4: idSeen ? (this.customer?.idLast4 ?? null) : null,
        medium_cut: assume || this.mediumCut,
        signature_hash: this.signature?.hash ?? (assume ? NO_HASH : null),
        reservation_no: this.reservationNo === '' ? null : this.reservationNo,
        household_reason: this.householdReason,
      },
      ...(this.signature === null ? {} : { signature: this.signature.png }),
    };
  }

  protected override get paysOutOnline(): boolean {
    return this.fen > 0;
  }
  protected paysOut(captured: Captured): boolean {
    return this.fen > 0 && (captured.lights === 'posted' || captured.lights === 'case');
  }
}
