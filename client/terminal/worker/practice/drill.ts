import type { MemoryHubStore } from '../../../../sync/index.ts';
import { DRILL_TASKS, type DrillTask } from '../api-practice.ts';

/** The commands that do a task; each counts once the play centre has posted it. */
const COMMANDS: Readonly<Record<string, DrillTask>> = {
  'counter.deposit': 'deposit',
  'counter.withdraw': 'withdraw',
  'counter.reverse': 'reverse',
  'till.hand_in': 'hand_in',
  'outlet.day_close': 'day_close',
};

/** Tasks of the drill that are done, in their order. */
export function doneTasks(store: MemoryHubStore, outlet: string): readonly DrillTask[] {
  const { log, rows } = store.branch(outlet);
  const done = new Set<DrillTask | undefined>(
    log.filter((one) => one.verdict !== 'rejected').map((one) => COMMANDS[one.name]),
  );
  const offline = [...rows.values()].some(
    ({ table, body }) => table === 'interaction' && body?.['offline'] === true && body['direction'] !== 'none',
  );
  if (offline) done.add('offline');
  return DRILL_TASKS.filter((task) => done.has(task));
}
