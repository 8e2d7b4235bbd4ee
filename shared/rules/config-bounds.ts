import type { Fen } from '../kernel/money.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from './config-defaults.ts';

/**
 * Between which figures a key of domain 4.3 may be set, and which key may not pass which [DEF]. Where the figure is the
 * law's, the bound is the law's: a bank may be stricter, never looser.
 */

interface Bounds {
  readonly min: number;
  readonly max: number;
}
const from = (min: number, max: number): Bounds => ({ min, max });

/** ¥1,000,000: no threshold of a counter lies above it. */
const COUNTER_MAX_FEN: Fen = 100_000_000;
/** ¥50,000: what is paid offline without the centre stays below the large-cash line. */
const OFFLINE_MAX_FEN: Fen = 4_999_999;

export const CONFIG_BOUNDS: Readonly<Record<ConfigKey, Bounds>> = {
  'auth.withdraw.chief_fen': from(1, COUNTER_MAX_FEN),
  'auth.withdraw.manager_fen': from(1, COUNTER_MAX_FEN),
  'auth.deposit.chief_fen': from(1, COUNTER_MAX_FEN),
  'auth.transfer.chief_fen': from(1, COUNTER_MAX_FEN),
  'auth.transfer.manager_fen': from(1, COUNTER_MAX_FEN),
  'transfer.fee_fen': from(0, 10_000),
  'auth.reverse.manager_fen': from(1, COUNTER_MAX_FEN),
  'auth.offline.withdraw.chief_fen': from(1, OFFLINE_MAX_FEN),
  'lost.large_fen': from(1, COUNTER_MAX_FEN),
  'cash.large_report_fen': from(1, 5_000_000),
  'transfer.large_report_fen': from(1, 50_000_000),
  'cash.cdd_fen': from(1, 5_000_000),
  'cash.reserve_fen': from(1, COUNTER_MAX_FEN),
  'agent.id_fen': from(1, 5_000_000),
  'till.limit_fen': from(100_000, 200_000_000),
  'outlet.vault_limit_fen': from(100_000, 1_000_000_000),
  'offline.lease_hours': from(1, 168),
  'offline.ladder.full_hours': from(1, 168),
  'offline.ladder.last_hours': from(1, 168),
  'offline.ladder.middle_percent': from(0, 100),
  'offline.withdraw.txn_fen': from(0, OFFLINE_MAX_FEN),
  'offline.withdraw.account_day_fen': from(0, OFFLINE_MAX_FEN),
  'offline.withdraw.account_lease_fen': from(0, COUNTER_MAX_FEN),
  'offline.withdraw.till_day_fen': from(0, COUNTER_MAX_FEN),
  'offline.withdraw.outlet_lease_fen': from(0, 1_000_000_000),
  'offline.deposit.txn_fen': from(0, OFFLINE_MAX_FEN),
  'offline.deposit.unknown_fen': from(0, OFFLINE_MAX_FEN),
  'offline.transfer.same_name_fen': from(0, COUNTER_MAX_FEN),
  'offline.remit_send_fen': from(0, OFFLINE_MAX_FEN),
  'offline.agency_fen': from(0, OFFLINE_MAX_FEN),
  'remit.least_fen': from(1, 100_000),
  'remit.most_fen': from(100, 5_000_000),
  'remit.id_fen': from(1, 5_000_000),
  'remit.expire_days': from(1, 365),
  'remit.fee_ppm': from(0, 100_000),
  'remit.fee_min_fen': from(0, 10_000),
  'remit.fee_max_fen': from(0, 100_000),
  'offline.capture_max_days': from(1, 60),
  'offline.queue_warn': from(100, 50_000),
  'offline.queue_block': from(100, 50_000),
  'clock.skew_warn_s': from(5, 3_600),
  'clock.anomaly_s': from(30, 86_400),
  'session.idle_lock_s': from(30, 3_600),
  'session.offline_login_days': from(2, 90),
  'pin.tries_per_day': from(1, 10),
  'lost.oral_days': from(5, 30),
  'lost.reissue_days': from(0, 30),
  'lost.fee_max_fen': from(0, 1_000),
  'passbook.page_rows': from(6, 40),
  'passbook.pages': from(1, 30),
  'dup.window_s': from(0, 86_400),
  'inter_branch.hold_s': from(60, 86_400),
  'case.second_person_fen': from(0, 500_000),
  'case.write_off.city_fen': from(0, COUNTER_MAX_FEN),
  'case.write_off.province_fen': from(0, COUNTER_MAX_FEN),
};

/** The first never passes the second: what is asked for earlier, or holds for less, is the smaller figure. */
const IN_ORDER: readonly (readonly [ConfigKey, ConfigKey])[] = [
  ['auth.withdraw.chief_fen', 'auth.withdraw.manager_fen'],
  ['auth.transfer.chief_fen', 'auth.transfer.manager_fen'],
  ['offline.ladder.full_hours', 'offline.ladder.last_hours'],
  ['offline.withdraw.txn_fen', 'offline.withdraw.account_day_fen'],
  ['offline.withdraw.account_day_fen', 'offline.withdraw.account_lease_fen'],
  ['offline.withdraw.account_lease_fen', 'offline.withdraw.outlet_lease_fen'],
  ['remit.least_fen', 'remit.most_fen'],
  ['remit.fee_min_fen', 'remit.fee_max_fen'],
  ['offline.queue_warn', 'offline.queue_block'],
  ['clock.skew_warn_s', 'clock.anomaly_s'],
  ['offline.capture_max_days', 'session.offline_login_days'],
  ['case.write_off.city_fen', 'case.write_off.province_fen'],
];

export const isConfigKey = (key: string): key is ConfigKey => Object.hasOwn(CONFIG_DEFAULTS, key);

/** The keys a value of `key` is compared with. */
export const configNeighbours = (key: string): readonly ConfigKey[] =>
  IN_ORDER.flatMap(([low, high]) => (low === key ? [high] : high === key ? [low] : []));

export type ConfigFault =
  | { readonly code: 'SETTING_BOUNDS'; readonly detail: Readonly<{ key: ConfigKey; min: number; max: number }> }
  | {
      readonly code: 'SETTING_ORDER';
      readonly detail: Readonly<{ key: ConfigKey; other: ConfigKey; value: number }>;
    };

/**
 * Why a key may not have this value, or null. `valueOf` says what the other keys are on that day.
 * SETTING_BOUNDS: outside its own bounds; SETTING_ORDER: it would pass, or fall below, the key named in `other`.
 */
export function configFault(key: ConfigKey, value: number, valueOf: (other: ConfigKey) => number): ConfigFault | null {
  const bounds = CONFIG_BOUNDS[key];
  if (value < bounds.min || value > bounds.max) return { code: 'SETTING_BOUNDS', detail: { ...bounds, key } };
  for (const [low, high] of IN_ORDER) {
    if (low === key && value > valueOf(high))
      return { code: 'SETTING_ORDER', detail: { key, other: high, value: valueOf(high) } };
    if (high === key && value < valueOf(low))
      return { code: 'SETTING_ORDER', detail: { key, other: low, value: valueOf(low) } };
  }
  return null;
}
