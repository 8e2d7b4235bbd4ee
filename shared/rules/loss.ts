import { DAY_MS, type Instant } from '../kernel/dates.ts';

/**
 * When a loss, freeze or stop bars a payment (domain 11.5, 11.7): "at or after" its effective time everywhere.
 * An oral loss lapses at effective time + `oralDays` full days; a payment at that very instant is allowed.
 */
export interface LossState {
  readonly status: string;
  readonly lost_at: Instant | null;
}

export function lostAt(state: LossState, at: Instant, oralDays = 5): boolean {
  if (state.lost_at === null || at < state.lost_at) return false;
  if (state.status === 'lost_written') return true;
  return state.status === 'lost_oral' && at < state.lost_at + oralDays * DAY_MS;
}

export interface FreezeState {
  readonly frozen_at: Instant | null;
  readonly frozen_until: Instant | null;
  readonly stop_pay_at: Instant | null;
}

export function frozenAt(state: FreezeState, at: Instant): boolean {
  if (state.stop_pay_at !== null && at >= state.stop_pay_at) return true;
  if (state.frozen_at === null || at < state.frozen_at) return false;
  return state.frozen_until === null || at < state.frozen_until;
}
