import type { HeldReason } from '../tables/retention-report.ts';
import { addDays, DAY_MS, shanghaiDate, type BusinessDate, type Instant } from '../kernel/dates.ts';

/**
 * How long a terminal keeps what it no longer needs (domain 5, what a terminal may store): dated records of the
 * replica that were not used for 30 days, the acknowledged journal for 30 days after it was written; and when the
 * customers' data are locked because the centre has not been heard for too long. The centre keeps all of it.
 */
export const RETENTION_DAYS = 30;

/** Entries captured before this may go from a tablet, once they are safe elsewhere. */
export const journalLine = (now: Instant): Instant => now - RETENTION_DAYS * DAY_MS;

/** Records of business dates before this one are not needed any more: the 30th day back is still kept. */
export const replicaLine = (now: Instant): BusinessDate => addDays(shanghaiDate(now), -RETENTION_DAYS);

/**
 * The customers' data are locked: the replica was last equal to the centre's more than `maxDays` x 24 h ago
 * (`offline.capture_max_days`). The instant itself is still open, and so is a tablet that has loaded nothing yet.
 */
export const isDataLocked = (dataAt: Instant | null, now: Instant, maxDays: number): boolean =>
  dataAt !== null && now - dataAt > maxDays * DAY_MS;

type Row = Readonly<Record<string, unknown>>;
type LastUse = (row: Row) => BusinessDate | null;

const dateOf =
  (field: string): LastUse =>
  (row) =>
    typeof row[field] === 'string' ? row[field] : null;
const dayOfInstant = (at: unknown): BusinessDate | null => (typeof at === 'number' ? shanghaiDate(at) : null);
/** The day of the latest of several instants in a list of the row. */
const latestOf =
  (list: string): LastUse =>
  (row) => {
    const items = Array.isArray(row[list]) ? (row[list] as readonly Row[]) : [];
    const instants = items.map((one) => Number(one['at']));
    return instants.length === 0 ? null : dayOfInstant(Math.max(...instants));
  };
/** An entry whose money still hangs, or that nobody has judged, is in use whatever its age. */
const entryUse: LastUse = (row) => {
  const hangs = row['suspense_fen'] !== 0 || ['captured', 'synced', 'held'].includes(String(row['status']));
  return hangs ? null : dateOf('business_date')(row);
};
const transferUse: LastUse = (row) => {
  const [sent, accepted, returned, settled] = ['sent_fen', 'accepted_fen', 'returned_fen', 'settled_fen'].map((name) =>
    Number(row[name]),
  );
  const taken = row['answer'] === 'accepted' ? accepted : 0;
  return (sent ?? 0) - (taken ?? 0) - (returned ?? 0) - (settled ?? 0) === 0 ? dateOf('business_date')(row) : null;
};

/** Tables of dated records, and when a row of each was last of use. null = keep it. */
const LAST_USE: Readonly<Record<string, LastUse>> = {
  account_day: dateOf('business_date'),
  customer_day: dateOf('business_date'),
  till_day: dateOf('business_date'),
  till_count: dateOf('business_date'),
  device_close: dateOf('business_date'),
  service_rating: dateOf('business_date'),
  recent: latestOf('entries'),
  lease_use: latestOf('uses'),
  interaction: entryUse,
  cash_transfer: transferUse,
  exception_case: (row) => dayOfInstant(row['closed_at']),
};

export const DATED_TABLES: readonly string[] = Object.keys(LAST_USE);

/**
 * May this row go from the replica? `line` is `replicaLine`, moved back to the oldest entry that still waits here; `inUse`
 * are ids of entries that open cases are about.
 */
export function mayDrop(
  table: string,
  of: { readonly id: string; readonly row: Row },
  keep: { readonly line: BusinessDate; readonly inUse: ReadonlySet<string> },
): boolean {
  if (keep.inUse.has(of.id)) return false;
  const used = LAST_USE[table]?.(of.row) ?? null;
  return used !== null && used < keep.line;
}

/**
 * May an old entry leave the tablet? Not the only copy: settled, and safely archived on the hub's side. What stands
 * before it must go first, so the first that may not stops all behind it.
 */
export function heldBecause(entry: { readonly seq: number; readonly state: string }, archivedSeq: number): HeldReason {
  if (entry.state !== 'settled') return 'not_settled';
  return entry.seq <= archivedSeq ? 'none' : 'not_archived';
}
