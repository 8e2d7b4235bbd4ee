import type { AccountView, Captured, Draft } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

/** Between two accounts of one customer. Online a request, offline an advice within its limit. No cash moves. */
export class TransferFlow extends CashFlow {
  to = $state.raw<AccountView | null>(null);
  last4 = $state('');

  get offline(): boolean {
    return this.preview?.mode !== 'online';
  }
  get idMatches(): boolean {
    return this.customer !== null && this.last4.toUpperCase() === this.customer.idLast4.toUpperCase();
  }
  /** What keeps the entry from going on; null when it may. Offline the holder shows the document. */
  get missing(): 'amount' | 'account' | 'id' | 'reason' | null {
    if (this.account === null || this.to === null || this.to.id === this.account.id) return 'account';
    if (this.fen <= 0) return 'amount';
    if (this.offline && !this.idMatches) return 'id';
    return this.missingReason ? 'reason' : null;
  }

  draft(assume: boolean): Draft | null {
    if (this.account === null || this.to === null) return null;
    const idSeen = assume || this.idMatches;
    return {
      command: 'counter.transfer_same',
      payload: {
        account: this.account.id,
        to_account: this.to.id,
        fen: this.fen,
        id_seen: idSeen,
        id_last4: idSeen ? (this.customer?.idLast4 ?? null) : null,
        duplicate_reason: this.duplicateReason,
        household_reason: this.householdReason,
      },
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
