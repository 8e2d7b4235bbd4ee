import type { Instant } from '../../shared/kernel/dates.ts';

/** Counts tries per key in a fixed window. Memory is bounded: when too many keys are known the oldest go first. */
export interface RateLimit {
  /** 0 when the try is allowed, else the milliseconds until the next one is. */
  take(key: string): number;
}

const KEYS_MAX = 10_000;

export function createRateLimit(rule: {
  readonly tries: number;
  readonly windowMs: number;
  readonly now: () => Instant;
}): RateLimit {
  const windows = new Map<string, { startedAt: Instant; tries: number }>();
  return {
    take(key) {
      const at = rule.now();
      const known = windows.get(key);
      if (known === undefined || at - known.startedAt >= rule.windowMs) {
        windows.delete(key);
        const oldest = windows.keys().next();
        if (windows.size >= KEYS_MAX && !oldest.done) windows.delete(oldest.value);
        windows.set(key, { startedAt: at, tries: 1 });
        return 0;
      }
      known.tries += 1;
      return known.tries <= rule.tries ? 0 : known.startedAt + rule.windowMs - at;
    },
  };
}
