/** Seeded randomness (mulberry32): the same seed gives the same run on every machine. */
export class Random {
  private state = 0;
  constructor(seed: number) {
    this.begin(seed);
  }
  /** Goes on as a new one from this seed would. */
  begin(seed: number): void {
    this.state = (seed ^ 0x9e3779b9) >>> 0;
  }
  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }
}
