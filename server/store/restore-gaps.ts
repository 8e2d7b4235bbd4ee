import * as v from 'valibot';
import type { Sql } from './pool.ts';

/**
 * What a restore without a whole archive may have lost at the doors that keep no journal. The list waits in the
 * database, written with the restore, until its cases are open.
 */
const gap = v.object({
  /** The county (or the unit itself, above it). */
  branch: v.string(),
  door: v.picklist(['office', 'import', 'hub']),
  /** From the backup to the restore, ms since 1970 UTC. */
  from: v.number(),
  to: v.number(),
  /** The last command of this door that came back; null = none is known. */
  last: v.nullable(v.number()),
});
export type RestoreGap = v.InferOutput<typeof gap>;

const NAME = 'restore_gaps';

export async function noteGaps(sql: Sql, gaps: readonly RestoreGap[]): Promise<void> {
  await sql.query('DELETE FROM hub.setting WHERE name = $1', [NAME]);
  if (gaps.length > 0)
    await sql.query('INSERT INTO hub.setting (name, value) VALUES ($1, $2)', [NAME, JSON.stringify(gaps)]);
}

/** Gaps whose cases are not open yet. */
export async function waitingGaps(sql: Sql): Promise<readonly RestoreGap[]> {
  const rows = await sql.query<{ value: string }>('SELECT value FROM hub.setting WHERE name = $1', [NAME]);
  return rows[0] === undefined ? [] : v.parse(v.array(gap), JSON.parse(rows[0].value));
}
