import type { RowOf } from '../tables/define.ts';
import type { interaction } from '../tables/interaction.ts';

/** A person was served at a counter: not a count of cash, nor what came from another channel or by itself. */
export const isServed = (row: Pick<RowOf<typeof interaction>, 'channel' | 'customer'>): boolean =>
  row.channel === 'counter' && row.customer !== null;
