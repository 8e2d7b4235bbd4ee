import { MINUTE_MS } from '../../../shared/kernel/dates.ts';
import type { Chore } from './chore.ts';
import { captureOwn } from './enter.ts';
import type { World } from './world.ts';

const FACT = 'storage';
const WORN = 'worn';
const AGAIN_MS = 10 * MINUTE_MS;

/**
 * The county is told once when this tablet's storage does not hold the outlet's rows any more (SE26), and once when it
 * does again. It goes with the journal, which leaves such a tablet as ever.
 */
export function createStorageReport(world: World): Chore {
  /** What the county was told last; null = not looked up yet. */
  let told: boolean | null = null;
  let nextAt = 0;
  return {
    isDue: ({ mending }) => (mending?.isWornOut ?? false) !== told && world.clock.mono() >= nextAt,
    async run(terminal, clerk) {
      told ??= (await world.keyDb.facts.get(FACT))?.value === WORN;
      const isWorn = terminal.store.mending()?.isWornOut ?? false;
      if (isWorn === told) return;
      nextAt = world.clock.mono() + AGAIN_MS;
      // Damage may only not be found yet: the storage holds again when damaged rows would be fetched again.
      if (!isWorn && !terminal.store.mayMend()) return;
      const on = { maker: clerk.employeeNo, date: clerk.businessDate, checker: null };
      const done = await captureOwn(terminal, 'device.storage', on, { is_worn: isWorn });
      if (!done.ok) return;
      await world.keyDb.facts.put({ key: FACT, value: isWorn ? WORN : 'holds' });
      [told, nextAt] = [isWorn, 0];
    },
  };
}
