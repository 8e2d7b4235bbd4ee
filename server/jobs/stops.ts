import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { STOP_CONFIRM_MS } from '../../shared/commands/system/overdue-stop.ts';
import type { Command } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import { every, type Rounds } from './every.ts';
import type { HoldDeps } from './holds.ts';

/**
 * Raises the case of each stop that is in force and that no manager has confirmed within 24 hours. The id of the command
 * follows from account and stop, so two hubs at once, or a round that was broken off, raise none twice.
 */
const EVERY_MS = 300_000;
const AT_ONCE = 500;

interface StopLine {
  readonly branch: string;
  readonly account: string;
  readonly stoppedAt: number;
}

const LATE = `
SELECT w.branch_id AS branch, w.id AS account, (w.body->>'stopped_at')::bigint AS "stoppedAt" FROM hub.row w
JOIN hub.row a ON a.branch_id = w.branch_id AND a.kind = 'account' AND a.id = w.id
WHERE w.kind = 'stop_watch' AND w.body->>'confirmed_at' IS NULL AND (w.body->>'stopped_at')::bigint < $1
  AND a.body->>'stop_pay_at' = w.body->>'stopped_at'
  AND (a.body->>'stop_pay_until' IS NULL OR (a.body->>'stop_pay_until')::bigint > $2)
  AND NOT EXISTS (SELECT 1 FROM hub.row c WHERE c.branch_id = w.branch_id AND c.kind = 'exception_case'
    AND c.id = w.id || '/stop' || (w.body->>'stopped_at') || '/STOP_UNCONFIRMED')
ORDER BY w.branch_id, w.id LIMIT $3`;

const caseOf = ({ branch, account, stoppedAt }: StopLine, at: number): Command =>
  hubCommand({
    id: sourceCommandId('stop-overdue', `${branch}/${account}/${stoppedAt}`),
    branch,
    command: 'system.overdue_stop',
    payload: { account, stopped_at: stoppedAt },
    businessDate: shanghaiDate(at),
    at,
  });

/** @returns how many stops were found overdue. */
export async function findOverdueStops(deps: HoldDeps): Promise<number> {
  const at = deps.now();
  const lines = await deps.db.query<StopLine>(LATE, [at - STOP_CONFIRM_MS, at, AT_ONCE]);
  for (const branch of new Set(lines.map((line) => line.branch)))
    await deps.post(
      branch,
      lines.filter((line) => line.branch === branch).map((line) => caseOf(line, at)),
    );
  return lines.length;
}

export const startStopRounds = (deps: HoldDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => findOverdueStops(deps), failed);
