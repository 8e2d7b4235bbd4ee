import type { Clock, Timer } from '../../sync/index.ts';

/** The tablet's clocks as the engine sees them. The monotonic one counts within this worker's life only. */
export const systemClock: Clock = {
  wall: () => Date.now(),
  mono: () => Math.round(performance.now()),
};

export const systemTimer: Timer = {
  after: (ms, what) => {
    const handle = setTimeout(what, ms);
    return () => clearTimeout(handle);
  },
};
