import {
  addDays,
  addMonths,
  daysBetween,
  shanghaiDate,
  type BusinessDate,
  type Instant,
} from '../../shared/kernel/dates.ts';
import {
  dayCell,
  DISPUTES,
  type CalendarLine,
  type DayFacts,
  type OutletReach,
} from '../../shared/read-models/office-calendar.ts';
import type { Calendar } from '../../shared/rules/business-day.ts';
import type { Sources } from './office-analysis.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';

/** Branch-days of a month for a subtree: rows of the outlets' days, counts of the analysis schema, open disputes. */

const DAYS = `
SELECT d.branch_id AS branch, d.id AS date, d.body->>'status' AS status,
  (SELECT min(c.received_at) FROM hub.command_log c WHERE c.branch_id = d.branch_id AND c.row_id = d.body->>'package') AS "packageAt",
  (SELECT count(*) FROM jsonb_array_elements(d.body->'devices') one
    LEFT JOIN hub.device v ON v.branch_id = d.branch_id AND v.device_id = one->>'device'
    WHERE (one->>'missing')::boolean OR coalesce(v.seq, 0) < (one->>'seq')::bigint) AS "devicesMissing"
FROM hub.row d WHERE d.branch_id = ANY($1) AND d.kind = 'outlet_day' AND d.body IS NOT NULL AND d.id BETWEEN $2 AND $3`;
const DISPUTED = `
SELECT branch_id AS branch, body->>'business_date' AS date, count(*) AS disputes FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'exception_case' AND body->>'status' <> 'closed' AND body->>'code' = ANY($4)
  AND body->>'business_date' BETWEEN $2 AND $3 GROUP BY branch_id, body->>'business_date'`;
const CALENDARS = `SELECT branch_id AS branch, body FROM hub.row WHERE branch_id = ANY($1) AND kind = 'outlet_calendar' AND body IS NOT NULL`;
const REACH = `
SELECT branch_id AS branch, nullif(max(last_seen_at), 0) AS seen,
  min(greatest(last_seen_at, enrolled_at)) FILTER (WHERE status IN ('active', 'suspended')) AS silent, min(enrolled_at) AS enrolled
FROM hub.device WHERE branch_id = ANY($1) GROUP BY branch_id`;
const ENTRIES = `
SELECT branch_id AS branch, business_date AS date, sum(entries)::bigint AS entries FROM analysis.branch_day_channel
WHERE branch_id = ANY($1) AND business_date BETWEEN $2 AND $3 GROUP BY branch_id, business_date`;
const SINCE =
  'SELECT branch_id AS branch, min(business_date) AS since FROM analysis.branch_day_channel WHERE branch_id = ANY($1) GROUP BY branch_id';

interface OfDay {
  readonly branch: string;
  readonly date: BusinessDate;
}
const keyed = <T extends OfDay>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [`${row.branch} ${row.date}`, row]));
const byBranch = <T extends { readonly branch: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.branch, row]));

async function load({ hub, analysis }: Sources, ids: string[], from: BusinessDate, to: BusinessDate) {
  const [days, disputed, calendars, reach, entries, since] = await Promise.all([
    hub.query<OfDay & Pick<DayFacts, 'status' | 'packageAt' | 'devicesMissing'>>(DAYS, [ids, from, to]).then(keyed),
    hub.query<OfDay & { disputes: number }>(DISPUTED, [ids, from, to, [...DISPUTES]]).then(keyed),
    hub.query<{ branch: string; body: Calendar }>(CALENDARS, [ids]).then(byBranch),
    hub
      .query<{ branch: string; seen: number | null; silent: number | null; enrolled: number | null }>(REACH, [ids])
      .then(byBranch),
    analysis.query<OfDay & { entries: number }>(ENTRIES, [ids, from, to]).then(keyed),
    analysis.query<{ branch: string; since: BusinessDate }>(SINCE, [ids]).then(byBranch),
  ]);
  return { days, disputed, calendars, reach, entries, since };
}

export async function readCalendar(
  sources: Sources,
  scope: string,
  of: { readonly month: string; readonly today: BusinessDate; readonly now: Instant },
): Promise<readonly CalendarLine[]> {
  const from = `${of.month}-01`;
  const to = addDays(addMonths(from, 1), -1);
  const [branches, units] = await Promise.all([branchesBelow(sources.hub, scope), unitsBelow(sources.hub, scope)]);
  const outlets = branches.filter((branch) => unitOr(units, branch.id).level === 'outlet').map((branch) => branch.id);
  const known = await load(sources, outlets, from, to);
  const dates = Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => addDays(from, n));
  return outlets
    .map((id): CalendarLine => {
      const device = known.reach.get(id);
      const enrolled = device?.enrolled ?? null;
      const reach: OutletReach = {
        since: known.since.get(id)?.since ?? (enrolled === null ? null : shanghaiDate(enrolled)),
        // Without a tablet everything comes by other doors, which are never late.
        until: device === undefined ? of.today : shanghaiDate(Math.min(device.silent ?? of.now, of.now)),
        calendar: known.calendars.get(id)?.body ?? null,
      };
      const cells = dates.map((date) => {
        const key = `${id} ${date}`;
        const day = known.days.get(key);
        return dayCell(date, of.today, reach, {
          status: day?.status ?? null,
          packageAt: day?.packageAt ?? null,
          devicesMissing: day?.devicesMissing ?? 0,
          entries: known.entries.get(key)?.entries ?? 0,
          disputes: known.disputed.get(key)?.disputes ?? 0,
        });
      });
      return { outlet: asUnit(unitOr(units, id)), lastSeenAt: device?.seen ?? null, days: cells };
    })
    .sort((a, b) => a.outlet.code.localeCompare(b.outlet.code));
}
