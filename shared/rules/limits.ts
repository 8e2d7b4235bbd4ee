import type { BusinessDate, Instant } from '../kernel/dates.ts';
import { HOUR_MS } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { RowOf } from '../tables/define.ts';
import type { config } from '../tables/config.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from './config-defaults.ts';

/**
 * Limits and what the age of the replica leaves of them (domain 4.3, 4.4, 11.1, 11.2).
 * Amounts equal to a limit are allowed; shares of limits are floored.
 */

/** The value of a key on a business date: the unit's row `key`, else the default. */
export function configValue(row: RowOf<typeof config> | null, key: ConfigKey, on: BusinessDate): number {
  if (row === null) return CONFIG_DEFAULTS[key];
  if (on >= row.effective_from) return row.value;
  return row.value_before ?? CONFIG_DEFAULTS[key];
}

export interface Ladder {
  readonly fullHours: number;
  readonly lastHours: number;
  readonly middlePercent: number;
}
export const DEFAULT_LADDER: Ladder = { fullHours: 24, lastHours: 72, middlePercent: 50 };

/** Share of the withdrawal limits in percent at a replica age in ms; 0 means REPLICA_STALE. */
export function ladderPercent(ageMs: number, ladder: Ladder = DEFAULT_LADDER): number {
  if (ageMs <= ladder.fullHours * HOUR_MS) return 100;
  return ageMs <= ladder.lastHours * HOUR_MS ? ladder.middlePercent : 0;
}

/** floor(limit x percent / 100). */
export const limitShare = (limitFen: Fen, percent: number): Fen => Math.floor((limitFen * percent) / 100);

export interface Use {
  readonly at: Instant;
  readonly fen: Fen;
}

/** Sum of the uses in (at - hours, at]. */
export const usedWithin = (uses: readonly Use[], at: Instant, hours: number): Fen =>
  usedSince(
    uses.filter((use) => use.at <= at),
    at,
    hours,
  );

/**
 * Sum of the uses after `at - hours`. For the share of a device: what it paid before lies in its past whatever its
 * clock said then, so setting a clock back never gives a share anew.
 */
export function usedSince(uses: readonly Use[], at: Instant, hours: number): Fen {
  const from = at - hours * HOUR_MS;
  let sum = 0;
  for (const use of uses) if (use.at > from) sum += use.fen;
  return sum;
}
