import type { Clock, Timer } from '../../sync/index.ts';

/**
 * One clock for hub and tablets that moves only when it is told to: two weeks pass in minutes. Timers fire in order of
 * their time. What is on its way between hub and tablets arrives before time moves on.
 */
interface Due {
  readonly at: number;
  readonly what: () => void;
}

const SLICE_MS = 10_000;
/** While an answer is awaited the clock creeps, so that what waits for time goes on too. */
const CREEP_MS = 50;
const CREEP_EVERY_MS = 10;
/** Nothing moved on any line for so long, in real milliseconds: everything sent has been dealt with. */
const QUIET_MS = 3;
const ANSWER_MS = 2_000;

const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

export class SimTime {
  private readonly start: number;
  private due: Due[] = [];
  private moved = 0;
  private inFlight = 0;
  private readonly asking = new Map<object, number>();

  constructor(public wall: number) {
    this.start = wall;
  }

  readonly now = (): number => this.wall;

  readonly clock: Clock = { wall: () => this.wall, mono: () => this.wall - this.start };

  /** A tablet's timer; `live` false = that tablet is switched off. */
  timer(live: () => boolean): Timer {
    return {
      after: (ms, what) => {
        const one: Due = { at: this.wall + Math.max(0, ms), what: () => (live() ? what() : undefined) };
        let place = this.due.length;
        while (place > 0 && (this.due[place - 1] as Due).at > one.at) place -= 1;
        this.due.splice(place, 0, one);
        return () => {
          const found = this.due.indexOf(one);
          if (found >= 0) this.due.splice(found, 1);
        };
      },
    };
  }

  /** A message or an answer crossed a line. */
  noteTraffic(): void {
    this.moved = performance.now();
  }

  /** A tablet asked for something over its line: the clock waits for the answer, but not for ever. */
  noteAsked(line: object): void {
    this.asking.set(line, performance.now());
    this.noteTraffic();
  }
  noteAnswered(line: object): void {
    this.asking.delete(line);
    this.noteTraffic();
  }

  private isAsked(): boolean {
    const now = performance.now();
    for (const [line, since] of this.asking) if (now - since > ANSWER_MS) this.asking.delete(line);
    return this.asking.size > 0;
  }

  /** Keeps the clock still until `work`, a call to a plain door, has its answer. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.inFlight += 1;
    try {
      return await work;
    } finally {
      this.inFlight -= 1;
      this.noteTraffic();
    }
  }

  private async quiet(): Promise<void> {
    while (this.inFlight > 0 || this.isAsked() || performance.now() - this.moved < QUIET_MS) await breath();
  }

  private fireUpTo(at: number): void {
    for (let next = this.due[0]; next !== undefined && next.at <= at; next = this.due[0]) {
      this.due.shift();
      this.wall = Math.max(this.wall, next.at);
      next.what();
    }
    this.wall = Math.max(this.wall, at);
  }

  /** Moves the clock to `at`; never back. */
  async reach(at: number): Promise<void> {
    while (this.wall < at) {
      this.fireUpTo(Math.min(at, this.wall + SLICE_MS));
      await breath();
      await this.quiet();
    }
  }

  /** The result of `work`, with time creeping on while it is awaited. */
  async settle<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const watched = work.finally(() => {
      state.over = true;
    });
    watched.catch(() => undefined);
    let crept = performance.now();
    while (!state.over) {
      await breath();
      if (performance.now() - crept < CREEP_EVERY_MS || this.inFlight > 0 || this.isAsked()) continue;
      crept = performance.now();
      this.fireUpTo(this.wall + CREEP_MS);
    }
    return watched;
  }
}
