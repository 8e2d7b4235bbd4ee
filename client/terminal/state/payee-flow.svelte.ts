import { homeOf, TRANSFER_ELSEWHERE } from '../../../shared/commands/inter-branch-deals.ts';
import { maskName } from '../../../shared/rules/mask.ts';
import type { AccountView, Captured, Draft, ElsewhereAccount, Failure, TerminalApi } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

/** To an account of somebody else, at this outlet or another. Online only; no cash moves. */
export class PayeeFlow extends CashFlow {
  payeeNo = $state('');
  payeeName = $state('');
  purpose = $state('');
  told = $state(false);
  last4 = $state('');
  /** The receiving account, as far as this tablet knows it, and its holder. */
  to = $state.raw<AccountView | null>(null);
  holder = $state('');
  /** Account of another outlet, as its outlet shows it to strangers; or why it cannot be looked at. */
  there = $state.raw<ElsewhereAccount | null>(null);
  thereFailed = $state.raw<Failure | null>(null);
  private resolving = 0;

  /** @param outlet this outlet's code: a number that begins with another one is another outlet's. */
  constructor(
    api: TerminalApi,
    onDone: (captured: Captured) => void,
    private readonly outlet: string,
  ) {
    super(api, onDone);
  }

  get offline(): boolean {
    return this.preview !== null && this.preview.mode !== 'online';
  }
  get idMatches(): boolean {
    return this.customer !== null && this.last4.toUpperCase() === this.customer.idLast4.toUpperCase();
  }
  get isNumber(): boolean {
    return /^\d{15}$/.test(this.payeeNo.trim());
  }
  /** The account is another outlet's: its outlet compares the name before any money leaves. */
  get isElsewhere(): boolean {
    return this.isNumber && homeOf(this.payeeNo.trim()) !== this.outlet;
  }
  /** The name keyed is not the holder's, as far as it is known here: in full, or masked for another outlet's. */
  get nameWrong(): boolean {
    const name = this.payeeName.trim();
    if (name === '') return false;
    if (this.isElsewhere) return this.there !== null && maskName(name) !== this.there.holder;
    return this.holder !== '' && name !== this.holder;
  }
  /** What keeps the entry from going on; null when it may. */
  get missing(): 'amount' | 'account' | 'payee' | 'name' | 'purpose' | 'fraud' | 'id' | 'reason' | null {
    if (this.account === null) return 'account';
    if (!this.isNumber || this.payeeName.trim() === '') return 'payee';
    if (this.nameWrong) return 'name';
    if (this.purpose.trim() === '') return 'purpose';
    if (!this.told) return 'fraud';
    if (!this.idMatches) return 'id';
    if (this.fen <= 0) return 'amount';
    return this.missingReason ? 'reason' : null;
  }

  /** Finds the holder of the number that was keyed. An older answer never replaces a newer one. */
  async resolve(): Promise<void> {
    const mine = ++this.resolving;
    const no = this.payeeNo.trim();
    if (no === this.there?.accountNo) return;
    [this.there, this.thereFailed] = [null, null];
    if (this.isElsewhere) return this.resolveThere(no, mine);
    const hits = this.isNumber ? await this.api.search(no, 3) : [];
    for (const hit of hits) {
      const card = await this.api.customer(hit.id);
      const account = card?.accounts.find((one) => one.accountNo === no) ?? null;
      if (mine !== this.resolving) return;
      if (account !== null && card !== null) {
        this.to = account;
        this.holder = card.name;
        return;
      }
    }
    if (mine !== this.resolving) return;
    this.to = null;
    this.holder = '';
  }

  private async resolveThere(no: string, mine: number): Promise<void> {
    [this.to, this.holder] = [null, ''];
    const answer = await this.api.elsewhere(no);
    if (mine !== this.resolving) return;
    if (answer.ok) this.there = answer.value;
    else this.thereFailed = answer.error;
  }

  draft(assume: boolean): Draft | null {
    if (this.account === null || !this.isNumber || (!assume && this.missing !== null)) return null;
    const idSeen = assume || this.idMatches;
    return {
      command: this.isElsewhere ? TRANSFER_ELSEWHERE : 'counter.transfer',
      payload: {
        account: this.account.id,
        ...(this.isElsewhere ? {} : { to_account: this.to?.id ?? null }),
        to_account_no: this.payeeNo.trim(),
        // What is still to be keyed does not stand in the way of looking at limits and balance.
        payee_name:
          assume && (this.payeeName.trim() === '' || this.nameWrong) ? this.holder || '-' : this.payeeName.trim(),
        purpose: assume && this.purpose.trim() === '' ? '-' : this.purpose.trim(),
        fen: this.fen,
        id_seen: idSeen,
        id_last4: idSeen ? (this.customer?.idLast4 ?? null) : null,
        fraud_told: assume || this.told,
        duplicate_reason: this.duplicateReason,
        household_reason: this.householdReason,
      },
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
