/**
 * The order of a day's records is not the order in which the source posted them. What remains of it is the
 * balance stored with each record: it follows from the one before within 10 fen (the source rounded amounts).
 * This finds, for the records of one account on one day, the chain with the fewest inexact steps. A day that
 * does not chain as a whole (the file is cut inside it) is taken in the order of its keys.
 */

export interface Step {
  readonly key: number;
  /** Signed amount. */
  readonly fen: number;
  readonly storedFen: number;
}

/** Rounding of the source, in fen, that a step may be off. */
export const STEP_TOLERANCE_FEN = 10;
/** Beyond this many tries a day counts as not chaining; real days need a few dozen. */
const TRIES_MAX = 50_000;

export type StepFit = 'exact' | 'within' | 'off';

export function stepFit(previousFen: number, { fen, storedFen }: Step): StepFit {
  const off = Math.abs(previousFen + fen - storedFen);
  if (off === 0) return 'exact';
  return off <= STEP_TOLERANCE_FEN ? 'within' : 'off';
}

interface Search {
  readonly steps: readonly Step[];
  readonly used: boolean[];
  readonly path: number[];
  best: { inexact: number; path: readonly number[] } | null;
  tries: number;
}

function explore(search: Search, previousFen: number, inexact: number): void {
  if (search.path.length === search.steps.length) {
    search.best = { inexact, path: [...search.path] };
    return;
  }
  for (const [index, step] of search.steps.entries()) {
    if (search.used[index] === true) continue;
    const fit = stepFit(previousFen, step);
    const next = inexact + (fit === 'exact' ? 0 : 1);
    if (fit === 'off' || (search.best !== null && next >= search.best.inexact) || ++search.tries > TRIES_MAX) continue;
    search.used[index] = true;
    search.path.push(index);
    explore(search, step.storedFen, next);
    search.path.pop();
    search.used[index] = false;
  }
}

/** Positions of `steps` in posting order, starting from the balance before the day. */
export function postingOrder(steps: readonly Step[], previousFen: number): readonly number[] {
  if (steps.length === 1) return [0];
  const search: Search = { steps, used: steps.map(() => false), path: [], best: null, tries: 0 };
  explore(search, previousFen, 0);
  if (search.best !== null) return search.best.path;
  return steps
    .map((step, index) => ({ key: step.key, index }))
    .sort((a, b) => a.key - b.key)
    .map(({ index }) => index);
}
