import { homeOf } from '../../../shared/commands/inter-branch-deals.ts';
import type { ElsewhereAccount, Captured, Draft, Failure } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

/**
 * 通存通兑: cash of an account of another outlet. The account is looked up first; a deposit is then an advice, a payout
 * a question to the home outlet that moves nothing yet.
 */
const AGENT_ID_ABOVE_FEN = 1_000_000;
const HOLDER_ID_FROM_FEN = 5_000_000;
const RESERVED_ABOVE_FEN = 5_000_000;
const NO_BUSINESS: ReadonlySet<string> = new Set(['closed', 'cancelled', 'pending']);

/** What an account cannot do here, seen from its state alone; the home outlet judges the rest. */
export type Obstacle = 'closed' | 'not_demand' | 'not_payable';
export type Missing = 'account' | 'obstacle' | 'amount' | 'agent' | 'id' | 'present' | 'booking';

export const isWholeNo = (text: string): boolean => /^\d{15}$/.test(text);

export class ElsewhereFlow extends CashFlow {
  direction = $state<'in' | 'out'>('in');
  accountNo = $state('');
  found = $state.raw<ElsewhereAccount | null>(null);
  looking = $state(false);
  /** Why the account is not shown. */
  notFound = $state.raw<Failure | null>(null);
  self = $state(true);
  agentName = $state('');
  agentIdNo = $state('');
  idSeen = $state(false);
  present = $state(false);
  last4 = $state('');
  reservationNo = $state('');
  onPaper = $state(false);

  /** Looks the account up; a number that was changed meanwhile gets no answer of another. */
  async find(): Promise<void> {
    const accountNo = this.accountNo;
    this.found = null;
    this.notFound = null;
    if (!isWholeNo(accountNo)) return;
    this.looking = true;
    const answer = await this.api.elsewhere(accountNo);
    if (accountNo !== this.accountNo) return;
    this.looking = false;
    this.found = answer.ok ? answer.value : null;
    this.notFound = answer.ok ? null : answer.error;
  }

  get obstacle(): Obstacle | null {
    if (this.found === null) return null;
    if (NO_BUSINESS.has(this.found.status)) return 'closed';
    if (this.found.kind !== 'demand') return 'not_demand';
    return this.direction === 'out' && this.found.status !== 'active' ? 'not_payable' : null;
  }
  /** From 50,000 yuan on the holder shows the document. */
  get needsId(): boolean {
    return this.direction === 'in' && this.self && this.fen >= HOLDER_ID_FROM_FEN;
  }
  get needsBooking(): boolean {
    return this.direction === 'out' && this.fen > RESERVED_ABOVE_FEN;
  }
  /** What keeps the entry from going on; null when it may. */
  get missing(): Missing | null {
    if (this.found === null) return 'account';
    if (this.obstacle !== null) return 'obstacle';
    if (this.fen <= 0) return 'amount';
    return this.direction === 'in' ? this.missingIn : this.missingOut;
  }
  private get missingIn(): Missing | null {
    if (!this.self && this.agentName === '') return 'agent';
    if (!this.self && this.fen > AGENT_ID_ABOVE_FEN && this.agentIdNo === '') return 'agent';
    return this.needsId && !this.idSeen ? 'id' : null;
  }
  private get missingOut(): Missing | null {
    if (!this.present) return 'present';
    if (this.last4.length !== 4) return 'id';
    return this.needsBooking && this.reservationNo === '' ? 'booking' : null;
  }

  draft(assume: boolean): Draft | null {
    if (this.found === null) return null;
    return this.direction === 'in' ? this.deposit(assume) : this.question(assume);
  }
  private deposit(assume: boolean): Draft {
    const agent = this.self || this.agentName === '' ? null : { name: this.agentName, idNo: this.agentIdNo };
    const hasId = agent !== null && agent.idNo !== '';
    return {
      command: 'inter_branch.deposit',
      payload: {
        account_no: this.accountNo,
        fen: this.fen,
        denominations: this.counting ? this.sheet.lines : [],
        id_seen: assume || this.idSeen,
        signature_hash: this.signature?.hash ?? null,
        agent_name: agent?.name ?? null,
        agent_id_type: hasId ? '01' : null,
        agent_id_no: hasId ? agent.idNo : null,
      },
      ...(this.signature === null ? {} : { signature: this.signature.png }),
    };
  }
  private question(assume: boolean): Draft {
    return {
      command: 'inter_branch.authorise',
      payload: {
        account_no: this.accountNo,
        fen: this.fen,
        holder_present: assume || this.present,
        id_seen: assume || this.last4.length === 4,
        id_last4: this.last4.length === 4 ? this.last4.toUpperCase() : assume ? '0000' : null,
        pin_result: 'not_used',
        reservation_no: this.reservationNo === '' ? (assume && this.needsBooking ? '-' : null) : this.reservationNo,
        purpose: null,
      },
    };
  }

  protected override get paysOutOnline(): boolean {
    return this.direction === 'out';
  }
  /** Never here: the cash of a payout moves on the page of its deal. */
  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}

/** An account number of another outlet, typed where own ones are served. */
export const isForeign = (accountNo: string, outlet: string): boolean =>
  isWholeNo(accountNo) && homeOf(accountNo) !== outlet;
