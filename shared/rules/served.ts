import type { RowOf } from '../tables/define.ts';
import type { interaction } from '../tables/interaction.ts';

/** Done to an account, not for its holder. */
const NOT_FOR_THE_HOLDER: ReadonlySet<string> = new Set([
  'counter.stop_pay',
  'counter.lift_stop',
  'counter.freeze',
  'counter.unfreeze',
]);

/** A person was served at a counter: not a count of cash, nor what came from another channel or by itself. */
export const isServed = (row: Pick<RowOf<typeof interaction>, 'channel' | 'customer' | 'kind'>): boolean =>
  row.channel === 'counter' && row.customer !== null && !NOT_FOR_THE_HOLDER.has(row.kind);
