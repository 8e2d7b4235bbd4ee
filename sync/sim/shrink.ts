import { simulate, WORK_STEPS, type Breakage, type Less, type RunResult } from './run.ts';

/**
 * Makes a failing run small: first fewer steps, then as much as possible of what happened left out, in halves, quarters
 * and at last one by one (ddmin). A run counts as failing as long as the same checker finds a breach.
 */
export interface Small {
  readonly result: RunResult;
  readonly steps: number;
  readonly runs: number;
}

const RUNS_MAX = 400;
const checkerOf = (breach: string): string => breach.split(':', 1)[0] ?? '';

/** @returns null when this seed has no breach */
export async function shrink(
  seed: number,
  breakage: Breakage = {},
  { losesHub, runsMax = RUNS_MAX }: Pick<Less, 'losesHub'> & { readonly runsMax?: number } = {},
): Promise<Small | null> {
  const kept = losesHub === undefined ? {} : { losesHub };
  const whole = await simulate(seed, breakage, kept);
  const wanted = checkerOf(whole.breaches[0] ?? '');
  if (wanted === '') return null;
  let runs = 1;
  let best = whole;
  let steps = WORK_STEPS;
  let leftOut: ReadonlySet<string> = new Set();
  const stillFails = async (less: { steps: number; leftOut: ReadonlySet<string> }): Promise<boolean> => {
    if (runs >= runsMax) return false;
    runs += 1;
    const result = await simulate(seed, breakage, { ...kept, ...less });
    if (!result.breaches.some((breach) => checkerOf(breach) === wanted)) return false;
    best = result;
    return true;
  };
  for (let cut = steps >> 1; cut > 0; cut >>= 1)
    while (steps > cut && (await stillFails({ steps: steps - cut, leftOut }))) steps -= cut;
  for (let size = best.happened.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < best.happened.length;) {
      const without = new Set([...leftOut, ...best.happened.slice(at, at + size)]);
      // What is left out no longer stands in `happened`: the next piece has moved up to this place.
      if (await stillFails({ steps, leftOut: without })) leftOut = without;
      else at += size;
    }
  }
  return { result: best, steps, runs };
}
