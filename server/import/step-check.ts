import type { Transaction } from './berka-files.ts';
import { signedFen } from './berka-commands.ts';
import { stepFit } from './posting-order.ts';
import { dayToDate } from '../../shared/kernel/dates.ts';

/**
 * Follows the balances the source stored, in whatever order records are given: the balance starts at 0, each step
 * is compared with the stored balance, then the stored balance is taken over. A measure of an order, never an input.
 */

export interface BadStep {
  readonly account: number;
  readonly key: number;
  readonly date: string;
  readonly amountFen: number;
  readonly previousFen: number;
  readonly storedFen: number;
}
export interface StepReport {
  readonly accounts: number;
  readonly accountsExact: number;
  readonly accountsWithin: number;
  readonly stepsExact: number;
  readonly stepsWithin: number;
  readonly stepsOff: number;
  readonly lastBalancesFen: number;
  readonly netFen: number;
  readonly negativeAccounts: number;
  /** The first five, by account in the order in which accounts appear. */
  readonly firstOff: readonly BadStep[];
}

interface Followed {
  balanceFen: number;
  exact: boolean;
  off: BadStep[];
}
const SHOWN = 5;

export class StepCheck {
  #accounts = new Map<number, Followed>();
  #exact = 0;
  #within = 0;
  #off = 0;
  #netFen = 0;

  /** Accounts are listed in the order in which they are met, whatever order their records are followed in. */
  meet(account: number): Followed {
    const known = this.#accounts.get(account);
    if (known !== undefined) return known;
    const met = { balanceFen: 0, exact: true, off: [] };
    this.#accounts.set(account, met);
    return met;
  }

  add(record: Transaction): void {
    const fen = signedFen(record);
    const followed = this.meet(record.account);
    const fit = stepFit(followed.balanceFen, { key: record.id, fen, storedFen: record.storedFen });
    if (fit === 'exact') this.#exact += 1;
    else followed.exact = false;
    if (fit === 'within') this.#within += 1;
    if (fit === 'off') {
      this.#off += 1;
      if (followed.off.length < SHOWN) followed.off.push(badStep(record, followed.balanceFen));
    }
    this.#netFen += fen;
    followed.balanceFen = record.storedFen;
  }

  report(): StepReport {
    const all = [...this.#accounts.values()];
    return {
      accounts: all.length,
      accountsExact: all.filter((one) => one.exact).length,
      accountsWithin: all.filter((one) => one.off.length === 0).length,
      stepsExact: this.#exact,
      stepsWithin: this.#within,
      stepsOff: this.#off,
      lastBalancesFen: all.reduce((sum, one) => sum + one.balanceFen, 0),
      netFen: this.#netFen,
      negativeAccounts: all.filter((one) => one.balanceFen < 0).length,
      firstOff: all.flatMap((one) => one.off).slice(0, SHOWN),
    };
  }
}

const badStep = (record: Transaction, previousFen: number): BadStep => ({
  account: record.account,
  key: record.id,
  date: dayToDate(record.day),
  amountFen: record.amountFen,
  previousFen,
  storedFen: record.storedFen,
});
