import { DAY_MS, shanghaiDate, type Instant } from '../../shared/kernel/dates.ts';
import type { DeviceRetention, HubRetention, RetentionAnswer } from '../../shared/read-models/office-retention.ts';
import { HUB_KINDS } from '../../shared/read-models/office-retention.ts';
import { isDataLocked } from '../../shared/rules/retention.ts';
import { configValue } from '../../shared/rules/limits.ts';
import type { config } from '../../shared/tables/config.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { retentionReport } from '../../shared/tables/retention-report.ts';
import { ancestorCodes } from './lineage.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/** The report of what is kept and what went, of the tablets of a subtree and of the centre. Counts only, nobody's data. */

interface DeviceRow {
  readonly branch: string;
  readonly device: string;
  readonly deviceNo: string;
  readonly status: string;
  readonly lastSeenAt: Instant | null;
  readonly recorded: number;
  readonly archived: number;
  readonly report: RowOf<typeof retentionReport> | null;
}
const DEVICES = `
SELECT d.branch_id AS branch, d.device_id AS device, d.device_no AS "deviceNo", d.status,
  nullif(d.last_seen_at, 0) AS "lastSeenAt", GREATEST(d.seq, d.said_seq) AS recorded, d.archived_seq AS archived, r.body AS report
FROM hub.device d LEFT JOIN hub.row r ON r.branch_id = d.branch_id AND r.kind = 'retention_report' AND r.id = d.device_id
WHERE d.branch_id = ANY($1) ORDER BY d.branch_id, d.device_no`;
/** Nearest first: of the unit itself, then of those above. */
const LOCK_DAYS = `
SELECT body FROM hub.row WHERE branch_id = ANY($1) AND kind = 'config' AND id = 'offline.capture_max_days' AND body IS NOT NULL
ORDER BY length(branch_id) DESC LIMIT 1`;
const RUNS = "SELECT substr(name, 11) AS kind, value FROM hub.setting WHERE name LIKE 'retention\\_%'";
/** Midnight in China of a posting's centre day, ms. */
const DAY_AT = `(extract(epoch FROM min(posting_date)::timestamp) * 1000)::bigint - 8 * 3600000`;
const KEPT = `
SELECT 'sessions' AS kind, count(*)::bigint AS kept, min(created_at) AS "oldestAt" FROM hub.session
UNION ALL SELECT 'enrol_codes', count(*)::bigint, min(issued_at) FROM hub.enrol_code
UNION ALL SELECT 'journal', count(*)::bigint, min(received_at) FROM hub.command_log
UNION ALL SELECT 'postings', count(*)::bigint, ${DAY_AT} FROM hub.posting
UNION ALL SELECT 'signatures', count(*)::bigint, min(whole_at) FROM hub.evidence WHERE whole_at IS NOT NULL
UNION ALL SELECT 'customers', count(*)::bigint, NULL FROM hub.row WHERE kind = 'customer' AND body IS NOT NULL
UNION ALL SELECT 'backups', count(*)::bigint, min(made_at) FROM hub.backup WHERE withdrawn_at IS NULL`;

async function readHub(sql: Sql): Promise<readonly HubRetention[]> {
  const [kept, runs] = await Promise.all([
    sql.query<Pick<HubRetention, 'kind' | 'kept' | 'oldestAt'>>(KEPT),
    sql.query<{ kind: string; value: string }>(RUNS),
  ]);
  return HUB_KINDS.map((kind) => {
    const told = runs.find((one) => one.kind === kind)?.value;
    const run =
      told === undefined ? undefined : (JSON.parse(told) as Pick<HubRetention, 'lookedAt' | 'dropped' | 'droppedAt'>);
    const one = kept.find((each) => each.kind === kind);
    return {
      kind,
      kept: one?.kept ?? 0,
      oldestAt: one?.oldestAt ?? null,
      dropped: run?.dropped ?? 0,
      droppedAt: run?.droppedAt ?? null,
      lookedAt: run?.lookedAt ?? null,
    };
  });
}

const toldOf = (row: RowOf<typeof retentionReport>): NonNullable<DeviceRetention['told']> => ({
  at: row.at,
  kept: row.journal_kept,
  trimmed: row.trimmed_seq,
  held: row.held,
  reason: row.held_reason,
  rows: row.rows_dropped,
  pictures: row.pictures,
});

export async function readRetention(sql: Sql, scope: string, now: Instant): Promise<Omit<RetentionAnswer, 'asOf'>> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const [rows, configs, hub] = await Promise.all([
    sql.query<DeviceRow>(DEVICES, [branches.map((one) => one.id)]),
    sql.query<{ body: RowOf<typeof config> }>(LOCK_DAYS, [[scope, ...ancestorCodes(scope)]]),
    scope.length < 8 ? readHub(sql) : null,
  ]);
  const lockDays = configValue(configs[0]?.body ?? null, 'offline.capture_max_days', shanghaiDate(now));
  const devices = rows.map((row): DeviceRetention => {
    const { branch, report, ...known } = row;
    return {
      ...known,
      outlet: asUnit(unitOr(units, branch)),
      lockedSince:
        row.lastSeenAt !== null && isDataLocked(row.lastSeenAt, now, lockDays)
          ? row.lastSeenAt + lockDays * DAY_MS
          : null,
      told: report === null || report.at === 0 ? null : toldOf(report),
    };
  });
  return { lockDays, hub, devices };
}
