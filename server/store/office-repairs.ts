import { domain } from '../../shared/commands/domain.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { REPAIRS_SHOWN, type RepairLine } from '../../shared/read-models/office-repairs.ts';
import { isRepairReason, JUDGING_MS } from '../../shared/rules/repair.ts';
import { commandOf, decodeEntry, missingBefore, type LostRange } from '../../sync/index.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Every entry of a subtree that is not posted although its time is over: held, missing, or in suspense. */

/** Kept bytes that were judged since are in the log under the same seq and hash. */
const HELD = `
SELECT w.branch_id AS branch, w.device_id AS device, w.seq, w.reason, w.bytes, w.received_at AS since FROM hub.raw w
WHERE w.branch_id = ANY($1) AND NOT EXISTS (SELECT 1 FROM hub.command_log c
  WHERE c.branch_id = w.branch_id AND c.device_id = w.device_id AND c.seq = w.seq AND c.hash = w.hash)
ORDER BY w.received_at, w.device_id, w.seq LIMIT ${REPAIRS_SHOWN}`;
const CASES = `
SELECT branch_id AS branch, id, body FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'exception_case' AND body->>'status' <> 'closed'
  AND ((body->>'suspense_fen')::bigint <> 0 OR body->>'code' = 'RAW_UNREADABLE')
ORDER BY body->>'opened_at', id LIMIT ${REPAIRS_SHOWN}`;
const DEVICES = `
SELECT branch_id AS branch, device_id AS device, device_no AS no, seq, early, lost, said_seq AS said, last_seen_at AS seen
FROM hub.device WHERE branch_id = ANY($1)`;
const ABOUT = `
SELECT c.branch_id AS branch, c.command_id::text AS command, c.name, c.device_id AS device, c.seq FROM hub.command_log c
WHERE c.branch_id = ANY($1) AND c.command_id::text = ANY($2)`;

interface HeldRow {
  readonly branch: string;
  readonly device: string;
  readonly seq: number;
  readonly reason: string;
  readonly bytes: Bytes;
  readonly since: number;
}
interface CaseRow {
  readonly branch: string;
  readonly id: string;
  readonly body: {
    readonly code: string;
    readonly command: string;
    readonly suspense_fen: number;
    readonly business_date: string;
    readonly opened_at: number;
    readonly due_at: number;
    readonly owner: string | null;
  };
}
interface DeviceRow {
  readonly branch: string;
  readonly device: string;
  readonly no: string;
  readonly seq: number;
  readonly early: readonly { readonly seq: number }[];
  readonly lost: readonly { readonly from: number; readonly to: number }[];
  readonly said: number;
  readonly seen: number;
}
interface AboutRow {
  readonly branch: string;
  readonly command: string;
  readonly name: string;
  readonly device: string | null;
  readonly seq: number | null;
}
type Placed = Omit<RepairLine, 'outlet'> & { readonly branch: string };

const named = (device: DeviceRow | undefined): RepairLine['device'] =>
  device === undefined ? null : { id: device.device, deviceNo: device.no };

function heldLine(row: HeldRow, device: DeviceRow | undefined): Placed {
  const { branch, seq, since } = row;
  const entry = decodeEntry(row.bytes);
  const reason = isRepairReason(row.reason) ? row.reason : 'unreadable';
  const place = { branch, reason, device: named(device), seqs: { from: seq, to: seq }, since, case: null };
  if (!entry.ok) return { ...place, command: null, fen: null, businessDate: null };
  const { fen } = domain.sigma(commandOf(entry.value));
  return { ...place, command: entry.value.command, fen, businessDate: entry.value.businessDate };
}

/** What a tablet spoke of and nobody has, one line for each stretch. */
function missingLines(device: DeviceRow, held: readonly HeldRow[]): readonly Placed[] {
  const present = [...held, ...device.early].map((one) => one.seq);
  const lost = device.lost.map(({ from, to }): LostRange => ({ from, to, head: null, tail: null }));
  const upTo = Math.max(device.seq, device.said + 1, ...present);
  return missingBefore({ seq: device.seq, lost }, new Set(present), upTo).map((seqs) => ({
    branch: device.branch,
    reason: 'missing',
    device: named(device),
    seqs: { from: seqs.from, to: seqs.to },
    command: null,
    fen: null,
    businessDate: null,
    since: device.seen,
    case: null,
  }));
}

function caseLine(row: CaseRow, about: AboutRow | undefined, device: DeviceRow | undefined): Placed {
  const { body, id, branch } = row;
  const seq = about?.seq ?? null;
  return {
    branch,
    reason: body.code === 'RAW_UNREADABLE' ? 'unreadable' : 'suspense',
    device: named(device),
    seqs: seq === null ? null : { from: seq, to: seq },
    command: about?.name ?? null,
    fen: body.suspense_fen,
    businessDate: body.business_date,
    since: body.opened_at,
    case: { id, owner: body.owner, dueAt: body.due_at },
  };
}

/** A tablet that is just sending is not behind: what it spoke of counts as missing an hour after it was last heard of. */
const isBehind = (device: DeviceRow, held: readonly HeldRow[], now: Instant): boolean =>
  held.length > 0 || now - device.seen > JUDGING_MS;

export async function readRepairs(sql: Sql, scope: string, now: Instant): Promise<readonly RepairLine[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const ids = branches.map((branch) => branch.id);
  const [held, cases, devices] = await Promise.all([
    sql.query<HeldRow>(HELD, [ids]),
    sql.query<CaseRow>(CASES, [ids]),
    sql.query<DeviceRow>(DEVICES, [ids]),
  ]);
  const about = await sql.query<AboutRow>(ABOUT, [ids, cases.map((one) => one.body.command)]);
  const entryOf = new Map(about.map((one) => [`${one.branch} ${one.command}`, one]));
  const deviceOf = new Map(devices.map((one) => [`${one.branch} ${one.device}`, one]));
  const lines: readonly Placed[] = [
    ...held.map((row) => heldLine(row, deviceOf.get(`${row.branch} ${row.device}`))),
    ...devices.flatMap((device) => {
      const own = held.filter((row) => row.branch === device.branch && row.device === device.device);
      return isBehind(device, own, now) ? missingLines(device, own) : [];
    }),
    ...cases.map((row) => {
      const entry = entryOf.get(`${row.branch} ${row.body.command}`);
      return caseLine(row, entry, deviceOf.get(`${row.branch} ${entry?.device ?? ''}`));
    }),
  ];
  return lines
    .toSorted((a, b) => a.since - b.since || a.branch.localeCompare(b.branch))
    .slice(0, REPAIRS_SHOWN)
    .map(({ branch, ...line }) => ({ ...line, outlet: asUnit(unitOr(units, branch)) }));
}
