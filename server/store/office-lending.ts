import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import type {
  DeviceLending,
  LeaseLine,
  LendingStop,
  OutletLending,
  TillLimits,
} from '../../shared/read-models/office-lending.ts';
import type { ConfigKey } from '../../shared/rules/config-defaults.ts';
import { bindsShare, leaseValidAt, stopCountsFrom } from '../../shared/rules/lease.ts';
import { configValue, usedSince, type Use } from '../../shared/rules/limits.ts';
import type { config } from '../../shared/tables/config.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { lease } from '../../shared/tables/device.ts';
import type { till } from '../../shared/tables/till.ts';
import { nameOf } from './office-case-steps.ts';
import { ancestorCodes } from './lineage.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow, type UnitInfo } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Offline quotas and limits of a subtree: what is lent to whom, what is used, what a till holds. */

type Lease = Pick<RowOf<typeof lease>, 'device' | 'issued_at' | 'expires_at' | 'share_fen' | 'returned_at'>;
type Till = Pick<RowOf<typeof till>, 'till_no' | 'status' | 'cash_fen' | 'holder' | 'last_holder'>;
interface Of {
  readonly branch: string;
}
interface DeviceRow extends Of {
  readonly id: string;
  readonly deviceNo: string;
  readonly status: string;
  readonly lastSeenAt: Instant | null;
  readonly stop: { readonly at: Instant; readonly words: string } | null;
  readonly stoppedBy: string | null;
}
interface TillRow extends Of {
  readonly body: Till;
  readonly holderName: string | null;
  readonly paidOffline: number | null;
}

const DEVICES = `
SELECT d.branch_id AS branch, d.device_id AS id, d.device_no AS "deviceNo", d.status, nullif(d.last_seen_at, 0) AS "lastSeenAt",
  q.body AS stop, ${nameOf("q.body->>'by'")} AS "stoppedBy"
FROM hub.device d LEFT JOIN hub.row q ON q.branch_id = d.branch_id AND q.kind = 'device_quota' AND q.id = d.device_id
  AND (q.body->>'stopped')::boolean
WHERE d.branch_id = ANY($1) ORDER BY d.branch_id, d.device_no`;
const LEASES = `
SELECT branch_id AS branch, body FROM hub.row WHERE branch_id = ANY($1) AND kind = 'lease' AND body IS NOT NULL
  AND body->>'returned_at' IS NULL`;
const USES = `
SELECT branch_id AS branch, substr(id, 8) AS device, body->'uses' AS uses FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'lease_use' AND id LIKE 'device:%' AND body IS NOT NULL`;
const DATES = `
SELECT branch_id AS branch, coalesce(body->>'open_date', body->>'last_closed') AS date FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'outlet_state' AND body IS NOT NULL`;
const TILLS = `
SELECT t.branch_id AS branch, t.body, ${nameOf("coalesce(t.body->>'holder', t.body->>'last_holder')")} AS "holderName",
  (d.body->>'offline_out_fen')::bigint AS "paidOffline"
FROM hub.row t
LEFT JOIN hub.row s ON s.branch_id = t.branch_id AND s.kind = 'outlet_state' AND s.id = 'outlet'
LEFT JOIN hub.row d ON d.branch_id = t.branch_id AND d.kind = 'till_day'
  AND d.id = t.id || '/' || coalesce(s.body->>'open_date', s.body->>'last_closed', $2)
WHERE t.branch_id = ANY($1) AND t.kind = 'till' AND t.body IS NOT NULL ORDER BY t.branch_id, t.id`;
const CONFIG = `
SELECT branch_id AS branch, body FROM hub.row WHERE branch_id = ANY($1) AND kind = 'config' AND id NOT LIKE '%@%'
  AND body IS NOT NULL ORDER BY length(branch_id) DESC`;

const grouped = <T extends Of>(rows: readonly T[]): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.branch, [...(groups.get(row.branch) ?? []), row]);
  return groups;
};

async function load(sql: Sql, ids: string[], today: BusinessDate) {
  const above = [...new Set(ids.flatMap((id) => [id, ...ancestorCodes(id)]))];
  const [devices, leases, uses, dates, tills, configs] = await Promise.all([
    sql.query<DeviceRow>(DEVICES, [ids]).then(grouped),
    sql.query<Of & { body: Lease }>(LEASES, [ids]).then(grouped),
    sql.query<Of & { device: string; uses: readonly Use[] }>(USES, [ids]).then(grouped),
    sql.query<Of & { date: BusinessDate | null }>(DATES, [ids]).then(grouped),
    sql.query<TillRow>(TILLS, [ids, today]).then(grouped),
    sql.query<Of & { body: RowOf<typeof config> }>(CONFIG, [above]),
  ]);
  return { devices, leases, uses, dates, tills, configs };
}
type Known = Awaited<ReturnType<typeof load>>;

/** The newest lease of a device that binds its share, as rows come unordered. */
function newestOf(leases: readonly Lease[], device: string): Lease | null {
  const own = leases.filter((one) => one.device === device).sort((a, b) => b.issued_at - a.issued_at);
  return own[0] ?? null;
}

function deviceLine(
  row: DeviceRow,
  of: {
    readonly leases: readonly Lease[];
    readonly uses: readonly Use[];
    readonly hours: number;
    readonly now: Instant;
  },
): DeviceLending {
  const held = newestOf(of.leases, row.id);
  const line: LeaseLine | null =
    held === null || !bindsShare(held, of.now)
      ? null
      : {
          shareFen: held.share_fen,
          issuedAt: held.issued_at,
          expiresAt: held.expires_at,
          isValid: leaseValidAt(held, of.now),
        };
  let stop: LendingStop | null = null;
  if (row.stop !== null) {
    const { inForce, at } = stopCountsFrom({ stoppedAt: row.stop.at, newest: held, now: of.now });
    stop = { at: row.stop.at, byName: row.stoppedBy, words: row.stop.words, inForce, countsFrom: at };
  }
  return {
    device: row.id,
    deviceNo: row.deviceNo,
    status: row.status,
    lastSeenAt: row.lastSeenAt,
    lease: line,
    usedFen: usedSince(of.uses, of.now, of.hours),
    stop,
  };
}

function outletLine(
  known: Known,
  unit: UnitInfo,
  at: { readonly today: BusinessDate; readonly now: Instant },
): OutletLending {
  const id = unit.code;
  const value = (key: ConfigKey): number => {
    const nearest = known.configs.find((row) => row.body.key === key && id.startsWith(row.branch));
    return configValue(nearest?.body ?? null, key, at.today);
  };
  const hours = value('offline.lease_hours');
  const leases = (known.leases.get(id) ?? []).map((row) => row.body);
  const uses = new Map((known.uses.get(id) ?? []).map((row) => [row.device, row.uses]));
  const devices = (known.devices.get(id) ?? []).map((row) =>
    deviceLine(row, { leases, uses: uses.get(row.id) ?? [], hours, now: at.now }),
  );
  const tills = (known.tills.get(id) ?? []).map(({ body, holderName, paidOffline }): TillLimits => ({
    till: body.till_no,
    cashFen: body.cash_fen,
    cashLimitFen: value('till.limit_fen'),
    paidOfflineFen: paidOffline ?? 0,
    paidOfflineLimitFen: value('offline.withdraw.till_day_fen'),
    holder: body.holder ?? body.last_holder,
    holderName,
    isHeld: body.status === 'held',
  }));
  return {
    outlet: asUnit(unit),
    businessDate: known.dates.get(id)?.[0]?.date ?? at.today,
    limitFen: value('offline.withdraw.outlet_lease_fen'),
    lentFen: leases.reduce((sum, one) => sum + (bindsShare(one, at.now) ? one.share_fen : 0), 0),
    usedFen: devices.reduce((sum, one) => sum + one.usedFen, 0),
    hours,
    cashFen: tills.reduce((sum, one) => sum + one.cashFen, 0),
    vaultLimitFen: unit.vaultLimitFen ?? value('outlet.vault_limit_fen'),
    devices,
    tills,
  };
}

export async function readLending(
  sql: Sql,
  scope: string,
  at: { readonly today: BusinessDate; readonly now: Instant },
): Promise<readonly OutletLending[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const outlets = branches.map((branch) => unitOr(units, branch.id)).filter((unit) => unit.level === 'outlet');
  const known = await load(
    sql,
    outlets.map((unit) => unit.code),
    at.today,
  );
  return outlets.map((unit) => outletLine(known, unit, at)).sort((a, b) => a.outlet.code.localeCompare(b.outlet.code));
}
