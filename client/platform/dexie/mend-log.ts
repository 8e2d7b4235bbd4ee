import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/kernel/dates.ts';
import type { TerminalDatabase } from './database.ts';

/**
 * How often a branch's damaged rows were fetched again. A storage that rots all the time would cost the line and never
 * be whole: each fetch of a week waits longer than the one before, and after the last the tablet has to be exchanged.
 * Its journal leaves all the same. Nothing here is a secret, and nothing but the waiting hangs on it.
 */
const WINDOW_MS = 7 * DAY_MS;
/** Before the first, second … fetch of a week. */
const WAITS_MS: readonly number[] = [0, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS];

export class MendLog {
  private fetched: Readonly<Record<string, readonly number[]>> = {};

  /** @param now wall clock, ms */
  constructor(
    private readonly db: TerminalDatabase,
    private readonly now: () => number,
  ) {}

  async open(): Promise<void> {
    const stored = await this.db.meta.get('mends');
    if (stored?.key === 'mends') this.fetched = stored.fetched;
  }

  /** A clock that was set back must not make a wait longer: only the distance counts. */
  private sinceFetched(branch: string): readonly number[] {
    const now = this.now();
    return (this.fetched[branch] ?? []).map((at) => Math.abs(now - at)).filter((since) => since < WINDOW_MS);
  }

  /** This branch begins to be fetched because its rows are damaged. */
  async note(branch: string): Promise<void> {
    const kept = (this.fetched[branch] ?? []).slice(1 - WAITS_MS.length);
    this.fetched = { ...this.fetched, [branch]: [...kept, this.now()] };
    await this.db.meta.put({ key: 'mends', fetched: this.fetched });
  }

  /** Milliseconds until it may be fetched again; 0 = now, null = not any more. */
  waitOf(branch: string): number | null {
    const since = this.sinceFetched(branch);
    const wait = WAITS_MS[since.length];
    return wait === undefined ? null : Math.max(0, wait - Math.min(...since, wait));
  }
}
