import { Random } from './random.ts';

/**
 * What may happen in a run, occasion by occasion. Each occasion has chances of its own, drawn from the seed, the step
 * and its name: one that is left out, or added to the simulator later, leaves those of all others as they were. That
 * is what makes a seed last, and a failing run shrinkable.
 */
export class Occasions {
  /** The chances of the occasion at hand. */
  readonly random = new Random(0);
  /** The chances of the road: what becomes of a message has no step of its own. */
  readonly road: Random;
  /** What happened, by kind and number, in order: what a smaller run may leave out. */
  readonly happened: string[] = [];
  /** What happened in words, with the step: for a person. */
  readonly told: string[] = [];
  readonly counts = new Map<string, number>();
  private readonly numbers = new Map<string, number>();
  private step = 0;

  constructor(
    private readonly seed: number,
    private readonly leftOut: ReadonlySet<string>,
  ) {
    this.road = new Random(mix(seed, 'road'));
  }

  nextStep(): void {
    this.step += 1;
  }

  /** From here on `random` holds the chances of this occasion. */
  begin(what: string): void {
    this.random.begin(mix(this.seed, `${this.step} ${what}`));
  }

  /** The next thing of this kind is about to happen. @returns false when this run leaves it out */
  happens(kind: string): boolean {
    const number = (this.numbers.get(kind) ?? 0) + 1;
    this.numbers.set(kind, number);
    const key = `${kind} #${number}`;
    if (this.leftOut.has(key)) return false;
    this.happened.push(key);
    return true;
  }

  readonly count = (what: string): void => {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    this.tell(what);
  };

  /** For a person only: it is not counted. */
  tell(what: string): void {
    this.told.push(`step ${this.step}: ${what}`);
  }
}

/** FNV-1a over the text, from the seed, and the last step of murmur3 so that near seeds lie far apart. */
function mix(seed: number, text: string): number {
  let hash = (Math.imul(seed, 0x9e3779b1) ^ 0x811c9dc5) >>> 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
