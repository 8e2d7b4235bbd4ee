import type { Captured, Draft } from '../worker/api.ts';
import { CashFlow } from './cash-flow.svelte.ts';

/** Cash a customer brings back of what was paid too much. An advice: the notes lie on the counter. */
export class RepayFlow extends CashFlow {
  /** The case of the payout. */
  of = '';
  payer = $state('');

  get missing(): 'payer' | 'amount' | null {
    if (this.payer.trim() === '') return 'payer';
    return this.fen <= 0 ? 'amount' : null;
  }

  draft(_assume: boolean): Draft | null {
    if (this.missing !== null) return null;
    return {
      command: 'counter.repay',
      payload: {
        case: this.of,
        fen: this.fen,
        denominations: this.counting ? this.sheet.lines : [],
        payer_name: this.payer.trim(),
      },
    };
  }

  protected paysOut(_captured: Captured): boolean {
    return false;
  }
}
