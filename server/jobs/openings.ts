import { MINUTE_MS, SECOND_MS, type Instant } from '../../shared/kernel/dates.ts';
import type { OpeningFailure } from '../../shared/read-models/office-openings.ts';
import { approvedOutlets } from '../store/opening.ts';
import { openOutlet, type OpeningDeps } from './open-outlet.ts';

/**
 * Opens what two persons have agreed to open, one outlet after another. An opening that breaks off is told and tried
 * again by itself while the hub runs, each time after a longer wait; the next start of the hub tries at once.
 */
export interface Openings {
  /** Ends with the try in hand, also where it breaks off. Nothing happens to an outlet that is open. */
  open(branch: string): Promise<void>;
  /** All that were agreed to and are not open. */
  openAll(): Promise<void>;
  /** Of an opening that broke off; null = none did, or it came to its end since. */
  failureOf(branch: string): OpeningFailure | null;
  /** Ends after the try in hand. */
  stop(): Promise<void>;
}

/** After the first, second … failure; from then on the last. */
const WAITS_MS: readonly number[] = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS];

export function startOpenings(deps: OpeningDeps, failed: (fault: unknown) => void): Openings {
  const failures = new Map<string, OpeningFailure>();
  const timers = new Map<string, NodeJS.Timeout>();
  let isStopped = false;
  let work: Promise<void> = Promise.resolve();

  function tryLater(branch: string, fault: unknown): void {
    failed(fault);
    const tries = (failures.get(branch)?.tries ?? 0) + 1;
    const wait = WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? MINUTE_MS;
    const failedAt: Instant = deps.now();
    failures.set(branch, { tries, failedAt, nextAt: failedAt + wait });
    const timer = setTimeout(() => void open(branch), wait);
    timer.unref();
    timers.set(branch, timer);
  }

  async function attempt(branch: string): Promise<void> {
    clearTimeout(timers.get(branch));
    if (isStopped) return;
    try {
      await openOutlet(deps, branch);
      failures.delete(branch);
    } catch (fault) {
      tryLater(branch, fault);
    }
  }
  const open = (branch: string): Promise<void> => (work = work.then(() => attempt(branch)));

  return {
    open,
    async openAll() {
      for (const branch of await approvedOutlets(deps.db)) await open(branch);
    },
    failureOf: (branch) => failures.get(branch) ?? null,
    async stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await work;
    },
  };
}
