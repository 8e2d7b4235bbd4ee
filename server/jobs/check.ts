import type { Pool, Sql } from '../store/pool.ts';
import { invariantsOver, type Invariant } from './invariants.ts';

/**
 * Runs every invariant over one snapshot of the database and reports each with what was examined and what does
 * not hold. It only reads; a finding is for people, nothing is repaired here.
 */
export interface Finding {
  readonly name: string;
  readonly says: string;
  readonly ok: boolean;
  readonly examined: number;
  readonly wrong: number;
  /** The first few, with their figures in fen. */
  readonly samples: readonly { readonly branch: string; readonly figures: string }[];
}
export interface CheckReport {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

const SAMPLES = 10;

/** Fresh tables have no statistics yet, and the joins below would be planned as if they were empty. */
const ANALYZE = ['row', 'posting', 'command_log', 'raw', 'device', 'branch_commit', 'outbox']
  .map((table) => `ANALYZE hub.${table};`)
  .join(' ');

const look =
  (sql: Sql) =>
  async ({ name, says, examined, wrong }: Invariant): Promise<Finding> => {
    const counts = await sql.query<{ n: number }>(examined);
    const found = await sql.query<{ branch: string; figures: string; n: number }>(
      `SELECT branch, figures, count(*) OVER () AS n FROM (${wrong}) AS w ORDER BY branch, figures LIMIT ${SAMPLES}`,
    );
    const samples = found.map(({ branch, figures }) => ({ branch, figures }));
    return { name, says, ok: found.length === 0, examined: counts[0]?.n ?? 0, wrong: found[0]?.n ?? 0, samples };
  };

async function findAll(sql: Sql, invariants: readonly Invariant[]): Promise<CheckReport> {
  const findings: Finding[] = [];
  for (const invariant of invariants) findings.push(await look(sql)(invariant));
  return { ok: findings.every((finding) => finding.ok), findings };
}

/** `analysis` is the hub's pool where the schema is in the hub's database. */
export async function checkInvariants(hub: Pool, analysis: Pool = hub): Promise<CheckReport> {
  await hub.script(ANALYZE);
  await analysis.script('ANALYZE analysis.posting_day');
  if (hub === analysis) return hub.transaction((sql) => findAll(sql, invariantsOver('analysis')), SNAPSHOT);
  // The cursors are read before the hub's snapshot begins, so that whatever they have taken is in it.
  return analysis.transaction(async (figures) => {
    const cursors = await figures.query<CursorLine>('SELECT branch_id, version FROM analysis.feed_cursor');
    return hub.transaction(async (sql) => {
      await copyFigures(figures, sql, cursors);
      return findAll(sql, invariantsOver('pg_temp'));
    }, SNAPSHOT);
  }, SNAPSHOT);
}

const SNAPSHOT = 'REPEATABLE READ';
const PAGE = 5_000;

interface CursorLine {
  readonly branch_id: string;
  readonly version: number;
}
interface DayLine {
  readonly branch_id: string;
  readonly ledger: string;
  readonly account: string;
  readonly business_date: string;
  readonly debit_fen: number;
  readonly credit_fen: number;
}

const COPIES = `
CREATE TEMP TABLE feed_cursor (branch_id text, version bigint) ON COMMIT DROP;
CREATE TEMP TABLE posting_day (branch_id text, ledger text, account text, business_date date, debit_fen bigint, credit_fen bigint) ON COMMIT DROP`;

const DAYS = `
SELECT branch_id, ledger, account, business_date, debit_fen, credit_fen FROM analysis.posting_day
WHERE (branch_id, ledger, account, business_date) > ($1, $2, $3, $4::date)
ORDER BY branch_id, ledger, account, business_date LIMIT ${PAGE}`;

/** Copies what the check compares out of an analysis database that stands apart into temporary tables of the hub's. */
async function copyFigures(from: Sql, to: Sql, cursors: readonly CursorLine[]): Promise<void> {
  await to.script(COPIES);
  await to.query(
    'INSERT INTO pg_temp.feed_cursor (branch_id, version) SELECT * FROM unnest($1::text[], $2::bigint[])',
    [cursors.map((line) => line.branch_id), cursors.map((line) => line.version)],
  );
  let at: DayLine = {
    branch_id: '',
    ledger: '',
    account: '',
    business_date: '0001-01-01',
    debit_fen: 0,
    credit_fen: 0,
  };
  for (;;) {
    const page = await from.query<DayLine>(DAYS, [at.branch_id, at.ledger, at.account, at.business_date]);
    const last = page.at(-1);
    if (last !== undefined) await putDays(to, page);
    if (last === undefined || page.length < PAGE) break;
    at = last;
  }
  await to.script('ANALYZE pg_temp.feed_cursor; ANALYZE pg_temp.posting_day');
}

const putDays = (to: Sql, days: readonly DayLine[]): Promise<unknown> =>
  to.query(
    `INSERT INTO pg_temp.posting_day (branch_id, ledger, account, business_date, debit_fen, credit_fen)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::bigint[], $6::bigint[])`,
    [
      days.map((day) => day.branch_id),
      days.map((day) => day.ledger),
      days.map((day) => day.account),
      days.map((day) => day.business_date),
      days.map((day) => day.debit_fen),
      days.map((day) => day.credit_fen),
    ],
  );
