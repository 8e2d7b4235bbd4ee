import type { Captured, Draft } from '../worker/api.ts';
import { CashFlow, NO_HASH } from './cash-flow.svelte.ts';

/**
 * A cash withdrawal. Online it is a request: nobody pays before the posted verdict, and what was not paid is abandoned.
 * Offline it is an advice within the limits. A tick is evidence seen; none is ever preset.
 */
export class WithdrawFlow extends CashFlow {
  present = $state(false);
  last4 = $state('');
  mediumSeen = $state(false);
  /** Number of the booking, for more than the line that must be booked the day before. */
  reservationNo = $state('');

  get offline(): boolean {
    return this.preview?.mode !== 'online';
  }
  /** The four digits read from the document are the proof that somebody looked at it. */
  get idMatches(): boolean {
    return this.customer !== null && this.last4.toUpperCase() === this.customer.idLast4.toUpperCase();
  }
  get idWrong(): boolean {
    return this.last4.length === 4 && !this.idMatches;
  }
  /** Online one line holds person and document together. */
  get holderSeen(): boolean {
    return this.offline ? this.present : this.idMatches;
  }
  get evidenceComplete(): boolean {
    return this.idMatches && this.holderSeen && (!this.offline || this.mediumSeen);
  }

  draft(assume: boolean): Draft | null {
    if (this.account === null) return null;
    const idSeen = assume || this.idMatches;
    return {
      command: 'counter.withdraw',
      payload: {
        account: this.account.id,
        account_no: this.account.accountNo,
        card: this.account.cards[0]?.id ?? null,
        fen: this.fen,
        denominations: this.counting ? this.sheet.lines : [],
        holder_present: assume || this.holderSeen,
        id_seen: idSeen,
        id_last4: idSeen ? (this.customer?.idLast4 ?? null) : null,
        medium_seen: assume || this.mediumSeen,
        signature_hash: this.signature?.hash ?? (assume ? NO_HASH : null),
        pin_result: 'not_used',
        reservation_no: this.reservationNo === '' ? null : this.reservationNo,
        purpose: null,
        duplicate_reason: this.duplicateReason,
        household_reason: this.householdReason,
      },
      ...(this.signature === null ? {} : { signature: this.signature.png }),
    };
  }

  protected override get paysOutOnline(): boolean {
    return true;
  }
  protected paysOut(captured: Captured): boolean {
    return this.preview?.mode === 'online' && (captured.lights === 'posted' || captured.lights === 'case');
  }
}
