import { signedFen } from './berka-commands.ts';
import type { Transaction } from './berka-files.ts';

/**
 * How low each account's own sum of signed amounts ever stands. The source let some accounts go below zero, so
 * each gets the overdraft line its history needs, rounded up to whole thousands of yuan; the others get none.
 */
export interface LedgerLow {
  add(record: Transaction): void;
  overdraftLineFen(account: number): number;
}

const LINE_STEP_FEN = 100_000;

export function accountBalances(): LedgerLow {
  const balances = new Map<number, number>();
  const lowest = new Map<number, number>();
  return {
    add(record) {
      const balance = (balances.get(record.account) ?? 0) + signedFen(record);
      balances.set(record.account, balance);
      if (balance < (lowest.get(record.account) ?? 0)) lowest.set(record.account, balance);
    },
    overdraftLineFen: (account) => Math.ceil(-(lowest.get(account) ?? 0) / LINE_STEP_FEN) * LINE_STEP_FEN + 0,
  };
}
