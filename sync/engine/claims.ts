import type { Claim } from '../protocol/claim.ts';
import type { SigmaKey } from './ports.ts';

/**
 * Running claims: what a device says it captured, per (command, direction, business date), and what the hub has of
 * it. The claims of a hello cover the newest entries of its journal, exactly as many as their counts add up to, so
 * both sides sum the same entries. Pure.
 */
export interface Counted {
  readonly sigma: SigmaKey;
  readonly businessDate: string;
}
export interface ClaimDifference {
  readonly command: string;
  readonly direction: Claim['direction'];
  readonly businessDate: string;
  readonly device: { readonly count: number; readonly fen: number };
  readonly centre: { readonly count: number; readonly fen: number };
}

const NOTHING = { count: 0, fen: 0 };
const keyOf = (claim: Pick<Claim, 'command' | 'direction' | 'businessDate'>): string =>
  `${claim.businessDate} ${claim.command} ${claim.direction}`;

export function sumClaims(entries: readonly Counted[]): readonly Claim[] {
  const sums = new Map<string, Claim>();
  for (const { sigma, businessDate } of entries) {
    const { command, direction, fen } = sigma;
    const one = { command, direction, businessDate, count: 1, fen };
    const before = sums.get(keyOf(one)) ?? NOTHING;
    sums.set(keyOf(one), { ...one, count: before.count + 1, fen: before.fen + fen });
  }
  return [...sums.values()];
}

/** First seq that the claims of a journal of `headSeq` entries cover. */
export const firstClaimed = (headSeq: number, claims: readonly Claim[]): number =>
  headSeq + 1 - claims.reduce((sum, claim) => sum + claim.count, 0);

/** Where the two sides do not say the same, by date, command and direction. */
export function claimDifferences(device: readonly Claim[], centre: readonly Claim[]): readonly ClaimDifference[] {
  const ours = new Map(centre.map((claim) => [keyOf(claim), claim]));
  const theirs = new Map(device.map((claim) => [keyOf(claim), claim]));
  const all = new Map([...ours, ...theirs]);
  return [...all.keys()].sort().flatMap((key) => {
    const claim = all.get(key);
    const [said, has] = [theirs.get(key) ?? NOTHING, ours.get(key) ?? NOTHING];
    if (claim === undefined || (said.count === has.count && said.fen === has.fen)) return [];
    const { command, direction, businessDate } = claim;
    const [mine, centreHas] = [said, has].map(({ count, fen }) => ({ count, fen }));
    return [{ command, direction, businessDate, device: mine ?? NOTHING, centre: centreHas ?? NOTHING }];
  });
}
