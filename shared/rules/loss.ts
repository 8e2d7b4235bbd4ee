import { DAY_MS, type Instant } from '../kernel/dates.ts';

/**
 * When a loss, freeze or stop bars a payment (domain 11.5, 11.7): "at or after" its effective time everywhere, and no
 * longer from the instant it was lifted on. An oral loss lapses at effective time + `oralDays` full days; a payment at
 * that very instant is allowed.
 */
export interface LossState {
  readonly status: string;
  readonly lost_at: Instant | null;
  readonly lost_until: Instant | null;
}

export function lostAt(state: LossState, at: Instant, oralDays = 5): boolean {
  if (state.lost_at === null || at < state.lost_at) return false;
  if (state.lost_until !== null) return at < state.lost_until;
  if (state.status === 'lost_written') return true;
  return state.status === 'lost_oral' && at < state.lost_at + oralDays * DAY_MS;
}

export interface FreezeState {
  readonly frozen_at: Instant | null;
  readonly frozen_until: Instant | null;
  readonly stop_pay_at: Instant | null;
  readonly stop_pay_until: Instant | null;
}

const within = (from: Instant | null, until: Instant | null, at: Instant): boolean =>
  from !== null && at >= from && (until === null || at < until);

/** An inner stop of the bank's own, as opposed to a freeze by an authority. */
export const stoppedAt = (state: FreezeState, at: Instant): boolean =>
  within(state.stop_pay_at, state.stop_pay_until, at);

export const frozenAt = (state: FreezeState, at: Instant): boolean =>
  stoppedAt(state, at) || within(state.frozen_at, state.frozen_until, at);
