import { addDays, shanghaiDate, type BusinessDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { CONFIG_DEFAULTS } from '../../shared/rules/config-defaults.ts';
import { hubCommand } from '../hub-command.ts';
import { every, type Rounds } from './every.ts';
import type { HoldDeps } from './holds.ts';

/**
 * Sends remittances back that nobody came for in time. Each is asked about once a day at most, by the shortest time any
 * unit has set; the command itself knows the time of its outlet.
 */
const EVERY_MS = 600_000;
const AT_ONCE = 500;
const KEY = 'remit.expire_days';

interface OldLine {
  readonly branch: string;
  readonly no: string;
}

const SHORTEST = `
SELECT least($1::bigint, min((body->>'value')::bigint)) AS days FROM hub.row WHERE kind = 'config' AND id = $2 AND body IS NOT NULL`;

const OVER = `
SELECT branch_id AS branch, id AS no FROM hub.row
WHERE kind = 'remittance' AND body->>'status' = 'arrived' AND (body->>'sent_on')::date < $1::date
ORDER BY branch_id, id LIMIT $2`;

/** @returns how many were asked about. */
export async function expireRemittances(deps: HoldDeps): Promise<number> {
  const at = deps.now();
  const today: BusinessDate = shanghaiDate(at);
  const [shortest] = await deps.db.query<{ days: number }>(SHORTEST, [CONFIG_DEFAULTS[KEY], KEY]);
  const before = addDays(today, -Number(shortest?.days ?? CONFIG_DEFAULTS[KEY]));
  const lines = await deps.db.query<OldLine>(OVER, [before, AT_ONCE]);
  for (const branch of new Set(lines.map((line) => line.branch)))
    await deps.post(
      branch,
      lines
        .filter((line) => line.branch === branch)
        .map(({ no }) =>
          hubCommand({
            id: sourceCommandId('remit-expire', `${branch}/${no}/${today}`),
            branch,
            command: 'system.expire_remittance',
            payload: { remit_no: no },
            businessDate: today,
            at,
          }),
        ),
    );
  return lines.length;
}

export const startRemittanceRounds = (deps: HoldDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => expireRemittances(deps), failed);
