import type { Captured, Draft } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

/** A cash deposit: the cash is taken, so it is an advice in every network. Works for an account number this tablet does not know. */
const AGENT_ID_ABOVE_FEN = 1_000_000;
const HOLDER_ID_FROM_FEN = 5_000_000;

export class DepositFlow extends CashFlow {
  accountNo = $state('');
  self = $state(true);
  agentName = $state('');
  agentIdNo = $state('');
  last4 = $state('');
  /** The customer signs the paper slip; no picture is kept and none is claimed. */
  onPaper = $state(false);

  /** From 50,000 yuan on the holder shows the document. */
  get needsId(): boolean {
    return this.self && this.customer !== null && this.fen >= HOLDER_ID_FROM_FEN;
  }
  get idMatches(): boolean {
    return this.customer !== null && this.last4.toUpperCase() === this.customer.idLast4.toUpperCase();
  }
  /** What keeps the entry from going on; null when it may. */
  get missing(): 'amount' | 'account' | 'agent' | 'reason' | 'id' | null {
    if (this.account === null && !/^\d{15}$/.test(this.accountNo)) return 'account';
    if (this.fen <= 0) return 'amount';
    if (!this.self && this.fen > AGENT_ID_ABOVE_FEN && (this.agentName === '' || this.agentIdNo === '')) return 'agent';
    if (this.needsId && !this.idMatches) return 'id';
    return this.missingReason ? 'reason' : null;
  }

  draft(assume: boolean): Draft | null {
    const accountNo = this.account?.accountNo ?? this.accountNo;
    if (!/^\d{15}$/.test(accountNo)) return null;
    const agent = this.self || this.agentName === '' ? null : { name: this.agentName, idNo: this.agentIdNo };
    const idSeen = this.idMatches || (assume && this.customer !== null);
    return {
      command: 'counter.deposit',
      payload: {
        account: this.account?.id ?? null,
        account_no: accountNo,
        card: this.account?.cards[0]?.id ?? null,
        fen: this.fen,
        denominations: this.counting ? this.sheet.lines : [],
        medium_seen: false,
        id_seen: idSeen,
        id_last4: idSeen ? (this.customer?.idLast4 ?? null) : null,
        signature_hash: this.signature?.hash ?? null,
        agent_name: agent?.name ?? null,
        agent_id_type: agent === null || agent.idNo === '' ? null : '01',
        agent_id_no: agent === null || agent.idNo === '' ? null : agent.idNo,
        duplicate_reason: this.duplicateReason,
        household_reason: this.householdReason,
      },
      ...(this.signature === null ? {} : { signature: this.signature.png }),
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
