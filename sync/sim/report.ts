import { FAULTS } from './mishaps.ts';
import { POISONS } from './poison.ts';
import { STRANGERS } from './stranger.ts';

/**
 * What must have happened in a run of many seeds for it to prove anything: every fault, every verdict, every reason to
 * keep an entry and every reason to close a line that the simulator can bring about. `silent` and `leaving`
 * are the socket's and the terminal's own words and come from no hub session.
 */
export const EXPECTED: readonly string[] = [
  ...FAULTS.map((fault) => `fault ${fault}`),
  ...POISONS.map((poison) => `poison ${poison}`),
  ...['posted', 'posted_with_exception', 'suspense', 'rejected'].map((verdict) => `verdict ${verdict}`),
  ...['broken_chain', 'fork', 'gap', 'revoked', 'unreadable', 'unsigned'].map((reason) => `kept ${reason}`),
  ...new Set(
    [...STRANGERS, 'device_revoked', 'overloaded', 'replaced', 'restarting'].map((reason) => `close ${reason}`),
  ),
  ...['posted', 'rejected', 'replaced', 'unknown'].map((answer) => `request ${answer}`),
  'refused storage_full',
  'refused rows_broken',
  'refused rebuilding',
  'lost tablet found',
  'journal decided about',
  'declared lost and came after all',
  'entered from paper',
  'stood for and came after all',
  ...['posted', 'refused', 'met', 'differs'].map((status) => `stand-in ${status}`),
  'lost tablet rebuilt from paper',
  'journal of a found tablet let in',
  ...['van answer refused VAN_REPLAYED', 'van answer refused VAN_STALE', 'van answered', 'van brought news'],
  'messages relayed',
  'holds lapsed',
  'known again by its certificate',
  'opening agreed to by two',
  'opening broke off',
  'journals judged at an opening',
  'outlet opened again',
];

/** Those that happened less than `min` times. */
export const rare = (counts: ReadonlyMap<string, number>, min: number): readonly string[] =>
  EXPECTED.filter((what) => (counts.get(what) ?? 0) < min).map((what) => `${what}: ${counts.get(what) ?? 0}`);
