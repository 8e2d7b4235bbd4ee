import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { BusinessDate } from '../../shared/kernel/dates.ts';
import type { DeviceLine, OutletLine } from '../../shared/read-models/office.ts';
import { countOf, type SeqRange } from '../../shared/read-models/office-journal.ts';
import { decodeEntry } from '../../sync/index.ts';
import type { Sql } from './pool.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';

/** Outlets and devices of a subtree: contact, data time, open cases, journals. */

interface Contact {
  readonly branch: string;
  readonly devices: number;
  readonly seen: number | null;
  readonly captured: number | null;
}
const CONTACT = `
SELECT branch_id AS branch, count(*) AS devices, nullif(max(last_seen_at), 0) AS seen, nullif(max(last_captured_at), 0) AS captured
FROM hub.device WHERE branch_id = ANY($1) GROUP BY branch_id`;
const OPEN_CASES = `
SELECT branch_id AS branch, count(*) AS open FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'exception_case' AND body->>'status' <> 'closed' GROUP BY branch_id`;
const NEWEST_DATE = `
SELECT branch_id AS branch, max(body->>'business_date') AS date FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'teller_session' AND body IS NOT NULL GROUP BY branch_id`;

const byBranch = <T extends { readonly branch: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.branch, row]));

/** Never seen first (most silent of all), then the longest silence. */
const bySilence = (a: { lastSeenAt: number | null }, b: { lastSeenAt: number | null }): number =>
  (a.lastSeenAt ?? -1) - (b.lastSeenAt ?? -1);

export async function readOutlets(sql: Sql, scope: string): Promise<readonly Omit<OutletLine, 'day'>[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const outlets = branches.filter((branch) => unitOr(units, branch.id).level === 'outlet');
  const ids = outlets.map((branch) => branch.id);
  const [contact, cases, dates] = await Promise.all([
    sql.query<Contact>(CONTACT, [ids]).then(byBranch),
    sql.query<{ branch: string; open: number }>(OPEN_CASES, [ids]).then(byBranch),
    sql.query<{ branch: string; date: BusinessDate | null }>(NEWEST_DATE, [ids]).then(byBranch),
  ]);
  const lines = outlets.map((branch) => {
    const unit = unitOr(units, branch.id);
    const seen = contact.get(branch.id);
    return {
      unit: asUnit(unit),
      county: units.get(branch.id.slice(0, 6))?.name ?? branch.id.slice(0, 6),
      kind: unit.kind,
      network: unit.network,
      phone: unit.phone,
      lastSeenAt: seen?.seen ?? null,
      dataTime: seen?.captured ?? null,
      businessDate: dates.get(branch.id)?.date ?? null,
      devices: seen?.devices ?? 0,
      openCases: cases.get(branch.id)?.open ?? 0,
      recovering: branch.recovering,
      rebuilding: branch.rebuilding,
    };
  });
  return lines.sort(bySilence);
}

interface DeviceRow extends Omit<DeviceLine, 'outlet' | 'lost' | 'clockOffsetMs'> {
  readonly branch: string;
  readonly holes: readonly SeqRange[];
  readonly newest: Bytes | null;
}
const DEVICES = `
SELECT d.branch_id AS branch, d.device_id AS id, d.device_no AS "deviceNo", d.status, d.enrolled_at AS "enrolledAt",
  nullif(d.last_seen_at, 0) AS "lastSeenAt", d.seq, d.archived_seq AS "archivedSeq", d.forked_at AS "forkedAt",
  d.app_version AS "appVersion", (r.body->>'worn_since')::bigint AS "wornSince", d.lost AS holes, GREATEST(d.said_seq - d.seq, 0) AS waiting, n.bytes AS newest,
  (SELECT count(*) FROM hub.raw w WHERE w.branch_id = d.branch_id AND w.device_id = d.device_id
    AND NOT EXISTS (SELECT 1 FROM hub.command_log c WHERE c.branch_id = w.branch_id AND c.device_id = w.device_id
      AND c.seq = w.seq AND c.hash = w.hash)) AS held
FROM hub.device d LEFT JOIN LATERAL (SELECT c.bytes FROM hub.command_log c WHERE c.branch_id = d.branch_id
  AND c.device_id = d.device_id ORDER BY c.seq DESC LIMIT 1) n ON true
LEFT JOIN hub.row r ON r.branch_id = d.branch_id AND r.kind = 'retention_report' AND r.id = d.device_id
WHERE d.branch_id = ANY($1)`;

export async function readDevices(sql: Sql, scope: string): Promise<readonly DeviceLine[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const rows = await sql.query<DeviceRow>(DEVICES, [branches.map((branch) => branch.id)]);
  return rows
    .map(({ branch, holes, newest, ...row }) => ({
      ...row,
      outlet: asUnit(unitOr(units, branch)),
      lost: countOf(holes),
      clockOffsetMs: newest === null ? null : offsetOf(newest),
    }))
    .sort(bySilence);
}

/** Both times stand in an entry: what the tablet's clock said, and trusted time. */
function offsetOf(bytes: Bytes): number | null {
  const entry = decodeEntry(bytes);
  return entry.ok ? entry.value.wallAt - entry.value.capturedAt : null;
}
