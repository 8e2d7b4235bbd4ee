import type { Pool } from '../store/pool.ts';
import { INVARIANTS, type Invariant } from './invariants.ts';

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

export async function checkInvariants(db: Pool): Promise<CheckReport> {
  await db.script(`${ANALYZE} ANALYZE analysis.posting_day;`);
  return db.transaction(async (sql) => {
    const findings: Finding[] = [];
    const look = async ({ name, says, examined, wrong }: Invariant): Promise<Finding> => {
      const counts = await sql.query<{ n: number }>(examined);
      const found = await sql.query<{ branch: string; figures: string; n: number }>(
        `SELECT branch, figures, count(*) OVER () AS n FROM (${wrong}) AS w ORDER BY branch, figures LIMIT ${SAMPLES}`,
      );
      const samples = found.map(({ branch, figures }) => ({ branch, figures }));
      return { name, says, ok: found.length === 0, examined: counts[0]?.n ?? 0, wrong: found[0]?.n ?? 0, samples };
    };
    for (const invariant of INVARIANTS) findings.push(await look(invariant));
    return { ok: findings.every((finding) => finding.ok), findings };
  }, 'REPEATABLE READ');
}
