import { isAmount, type Fen } from '../kernel/money.ts';
import type { RowKey, RowOf } from '../tables/define.ts';
import { code } from '../tables/fields.ts';
import type { interaction } from '../tables/interaction.ts';
import { postsOf } from './checks.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { configReads, valueOf } from './payout-limits.ts';

/** What taking back an entry of the day asks, wherever its money went (domain 4.7). */

export const REVERSAL_REASON = code(
  'wrong_amount',
  'wrong_account',
  'double_entry',
  'customer_request',
  'print_fault',
  'other',
);

/** Taken back once, on its business date, by its maker or a chief teller. */
export function checkTakesBack(
  rows: Rows,
  facts: Facts,
  row: RowOf<typeof interaction>,
): Refusal<'ALREADY_REVERSED' | 'REVERSAL_LATE' | 'REVERSAL_NOT_OWN'> | null {
  if (row.reversed_by !== null || row.status === 'reversed') return { code: 'ALREADY_REVERSED', detail: {} };
  if (row.business_date !== facts.businessDate)
    return { code: 'REVERSAL_LATE', detail: { business_date: row.business_date } };
  const standsIn = postsOf(rows, facts.maker, facts.businessDate).includes('chief_teller');
  return row.maker === facts.maker || standsIn ? null : { code: 'REVERSAL_NOT_OWN', detail: {} };
}

/** Keys to know who must approve it. */
export const reversalReads = (): RowKey[] => configReads(['auth.reverse.manager_fen']);

/** Who must approve it: always a second person, the manager from 50,000 yuan. */
export const reversalApprover = (rows: Rows, facts: Facts, fen: Fen): 'chief_teller' | 'outlet_manager' =>
  isAmount(fen) && fen >= valueOf(rows, 'auth.reverse.manager_fen', facts) ? 'outlet_manager' : 'chief_teller';
