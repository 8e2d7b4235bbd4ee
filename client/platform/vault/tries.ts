import type { KeyDatabase } from './key-database.ts';

/** Durable counters of wrong passwords and PINs: the fifth locks for 30 minutes. A try counts before it is judged. */
export const TRIES_MAX = 5;
export const LOCK_MS = 30 * 60_000;

export interface Tries {
  /** Counts one try; answers the end of the lock (ms) when no try is allowed now, else null. */
  begin(key: string, now: number): Promise<number | null>;
  succeeded(key: string): Promise<void>;
  lockedUntil(key: string, now: number): Promise<number | null>;
}

export function createTries(db: KeyDatabase): Tries {
  return {
    begin: (key, now) =>
      db.transaction('rw', db.tries, async () => {
        const known = await db.tries.get(key);
        const until = known?.lockedUntil ?? null;
        if (until !== null && until > now) return until;
        const count = (until === null ? (known?.count ?? 0) : 0) + 1;
        await db.tries.put({ key, count, lockedUntil: count >= TRIES_MAX ? now + LOCK_MS : null });
        return null;
      }),
    succeeded: async (key) => {
      await db.tries.delete(key);
    },
    lockedUntil: async (key, now) => {
      const until = (await db.tries.get(key))?.lockedUntil ?? null;
      return until !== null && until > now ? until : null;
    },
  };
}
