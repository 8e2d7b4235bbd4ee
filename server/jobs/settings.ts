import type { BusinessDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Command, CommandOutcome } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import type { Pool } from '../store/pool.ts';
import { every, type Rounds } from './every.ts';

/**
 * Makes settings count that were agreed to for a day that has come. One command a change, its id made from the change: a
 * round that was broken off, or two hubs at once, do nothing twice.
 */

export interface SettingDeps {
  readonly db: Pool;
  readonly now: () => number;
  readonly postingDate: () => BusinessDate;
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
}

interface Due {
  readonly branch: string;
  readonly id: string;
}

/** Settings of earlier days first: a later one may lapse because of an earlier one, never the other way round. */
const DUE = `
SELECT r.branch_id AS branch, r.id FROM hub.row r
WHERE r.kind = 'setting_change' AND r.body->>'status' = 'agreed' AND r.body->>'effective_from' <= $1
ORDER BY r.body->>'effective_from', (r.body->>'decided_at')::bigint, r.id`;

/** How many came into force or lapsed now. */
export async function takeSettings(deps: SettingDeps): Promise<number> {
  const businessDate = deps.postingDate();
  const due = await deps.db.query<Due>(DUE, [businessDate]);
  for (const { branch, id } of due) {
    const command = hubCommand({
      id: sourceCommandId('take-effect', `${branch}/${id}`),
      branch,
      command: 'org.take_effect',
      payload: { change: id },
      businessDate,
      at: deps.now(),
    });
    await deps.post(branch, [command]);
  }
  return due.length;
}

const EVERY_MS = 60_000;

export const startSettingRounds = (deps: SettingDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => takeSettings(deps), failed);
