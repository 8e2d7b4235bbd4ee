import { DAY_MS } from '../../../shared/kernel/dates.ts';

/**
 * How far the drill played last on this tablet came: the one thing that is carried out of practice, and nothing of whom or
 * what it was played with. It waits a day for the clerk whose it was.
 */
export interface KeptDrill {
  readonly done: number;
  readonly of: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
const KEY = 'yizhan.drill';

/** A drill of which nothing was done is none. */
export function keepDrill(storage: Kept, drill: KeptDrill): void {
  if (drill.done === 0) return;
  storage.setItem(KEY, JSON.stringify(drill));
}

export const forgetDrill = (storage: Kept): void => storage.removeItem(KEY);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** null = none waits, or what lies there is too old or not ours. */
export function readDrill(storage: Kept, now: number): KeptDrill | null {
  try {
    const found = JSON.parse(storage.getItem(KEY) ?? 'null') as Partial<Record<keyof KeptDrill, unknown>> | null;
    if (found === null) return null;
    const { done, of, startedAt, endedAt } = found;
    if (!isCount(done) || !isCount(of) || !isCount(startedAt) || !isCount(endedAt)) return null;
    return done <= of && startedAt <= endedAt && now - endedAt <= DAY_MS ? { done, of, startedAt, endedAt } : null;
  } catch {
    return null;
  }
}
