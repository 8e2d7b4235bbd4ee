import { needsGuardian } from '../../../shared/rules/id-number.ts';
import { CONSENT_TEXTS } from '../../../shared/rules/consent.ts';
import type { Captured, Draft } from '../worker/api.ts';
import { CashFlow, NO_HASH } from './cash-flow.svelte.ts';

/** Opening of a demand account: online with its first deposit and the next passbook, without a line an application. */
export class OpenFlow extends CashFlow {
  accountClass = $state<'I' | 'II'>('I');
  rule = $state<'id' | 'none'>('id');
  last4 = $state('');
  checked = $state(false);
  agreed = $state(false);
  guardianName = $state('');
  guardianId = $state('');
  /** The next passbook of the own till; null = none. */
  passbookNo = $state<string | null>(null);
  online = $state(true);
  today = '1970-01-01';

  get application(): string | null {
    return this.customer?.accounts.find((one) => one.status === 'pending')?.id ?? null;
  }
  get idMatches(): boolean {
    return this.customer !== null && this.last4.toUpperCase() === this.customer.idLast4.toUpperCase();
  }
  get isMinor(): boolean {
    return this.customer !== null && needsGuardian(this.customer.birthDate, this.today);
  }
  protected override get hasAmount(): boolean {
    return !this.online || this.fen > 0;
  }
  get missing(): 'amount' | 'id' | 'check' | 'consent' | 'guardian' | 'voucher' | 'reason' | null {
    // Without a book nothing else of it is worth doing.
    if (this.online && this.passbookNo === null) return 'voucher';
    if (!this.idMatches) return 'id';
    if (this.isMinor && (this.guardianName === '' || this.guardianId === '')) return 'guardian';
    if (this.online && !this.checked) return 'check';
    if (!this.agreed) return 'consent';
    if (this.online && this.fen <= 0) return 'amount';
    return this.missingReason ? 'reason' : null;
  }

  draft(assume: boolean): Draft | null {
    if (this.customer === null) return null;
    const idSeen = assume || this.idMatches;
    const { online } = this;
    return {
      command: 'counter.open_demand',
      payload: {
        customer: this.customer.id,
        application: online ? this.application : null,
        account_class: this.accountClass,
        passbook_no: online ? this.passbookNo : null,
        withdraw_rule: this.rule,
        fen: online ? this.fen : 0,
        denominations: online && this.counting ? this.sheet.lines : [],
        id_seen: idSeen,
        id_last4: idSeen ? this.customer.idLast4 : null,
        id_check: online && (assume || this.checked) ? 'passed' : 'not_done',
        service_text: assume || this.agreed ? CONSENT_TEXTS.service : null,
        guardian_name: this.guardianName === '' ? null : this.guardianName,
        guardian_id_no: this.guardianId === '' ? null : this.guardianId,
        signature_hash: this.signature?.hash ?? (assume ? NO_HASH : null),
        household_reason: this.householdReason,
      },
      ...(this.signature === null ? {} : { signature: this.signature.png }),
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
