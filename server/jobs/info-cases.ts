import { DAY_MS, shanghaiDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { INFO_DAYS } from '../../shared/commands/system/close-info.ts';
import type { Command } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import { every, type Rounds } from './every.ts';
import type { HoldDeps } from './holds.ts';

/**
 * Ends cases that only inform once they are three days old (domain 4.8). The id of the command follows from the case, so
 * two hubs at once, or a round that was broken off, end none twice.
 */
const EVERY_MS = 600_000;
const AT_ONCE = 500;

interface InfoLine {
  readonly branch: string;
  readonly id: string;
}

const OLD = `
SELECT branch_id AS branch, id FROM hub.row
WHERE kind = 'exception_case' AND body->>'status' = 'open' AND body->>'severity' = 'info' AND body->>'code' <> 'LARGE_CASH'
  AND (body->>'suspense_fen')::bigint = 0 AND (body->>'opened_at')::bigint <= $1
ORDER BY branch_id, id LIMIT $2`;

const endOf = ({ branch, id }: InfoLine, at: number): Command =>
  hubCommand({
    id: sourceCommandId('info-end', `${branch}/${id}`),
    branch,
    command: 'system.close_info',
    payload: { case: id },
    businessDate: shanghaiDate(at),
    at,
  });

/** @returns how many cases ended. */
export async function endInfoCases(deps: HoldDeps): Promise<number> {
  const at = deps.now();
  const lines = await deps.db.query<InfoLine>(OLD, [at - INFO_DAYS * DAY_MS, AT_ONCE]);
  for (const branch of new Set(lines.map((line) => line.branch)))
    await deps.post(
      branch,
      lines.filter((line) => line.branch === branch).map((line) => endOf(line, at)),
    );
  return lines.length;
}

export const startInfoRounds = (deps: HoldDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => endInfoCases(deps), failed);
