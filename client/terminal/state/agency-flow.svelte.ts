import type { Captured, Draft } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

/** Cash for a bill. An advice: the notes lie on the counter. */
export class AgencyFlow extends CashFlow {
  biller = $state('');
  payerNo = $state('');
  payerName = $state('');
  period = $state('');

  get missing(): 'biller' | 'payer' | 'period' | 'amount' | null {
    if (this.biller === '') return 'biller';
    if (!/^[\w-]{4,24}$/.test(this.payerNo.trim())) return 'payer';
    if (!/^[\w-]{4,12}$/.test(this.period.trim())) return 'period';
    return this.fen <= 0 ? 'amount' : null;
  }

  draft(_assume: boolean): Draft | null {
    if (this.missing !== null) return null;
    return {
      command: 'counter.agency_collect',
      payload: {
        biller: this.biller,
        payer_no: this.payerNo.trim(),
        period: this.period.trim(),
        payer_name: this.payerName.trim() === '' ? null : this.payerName.trim(),
        fen: this.fen,
        denominations: this.counting ? this.sheet.lines : [],
      },
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
