import type { Instant } from '../../shared/kernel/dates.ts';
import { branchesIn } from './branch-lock.ts';
import type { Pool, Sql } from './pool.ts';

/**
 * A hub that begins again without its past: there is no backup, only the key file, and the tablets with their journals
 * and rows. Outlets that come into being in such a hub wait (`branch-lock.ts`) until people approve what they hold.
 */
export type RebuildFault = 'not_empty';

const NOTE = "INSERT INTO hub.setting (name, value) VALUES ('rebuild', $1) ON CONFLICT (name) DO NOTHING";

/**
 * Customer numbers go on above all that the lost life can have given out: ten for each second since 1970, so a further
 * loss later starts above this one as well. Account numbers belong to their outlet and are moved on when it is opened.
 */
const NUMBERS = `
INSERT INTO hub.number_pool (scope, kind, next_free) VALUES ('*', 'customer', $1)
ON CONFLICT (scope, kind) DO UPDATE SET next_free = greatest(hub.number_pool.next_free, excluded.next_free)`;
const numbersFrom = (at: Instant): number => Math.floor(at / 1000) * 10;

async function begin(sql: Sql, at: Instant): Promise<RebuildFault | null> {
  if ((await sql.query("SELECT 1 FROM hub.setting WHERE name = 'rebuild'")).length > 0) return null;
  const known = await sql.query('SELECT 1 FROM hub.command_log LIMIT 1');
  const devices = await sql.query('SELECT 1 FROM hub.device LIMIT 1');
  if (known.length > 0 || devices.length > 0) return 'not_empty';
  await sql.query(NOTE, [String(at)]);
  await sql.query(NUMBERS, [numbersFrom(at)]);
  return null;
}

/** Begun already counts as good: what broke off goes on. */
export const beginRebuild = (db: Pool, at: Instant): Promise<RebuildFault | null> =>
  db.transaction((sql) => begin(sql, at));

/** Outlets that wait for opening balances. */
export const rebuildingOutlets = (sql: Sql): Promise<readonly string[]> => branchesIn(sql, 'rebuilding');
