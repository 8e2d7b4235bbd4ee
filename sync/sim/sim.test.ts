import { describe, expect, it } from 'vitest';
import { simulate } from './run.ts';
import { SEEDS } from './seeds.ts';

const COUNT = Number(process.env['YIZHAN_SIM_SEEDS'] ?? 300);

describe('simulation', () => {
  it.each(SEEDS)(
    '[SI1] seed $seed: $cause',
    async ({ seed, losesHub = false }) => {
      expect((await simulate(seed, {}, { losesHub })).breaches).toEqual([]);
    },
    60_000,
  );

  it(`[SI2] ${COUNT} seeds: nothing lost, nothing doubled, every sum closes, every replica equal`, async () => {
    const failed: string[] = [];
    for (let seed = 1001; seed < 1001 + COUNT; seed++) {
      const { breaches } = await simulate(seed);
      if (breaches.length > 0) failed.push(`seed ${seed}: ${breaches.slice(0, 3).join('; ')}`);
    }
    expect(failed).toEqual([]);
  }, 600_000);

  it('[SI3] the same seed gives the same run', async () => {
    const [first, second] = [await simulate(77), await simulate(77)];
    expect([...second.counts]).toEqual([...first.counts]);
  }, 60_000);
});
