import type { Fen } from '../kernel/money.ts';
import { account } from '../tables/account.ts';
import type { CounterEntry } from './cash.ts';
import type { Rows } from './define.ts';
import { PAYOUT_CONFIG } from './payout-limits.ts';

/** A deposit or withdrawal as a paper tells it: entered at the counter from a slip, or at the county for a lost tablet. */

/** Configuration it is judged by. */
export const PAPER_CONFIG = [
  'cash.large_report_fen',
  'dup.window_s',
  'lost.oral_days',
  'offline.deposit.txn_fen',
  ...PAYOUT_CONFIG,
] as const;

/** @param of.account row id of the account, where it is one of these books */
export const paperEntry = (
  rows: Rows,
  of: {
    readonly kind: 'counter.deposit' | 'counter.withdraw';
    readonly fen: Fen;
    readonly account: string | null;
    readonly accountNo: string | null;
    readonly till: string;
    readonly voucherNo: string | null;
    readonly slipNo: string | null;
  },
): CounterEntry => ({
  kind: of.kind,
  channel: 'counter',
  direction: of.kind === 'counter.deposit' ? 'in' : 'out',
  fen: of.fen,
  account: of.account,
  accountNo: of.accountNo,
  customer: of.account === null ? null : (rows.get(account, of.account)?.customer ?? null),
  card: null,
  till: of.till,
  voucherNo: of.voucherNo,
  summary: `paper ${of.slipNo ?? '-'}`,
});
