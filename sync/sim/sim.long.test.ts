import { describe, expect, it } from 'vitest';
import { simulate } from './run.ts';

/** Ten thousand runs; in a rotating slice of the long tests as many as a few minutes hold. */
const COUNT = process.env['YIZHAN_LONG_SLICE'] === undefined ? 10_000 : 400;
/** Runs of one test title: a breach is told while the others go on. */
const SLICE = 200;
const FIRST = 100_001;
const SLICES = Array.from({ length: COUNT / SLICE }, (_, index) => FIRST + index * SLICE);

describe('simulation at length', () => {
  it.each(SLICES)(
    `[SI2] ${SLICE} seeds from %i: nothing lost, nothing doubled, every sum closes, every replica equal`,
    async (first) => {
      const failed: string[] = [];
      for (let seed = first; seed < first + SLICE; seed++) {
        const { breaches } = await simulate(seed);
        if (breaches.length > 0) failed.push(`seed ${seed}: ${breaches.slice(0, 3).join('; ')}`);
      }
      expect(failed).toEqual([]);
    },
    600_000,
  );
});
