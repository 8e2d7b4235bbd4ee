/** A seeded source of scattered numbers: the same seed makes the same demo data on every machine. Not for secrets. */
export interface Random {
  /** 0 <= n < limit, an integer. */
  below(limit: number): number;
  /** true in `percent` of 100 draws. */
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A positive amount whose median is `median`, now and then ten times as much. */
  spread(median: number): number;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (percent) => next() * 100 < percent,
    pick: (list) => {
      const item = list[below(list.length)];
      if (item === undefined) throw new RangeError('pick from an empty list');
      return item;
    },
    spread: (median) => Math.max(1, Math.round(median * Math.exp((next() + next() + next() - 1.5) * 2.2))),
  };
}
