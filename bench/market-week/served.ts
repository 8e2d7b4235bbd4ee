import type { AccountView, CustomerCard } from '../../client/terminal/worker/api.ts';
import type { Random } from '../../sync/sim/random.ts';
import type { Counter } from './counter.ts';
import type { Payee, Remittance } from './elsewhere.ts';
import type { Errand } from './papers.ts';
import { amountOf } from './plan.ts';
import type { Staff } from './staff.ts';

/** Who stands at the counter and what the clerk sees of them: what all visits begin with. */

export interface Served {
  readonly counter: Counter;
  readonly random: Random;
  readonly person: CustomerCard;
  readonly pension: boolean;
  /** Where the counter stands, and where else remittances are paid. */
  readonly here: string;
  readonly outlets: readonly string[];
  readonly staff: Staff;
  /** The first tablet, where the chief teller has the main till. */
  readonly desk: Counter;
  /** Taken in and not paid yet, over all outlets. */
  readonly remittances: Remittance[];
  /** Begun at this outlet and to be taken up again. */
  readonly errands: Errand[];
  /** Accounts that customers of other outlets name, by outlet. */
  readonly payees: ReadonlyMap<string, readonly Payee[]>;
}

export const demandOf = (person: CustomerCard): readonly AccountView[] =>
  person.accounts.filter((one) => one.kind === 'demand' && one.status === 'active');

/** What people send: never more than half of what they have. */
export const halfOf = (random: Random, of: AccountView): number =>
  Math.min(amountOf(random, 'withdraw', false), Math.floor(of.availableFen / 20_000) * 10_000);
