import { remitNo, remitPasswordHash } from '../../../shared/rules/remittance.ts';
import type { Captured, Draft } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

export type RemitMode = 'id' | 'password' | 'account';
const DRAWN = 2 ** 32;
const drawn = (): number => {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high + low / DRAWN) / DRAWN;
};

/** Cash for a payee at this outlet or another. An advice: the notes and the fee lie on the counter. */
export class RemitFlow extends CashFlow {
  /** One number for this entry, however often it is looked at. */
  readonly no = remitNo(drawn());
  senderName = $state('');
  senderId = $state('');
  payeeName = $state('');
  address = $state('');
  postcode = $state('');
  outlet = $state('');
  mode = $state<RemitMode>('id');
  password = $state('');
  accountNo = $state('');

  get missing(): 'sender' | 'payee' | 'address' | 'password' | 'account' | 'amount' | 'reason' | null {
    if (this.senderName.trim() === '') return 'sender';
    if (this.payeeName.trim() === '') return 'payee';
    if (this.address.trim() === '') return 'address';
    if (this.mode === 'password' && !/^\d{6}$/.test(this.password)) return 'password';
    if (this.mode === 'account' && !/^\d{15}$/.test(this.accountNo.trim())) return 'account';
    if (this.fen <= 0) return 'amount';
    return this.missingReason ? 'reason' : null;
  }

  draft(_assume: boolean): Draft | null {
    if (this.missing !== null && this.missing !== 'reason') return null;
    const senderId = this.senderId.trim();
    return {
      command: 'counter.remit_send',
      payload: {
        remit_no: this.no,
        fen: this.fen,
        mode: this.mode,
        customer: this.customer?.id ?? null,
        sender_name: this.senderName.trim(),
        sender_id_type: senderId === '' ? null : '01',
        sender_id_no: senderId === '' ? null : senderId,
        payee_name: this.payeeName.trim(),
        payee_address: this.address.trim(),
        postcode: /^\d{6}$/.test(this.postcode) ? this.postcode : null,
        account_no: this.mode === 'account' ? this.accountNo.trim() : null,
        to_outlet: this.outlet === '' ? undefined : this.outlet,
        password_hash: this.mode === 'password' ? remitPasswordHash(this.no, this.password) : null,
        duplicate_reason: this.duplicateReason,
      },
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
