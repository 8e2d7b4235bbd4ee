import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Command } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import { every, type Rounds } from './every.ts';
import type { HoldDeps } from './holds.ts';

/**
 * Frees parts of accounts whose freeze has had its last day, and lets the next authority in the queue begin. The ids of the commands follow from account and end, so
 * two hubs at once, or a round that was broken off, end nothing twice.
 */
const EVERY_MS = 60_000;
const AT_ONCE = 500;

interface FrozenLine {
  readonly branch: string;
  readonly account: string;
  readonly until: number;
}

const OVER = `
SELECT r.branch_id AS branch, r.id AS account, (r.body->>'frozen_until')::bigint AS until FROM hub.row r
LEFT JOIN hub.row t ON t.branch_id = r.branch_id AND t.kind = 'freeze_turns' AND t.id = r.id
WHERE r.kind = 'account' AND (r.body->>'frozen_until')::bigint <= $1
  AND ((r.body->>'frozen_fen')::bigint > 0 OR jsonb_array_length(t.body->'waiting') > 0)
ORDER BY r.branch_id, r.id LIMIT $2`;

const endOf = ({ branch, account, until }: FrozenLine, at: number): Command =>
  hubCommand({
    id: sourceCommandId('freeze-end', `${branch}/${account}/${until}`),
    branch,
    command: 'system.end_freeze',
    payload: { account },
    businessDate: shanghaiDate(at),
    at,
  });

/** @returns how many freezes ended. */
export async function endFreezes(deps: HoldDeps): Promise<number> {
  const at = deps.now();
  const lines = await deps.db.query<FrozenLine>(OVER, [at, AT_ONCE]);
  for (const branch of new Set(lines.map((line) => line.branch)))
    await deps.post(
      branch,
      lines.filter((line) => line.branch === branch).map((line) => endOf(line, at)),
    );
  return lines.length;
}

export const startFreezeRounds = (deps: HoldDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => endFreezes(deps), failed);
