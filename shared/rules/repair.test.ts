import { describe, expect, it } from 'vitest';
import { REPAIR_OWNERS, repairReason, type EntryState } from './repair.ts';

const HOUR = 3_600_000;
const AT = 1_790_000_000_000;
const fresh: EntryState = {
  capturedAt: AT,
  deadline: null,
  isReplaced: false,
  isReceived: false,
  verdict: null,
  heldFor: null,
  isBroken: false,
  isSettled: false,
  suspenseFen: 0,
};
const why = (change: Partial<EntryState>, hours: number) => repairReason({ ...fresh, ...change }, AT + hours * HOUR);

describe('the repair desk', () => {
  it('asks for an entry a day after it was recorded, an hour after it was received, and at once when it is held', () => {
    expect([why({}, 24), why({}, 24.01)]).toEqual([null, 'unsent']);
    expect([why({ isReceived: true }, 1), why({ isReceived: true }, 1.01)]).toEqual([null, 'unanswered']);
    const judged = { isReceived: true, verdict: 'posted' } as const;
    expect([why(judged, 1), why(judged, 1.01), why({ ...judged, isSettled: true }, 99)]).toEqual([
      null,
      'unsettled',
      null,
    ]);
    for (const heldFor of ['gap', 'fork', 'broken_chain', 'unsigned', 'revoked'])
      expect(why({ verdict: 'held', heldFor }, 0)).toBe(heldFor);
  });

  it('a request without a verdict is unknown after its deadline, and no more once it is replaced', () => {
    const deadline = AT + 20_000;
    expect(repairReason({ ...fresh, deadline }, AT + 20_000)).toBeNull();
    expect(repairReason({ ...fresh, deadline }, AT + 20_001)).toBe('unknown');
    expect(repairReason({ ...fresh, deadline, isReplaced: true }, AT + 90_000)).toBeNull();
  });

  it('money in suspense stands there until its case is closed; what was refused does not', () => {
    expect(why({ isReceived: true, verdict: 'suspense', isSettled: true, suspenseFen: 1 }, 0)).toBe('suspense');
    expect(why({ isReceived: true, verdict: 'suspense', isSettled: true, suspenseFen: 0 }, 0)).toBeNull();
    expect(why({ verdict: 'rejected', isReceived: true }, 99)).toBeNull();
    expect(why({ isBroken: true, isReceived: true }, 0)).toBe('broken');
  });

  it('every reason has one owner', () => {
    expect(REPAIR_OWNERS).toEqual({
      unsent: 'chief_teller',
      unknown: 'teller',
      unanswered: 'it_admin',
      unsettled: 'it_admin',
      broken: 'it_admin',
      gap: 'chief_teller',
      fork: 'supervision',
      broken_chain: 'supervision',
      unsigned: 'teller',
      revoked: 'supervision',
      rebuild: 'ops_manager',
      unreadable: 'it_admin',
      assertion: 'it_admin',
      suspense: 'supervision',
      missing: 'chief_teller',
    });
  });
});
