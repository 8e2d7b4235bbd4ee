import type { Instant } from '../kernel/dates.ts';
import type { Post } from '../tables/employee.ts';

/**
 * The repair desk 修复台: why an entry is not posted although its time is over, and whose turn it is. Nothing is ever
 * taken away there: an entry leaves the desk by being posted, reversed or refunded.
 */
export const REPAIR_OWNERS = {
  /** Recorded a day ago and still not received. */
  unsent: 'chief_teller',
  /** A request whose time ran out without a verdict. */
  unknown: 'teller',
  /** Received an hour ago and neither judged nor held. */
  unanswered: 'it_admin',
  /** Judged an hour ago, and its rows have not come. */
  unsettled: 'it_admin',
  /** This build cannot show what it did. */
  broken: 'it_admin',
  /** What lies before it has not come. */
  gap: 'chief_teller',
  /** Two entries bear one number. */
  fork: 'supervision',
  broken_chain: 'supervision',
  /** Recorded, but the vault was never opened again to sign it. */
  unsigned: 'teller',
  /** Its tablet was out of service. */
  revoked: 'supervision',
  /** The centre has lost everything, and the outlet's opening balances are not approved. */
  rebuild: 'ops_manager',
  /** The centre cannot read it, or its own code failed on it. */
  unreadable: 'it_admin',
  assertion: 'it_admin',
  /** Some of its money lies in suspense. */
  suspense: 'supervision',
  /** A tablet spoke of it and it never came. */
  missing: 'chief_teller',
} as const satisfies Readonly<Record<string, Post>>;
export type RepairReason = keyof typeof REPAIR_OWNERS;

export const isRepairReason = (word: string): word is RepairReason => Object.hasOwn(REPAIR_OWNERS, word);

/** A day without a line is a day; longer, and somebody takes the journal where there is one. */
export const UNSENT_MS = 24 * 3_600_000;
export const JUDGING_MS = 3_600_000;

export interface EntryState {
  readonly capturedAt: Instant;
  /** Until when a request may be answered; null for everything else. */
  readonly deadline: Instant | null;
  /** An advice or an abandon took the place of the request. */
  readonly isReplaced: boolean;
  readonly isReceived: boolean;
  readonly verdict: 'posted' | 'posted_with_exception' | 'suspense' | 'held' | 'rejected' | null;
  /** Why it is held. */
  readonly heldFor: string | null;
  /** Its own code fails in this build. */
  readonly isBroken: boolean;
  /** The rows of its verdict are here. */
  readonly isSettled: boolean;
  /** Of it, what lies in suspense now, fen; nothing once the case is closed. */
  readonly suspenseFen: number;
}

/** Why an entry stands at the repair desk, or null. @param now trusted time, ms */
export function repairReason(entry: EntryState, now: Instant): RepairReason | null {
  const age = now - entry.capturedAt;
  if (entry.verdict === 'held')
    return entry.heldFor !== null && isRepairReason(entry.heldFor) ? entry.heldFor : 'unanswered';
  if (entry.suspenseFen > 0) return 'suspense';
  if (entry.isSettled || entry.verdict === 'rejected' || entry.isReplaced) return null;
  if (entry.isBroken) return 'broken';
  if (entry.verdict !== null) return age > JUDGING_MS ? 'unsettled' : null;
  if (entry.deadline !== null) return now > entry.deadline ? 'unknown' : null;
  if (entry.isReceived) return age > JUDGING_MS ? 'unanswered' : null;
  return age > UNSENT_MS ? 'unsent' : null;
}
