import type { Clock, Timer } from '../../sync/index.ts';
import { idle } from './busy.ts';

/**
 * One clock for hub and tablets that moves only when it is told to, and only when neither has anything left to do: two
 * weeks pass in minutes. Timers fire in order of their time.
 */
interface Due {
  readonly at: number;
  readonly what: () => void;
}

/** Between customers the clock jumps so far at once; a timer may then fire late, as on a tablet that dozes. */
const DOZE_MS = 30_000;
/** While an answer is awaited the clock goes on in such steps at most, so that what waits for time goes on too. */
const STEP_MS = 1_000;

export class SimTime {
  private readonly start: number;
  private due: Due[] = [];

  constructor(public wall: number) {
    this.start = wall;
  }

  readonly now = (): number => this.wall;

  readonly clock: Clock = { wall: () => this.wall, mono: () => this.wall - this.start };

  readonly timer: Timer = {
    after: (ms, what) => {
      const one: Due = { at: this.wall + Math.max(0, ms), what };
      let place = this.due.length;
      while (place > 0 && (this.due[place - 1] as Due).at > one.at) place -= 1;
      this.due.splice(place, 0, one);
      return () => {
        const found = this.due.indexOf(one);
        if (found >= 0) this.due.splice(found, 1);
      };
    },
  };

  private fireUpTo(at: number): void {
    this.wall = Math.max(this.wall, at);
    for (let next = this.due[0]; next !== undefined && next.at <= at; next = this.due[0]) {
      this.due.shift();
      next.what();
    }
  }

  /** Moves the clock to `at`; never back. */
  async reach(at: number): Promise<void> {
    while (this.wall < at) {
      this.fireUpTo(Math.min(at, this.wall + DOZE_MS));
      await idle();
    }
  }

  /** Everybody sleeps until `at`: what was due by then comes at once. */
  async sleep(at: number): Promise<void> {
    this.fireUpTo(at);
    await idle();
  }

  /** The result of `work`; while it is awaited and nobody has anything to do, the clock goes on to the next timer. */
  async settle<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const watched = work.finally(() => {
      state.over = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      await Promise.race([watched.catch(() => undefined), idle(() => state.over)]);
      if (state.over) return watched;
      this.fireUpTo(Math.min(this.due[0]?.at ?? Infinity, this.wall + STEP_MS));
    }
  }
}
