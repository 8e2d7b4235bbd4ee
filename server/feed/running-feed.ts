import type { FeedResult } from './feed.ts';

/**
 * Feeds again and again, one round at a time: soon after a hint, else every `everyMs` ms. While rounds fail (the
 * analysis database is away) hints are not taken and the tries grow apart, so that an outage costs neither the hub nor
 * its log; the first round that works takes everything that has gathered.
 */
export interface RunningFeed {
  /** Feeds soon; a hint after a commit. */
  nudge(): void;
  /** Seconds since the facts last held everything, counted at most from the start of the feed. */
  lagSeconds(): number;
  /** The last round failed: figures stand still. */
  readonly failing: boolean;
  /** Resolves when the round in hand is done. */
  stop(): Promise<void>;
}

interface Deps {
  run(): Promise<FeedResult>;
  readonly everyMs: number;
  /** Monotonic ms. */
  mono(): number;
  /** Called once when rounds begin to fail. */
  failed(fault: unknown): void;
  /** Called once when they work again. */
  healed(): void;
}

const SOON_MS = 50;
const APART_MS_MAX = 10_000;

export function startFeed(deps: Deps): RunningFeed {
  let isStopped = false;
  let isRunning = false;
  let wantsAnother = false;
  let failures = 0;
  let levelMs = deps.mono();
  let round: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Infinity;

  async function feed(): Promise<void> {
    const startedMs = deps.mono();
    try {
      const { busy } = await deps.run();
      if (busy.length === 0) levelMs = startedMs;
      if (failures > 0) deps.healed();
      failures = 0;
    } catch (fault) {
      if (failures === 0) deps.failed(fault);
      failures += 1;
    }
  }
  async function runRound(): Promise<void> {
    isRunning = true;
    dueMs = Infinity;
    wantsAnother = false;
    await feed();
    isRunning = false;
    if (failures > 0) plan(Math.min(APART_MS_MAX, deps.everyMs * 2 ** Math.min(failures, 10)));
    else plan(wantsAnother ? SOON_MS : deps.everyMs);
  }
  /** Only ever brings the next round forward, so that many hints cannot put it off for ever. */
  function plan(delayMs: number): void {
    const atMs = deps.mono() + delayMs;
    if (isStopped || atMs >= dueMs) return;
    clearTimeout(timer);
    dueMs = atMs;
    timer = setTimeout(() => (round = runRound()), delayMs);
  }
  plan(0);
  return {
    nudge() {
      if (isRunning) wantsAnother = true;
      else if (failures === 0) plan(Math.min(deps.everyMs, SOON_MS));
    },
    lagSeconds: () => Math.round(deps.mono() - levelMs) / 1000,
    get failing() {
      return failures > 0;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
