import { HOUR_MS } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { ConfigKey } from '../rules/config-defaults.ts';
import { leaseValidAt } from '../rules/lease.ts';
import { configValue, ladderPercent, limitShare, usedSince, usedWithin } from '../rules/limits.ts';
import { config } from '../tables/config.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { lease } from '../tables/device.ts';
import { accountDay, leaseUse, tillDay } from '../tables/totals.ts';
import { accountDayId, accountUseId, deviceUseId, tillDayId } from './booking.ts';
import type { RefusalCode } from './codes.ts';
import type { Facts, Rows } from './define.ts';

/**
 * The limits of an offline payout (domain 4.3, 4.4): what is used, what is allowed after the ladder, and the
 * configured limit before it. The same figures refuse at capture, show in previews and flag on the hub.
 */

export const valueOf = (rows: Rows, key: ConfigKey, facts: Facts): number =>
  configValue(rows.get(config, key), key, facts.businessDate);

export const configReads = (keys: readonly ConfigKey[]): RowKey[] => keys.map((key) => keyOf(config, key));

export const PAYOUT_CONFIG = [
  'offline.withdraw.txn_fen',
  'offline.withdraw.account_day_fen',
  'offline.withdraw.account_lease_fen',
  'offline.withdraw.till_day_fen',
  'offline.lease_hours',
  'offline.ladder.full_hours',
  'offline.ladder.last_hours',
  'offline.ladder.middle_percent',
] as const satisfies readonly ConfigKey[];

export interface PayoutLimit {
  readonly name: 'txn' | 'account_day' | 'account_lease' | 'till_day' | 'device_share';
  readonly code: RefusalCode;
  readonly usedFen: Fen;
  /** As configured (or as lent), before the ladder. */
  readonly baseFen: Fen;
  /** After the ladder. */
  readonly limitFen: Fen;
}

/** Age of the replica the entry was decided on, in ms; null when it had none. */
export const replicaAge = (facts: Facts): number | null =>
  facts.replicaAsOf === null ? null : Math.max(0, facts.capturedAt - facts.replicaAsOf);

/** 100, the middle share, or 0 when the replica is too old or missing. */
export function percentNow(rows: Rows, facts: Facts): number {
  const age = replicaAge(facts);
  if (age === null) return 0;
  return ladderPercent(age, {
    fullHours: valueOf(rows, 'offline.ladder.full_hours', facts),
    lastHours: valueOf(rows, 'offline.ladder.last_hours', facts),
    middlePercent: valueOf(rows, 'offline.ladder.middle_percent', facts),
  });
}

export const ageHours = (facts: Facts): number => Math.floor((replicaAge(facts) ?? 0) / HOUR_MS);

/** The lease exists, is this device's own and was valid at capture. */
export function leaseInForce(rows: Rows, facts: Facts): boolean {
  const held = facts.leaseId === null ? null : rows.get(lease, facts.leaseId);
  return held !== null && held.device === facts.device && leaseValidAt(held, facts.capturedAt);
}

export interface PayoutParts {
  readonly account: string | null;
  /** null: the cash leaves another outlet's till. */
  readonly till: string | null;
}

/** In the order of domain 4.2 check 17. The device's share is left out when its lease is not known here. */
export function payoutLimits(rows: Rows, facts: Facts, of: PayoutParts): readonly PayoutLimit[] {
  const percent = percentNow(rows, facts);
  const limits: PayoutLimit[] = [];
  const add = (name: PayoutLimit['name'], code: RefusalCode, usedFen: Fen, baseFen: Fen) =>
    limits.push({ name, code, usedFen, baseFen, limitFen: limitShare(baseFen, percent) });
  const hours = valueOf(rows, 'offline.lease_hours', facts);
  add('txn', 'OFFLINE_LIMIT_TXN', 0, valueOf(rows, 'offline.withdraw.txn_fen', facts));
  if (of.account !== null) {
    const day = rows.get(accountDay, accountDayId(of.account, facts.businessDate, facts.device))?.offline_out_fen ?? 0;
    add('account_day', 'OFFLINE_LIMIT_ACCOUNT', day, valueOf(rows, 'offline.withdraw.account_day_fen', facts));
    const uses = rows.get(leaseUse, accountUseId(of.account))?.uses ?? [];
    add(
      'account_lease',
      'OFFLINE_LIMIT_ACCOUNT',
      usedWithin(uses, facts.capturedAt, hours),
      valueOf(rows, 'offline.withdraw.account_lease_fen', facts),
    );
  }
  if (of.till !== null) {
    const tillUsed = rows.get(tillDay, tillDayId(of.till, facts.businessDate))?.offline_out_fen ?? 0;
    add('till_day', 'OFFLINE_LIMIT_TILL', tillUsed, valueOf(rows, 'offline.withdraw.till_day_fen', facts));
  }
  const held = facts.leaseId === null ? null : rows.get(lease, facts.leaseId);
  if (held !== null && facts.device !== null) {
    const uses = rows.get(leaseUse, deviceUseId(facts.device))?.uses ?? [];
    add('device_share', 'OFFLINE_LIMIT_OUTLET', usedSince(uses, facts.capturedAt, hours), held.share_fen);
  }
  return limits;
}
