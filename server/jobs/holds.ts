import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Command, CommandOutcome } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import type { Pool } from '../store/pool.ts';
import { every, type Rounds } from './every.ts';

/**
 * Frees what accounts keep for payouts at other outlets once its time is over. The ids of the commands follow from the
 * deals, so two hubs at once, or a round that was broken off, free nothing twice.
 */
export interface HoldDeps {
  readonly db: Pool;
  readonly now: () => number;
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
}

const EVERY_MS = 30_000;
const AT_ONCE = 500;

interface HoldLine {
  readonly branch: string;
  readonly deal: string;
}

const LAPSED = `
SELECT branch_id AS branch, id AS deal FROM hub.row
WHERE kind = 'inter_branch_hold' AND body->>'status' = 'held' AND (body->>'expires_at')::bigint <= $1
ORDER BY branch_id, id LIMIT $2`;

const lapseOf = ({ branch, deal }: HoldLine, at: number): Command =>
  hubCommand({
    id: sourceCommandId('inter-branch-lapse', `${branch}/${deal}`),
    branch,
    command: 'inter_branch.lapse',
    payload: { deal },
    businessDate: shanghaiDate(at),
    at,
  });

/** @returns how many holds came free. */
export async function lapseHolds(deps: HoldDeps): Promise<number> {
  const at = deps.now();
  const lines = await deps.db.query<HoldLine>(LAPSED, [at, AT_ONCE]);
  for (const branch of new Set(lines.map((line) => line.branch)))
    await deps.post(
      branch,
      lines.filter((line) => line.branch === branch).map((line) => lapseOf(line, at)),
    );
  return lines.length;
}

export const startHoldRounds = (deps: HoldDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => lapseHolds(deps), failed);
