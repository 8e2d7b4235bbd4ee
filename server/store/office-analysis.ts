import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import type { AnalysisDay, Coverage, DayFigures } from '../../shared/read-models/office.ts';
import { branchesBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/**
 * Figures of schema `analysis` for a subtree, with what a reader must know of them: when they were true and how many
 * branch-days have arrived. A branch-day has arrived when the day is over and every tablet in service there has
 * spoken to the centre since; a day that is not over is always provisional.
 */
export interface Sources {
  readonly hub: Sql;
  readonly analysis: Sql;
}

const DAY = `
SELECT branch_id AS branch, sum(entries - rejected_entries)::bigint AS interactions,
  coalesce(sum(entries - rejected_entries) FILTER (WHERE direction = 'in'), 0)::bigint AS "depositCount",
  coalesce(sum(amount_fen) FILTER (WHERE direction = 'in'), 0)::bigint AS "depositFen",
  coalesce(sum(entries - rejected_entries) FILTER (WHERE direction = 'out'), 0)::bigint AS "withdrawCount",
  coalesce(sum(amount_fen) FILTER (WHERE direction = 'out'), 0)::bigint AS "withdrawFen",
  coalesce(sum(suspense_fen), 0)::bigint AS "suspenseFen"
FROM analysis.branch_day_channel WHERE branch_id = ANY($1) AND business_date = $2 GROUP BY branch_id`;

const idsBelow = async (hub: Sql, scope: string): Promise<string[]> =>
  (await branchesBelow(hub, scope)).map((branch) => branch.id);

export async function readDayFigures(
  { hub, analysis }: Sources,
  scope: string,
  date: BusinessDate,
): Promise<ReadonlyMap<string, DayFigures>> {
  const rows = await analysis.query<DayFigures & { branch: string }>(DAY, [await idsBelow(hub, scope), date]);
  return new Map(rows.map(({ branch, ...figures }) => [branch, figures]));
}

interface ChannelRow {
  readonly date: BusinessDate;
  readonly channel: string;
  readonly entries: number;
  readonly inFen: number;
  readonly outFen: number;
}
const CHANNELS = `
SELECT business_date AS date, channel, sum(entries - rejected_entries)::bigint AS entries,
  coalesce(sum(amount_fen) FILTER (WHERE direction = 'in'), 0)::bigint AS "inFen",
  coalesce(sum(amount_fen) FILTER (WHERE direction = 'out'), 0)::bigint AS "outFen"
FROM analysis.branch_day_channel WHERE branch_id = ANY($1) AND business_date BETWEEN $2 AND $3
GROUP BY business_date, channel ORDER BY business_date, channel`;

/** Balance at the end of each day: what was posted before the period, then each day's movement on top. */
const BALANCES = `
SELECT c.day AS date,
  (-coalesce((SELECT sum(l.debit_fen - l.credit_fen) FROM analysis.branch_day_ledger l
    WHERE l.branch_id = ANY($1) AND l.ledger = 'DEPOSIT' AND l.business_date < $2), 0)
  - coalesce(sum(m.moved) OVER (ORDER BY c.day), 0))::bigint AS fen
FROM analysis.calendar c
LEFT JOIN (SELECT business_date, sum(debit_fen - credit_fen) AS moved FROM analysis.branch_day_ledger
  WHERE branch_id = ANY($1) AND ledger = 'DEPOSIT' AND business_date BETWEEN $2 AND $3 GROUP BY business_date) m ON m.business_date = c.day
WHERE c.day BETWEEN $2 AND $3 ORDER BY c.day`;

/** First day of each branch with figures. */
const SINCE =
  'SELECT branch_id AS branch, min(business_date) AS since FROM analysis.branch_day_channel WHERE branch_id = ANY($1) GROUP BY branch_id';
/** The tablet in service that has been silent longest, per branch. */
const SILENT = `
SELECT branch_id AS branch, min(last_seen_at) AS seen, min(enrolled_at) AS enrolled FROM hub.device
WHERE branch_id = ANY($1) AND status IN ('active', 'suspended') GROUP BY branch_id`;

interface BranchReach {
  /** First business date expected. */
  readonly since: BusinessDate;
  /** Every day before this one has arrived. */
  readonly until: BusinessDate;
}

async function readReach({ hub, analysis }: Sources, ids: string[], now: Instant): Promise<readonly BranchReach[]> {
  const [firsts, silent] = await Promise.all([
    analysis.query<{ branch: string; since: BusinessDate }>(SINCE, [ids]),
    hub.query<{ branch: string; seen: number; enrolled: number | null }>(SILENT, [ids]),
  ]);
  const sinceOf = new Map(firsts.map((row) => [row.branch, row.since]));
  const silentOf = new Map(silent.map((row) => [row.branch, row]));
  const reach: BranchReach[] = [];
  for (const id of ids) {
    const device = silentOf.get(id);
    const enrolledAt = device?.enrolled ?? null;
    const enrolled = enrolledAt === null ? null : shanghaiDate(enrolledAt);
    const since = sinceOf.get(id) ?? enrolled;
    if (since === null) continue;
    reach.push({ since, until: shanghaiDate(device === undefined ? now : Math.min(device.seen, now)) });
  }
  return reach;
}

export function coverageOf(reach: readonly BranchReach[], date: BusinessDate): Coverage {
  let arrived = 0;
  let expected = 0;
  for (const branch of reach) {
    if (date < branch.since) continue;
    expected += 1;
    if (date < branch.until) arrived += 1;
  }
  return { arrived, expected };
}

/** Now, where the feed has taken everything; else when the oldest branch head it has taken was received. 0 = nothing yet. */
async function readAsOf({ hub, analysis }: Sources, ids: string[], now: Instant): Promise<Instant> {
  const [heads, cursors] = await Promise.all([
    hub.query<{ branch: string; version: number }>(
      'SELECT branch_id AS branch, version FROM hub.branch WHERE branch_id = ANY($1) AND version > 0',
      [ids],
    ),
    analysis.query<{ branch: string; version: number }>(
      'SELECT branch_id AS branch, version FROM analysis.feed_cursor WHERE branch_id = ANY($1)',
      [ids],
    ),
  ]);
  const fed = new Map(cursors.map((row) => [row.branch, row.version]));
  const behind = heads.filter((head) => (fed.get(head.branch) ?? 0) < head.version);
  let asOf = now;
  for (const head of behind) {
    const rows = await hub.query<{ at: number | null }>(
      'SELECT max(received_at) AS at FROM hub.command_log WHERE branch_id = $1 AND version = (SELECT max(version) FROM hub.command_log WHERE branch_id = $1 AND version <= $2)',
      [head.branch, fed.get(head.branch) ?? 0],
    );
    asOf = Math.min(asOf, rows[0]?.at ?? 0);
  }
  return asOf;
}

const EMPTY: Coverage = { arrived: 0, expected: 0 };

export async function readAnalysis(
  sources: Sources,
  scope: string,
  span: { readonly from: BusinessDate; readonly to: BusinessDate; readonly now: Instant },
): Promise<{ readonly asOf: Instant; readonly coverage: Coverage; readonly days: readonly AnalysisDay[] }> {
  const ids = await idsBelow(sources.hub, scope);
  const values = [ids, span.from, span.to] as const;
  const [channels, balances, reach, asOf] = await Promise.all([
    sources.analysis.query<ChannelRow>(CHANNELS, values),
    sources.analysis.query<{ date: BusinessDate; fen: number }>(BALANCES, values),
    readReach(sources, ids, span.now),
    readAsOf(sources, ids, span.now),
  ]);
  const rowsOf = new Map<BusinessDate, ChannelRow[]>();
  for (const row of channels) rowsOf.set(row.date, [...(rowsOf.get(row.date) ?? []), row]);
  const days = balances.map(({ date, fen }) =>
    toDay({ date, fen, rows: rowsOf.get(date) ?? [], coverage: coverageOf(reach, date) }),
  );
  const coverage = days.reduce(
    (sum, day) => ({ arrived: sum.arrived + day.coverage.arrived, expected: sum.expected + day.coverage.expected }),
    EMPTY,
  );
  return { asOf, coverage, days };
}

function toDay(parts: {
  date: BusinessDate;
  fen: number;
  rows: readonly ChannelRow[];
  coverage: Coverage;
}): AnalysisDay {
  return {
    date: parts.date,
    coverage: parts.coverage,
    channels: Object.fromEntries(parts.rows.filter((row) => row.entries > 0).map((row) => [row.channel, row.entries])),
    depositFen: parts.rows.reduce((sum, row) => sum + row.inFen, 0),
    withdrawFen: parts.rows.reduce((sum, row) => sum + row.outFen, 0),
    balanceFen: parts.fen,
  };
}
