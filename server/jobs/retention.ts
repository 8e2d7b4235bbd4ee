import { DAY_MS, type Instant } from '../../shared/kernel/dates.ts';
import type { HubKind } from '../../shared/read-models/office-retention.ts';
import type { Pool } from '../store/pool.ts';
import { every, type Rounds } from './every.ts';

/**
 * Lets go at the hub what proves nothing any more: sign-ons of the office that ran out a day ago, and enrolment codes
 * that were used or ran out 30 days ago. What happened to customers, cash and accounts is kept: the law wants 10 years of
 * transactions and customers and 30 of vouchers and ledgers, and nothing here removes any of it.
 */
export interface RetentionDeps {
  readonly db: Pool;
  readonly now: () => Instant;
}

const EVERY_MS = 3_600_000;
const CODE_DAYS = 30;

const GOES: readonly { readonly kind: HubKind; readonly sql: string; readonly before: (now: Instant) => Instant }[] = [
  {
    kind: 'sessions',
    sql: 'DELETE FROM hub.session WHERE expires_at < $1 RETURNING 1',
    before: (now) => now - DAY_MS,
  },
  {
    kind: 'enrol_codes',
    sql: 'DELETE FROM hub.enrol_code WHERE coalesce(used_at, expires_at) < $1 RETURNING 1',
    before: (now) => now - CODE_DAYS * DAY_MS,
  },
];

/** How many went is noted in the statement that removes them: the report never tells another number. */
const noted = (sql: string): string => `
WITH gone AS (${sql}), run AS (
  SELECT $2::bigint AS "lookedAt", count(*) AS dropped, CASE WHEN count(*) > 0 THEN $2::bigint END AS "droppedAt" FROM gone
)
INSERT INTO hub.setting AS s (name, value) SELECT $3::text, to_jsonb(run)::text FROM run
ON CONFLICT (name) DO UPDATE SET value = (excluded.value::jsonb || jsonb_build_object(
  'dropped', (s.value::jsonb->>'dropped')::bigint + (excluded.value::jsonb->>'dropped')::bigint,
  'droppedAt', coalesce((excluded.value::jsonb->>'droppedAt')::bigint, (s.value::jsonb->>'droppedAt')::bigint)))::text`;

/** Under this name, as JSON, lies how much of a kind went in all and when. */
export const settingOf = (kind: HubKind): string => `retention_${kind}`;

export async function letGo(deps: RetentionDeps): Promise<void> {
  const now = deps.now();
  for (const { kind, sql, before } of GOES) await deps.db.query(noted(sql), [before(now), now, settingOf(kind)]);
}

export const startRetentionRounds = (deps: RetentionDeps, failed: (fault: unknown) => void): Rounds =>
  every(EVERY_MS, () => letGo(deps), failed);
