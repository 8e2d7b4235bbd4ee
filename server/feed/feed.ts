import type { FeedToken } from '../../sync/index.ts';
import { readToken } from '../store/changes.ts';
import type { Pool, Sql } from '../store/pool.ts';
import { deleteSql, FACT_TABLES, upsertSql } from './facts.ts';
import { ROLLUP_TABLES, ROLLUPS } from './rollups.ts';

/**
 * Carries what branches have committed into schema `analysis`, each change once. A branch's facts, totals and
 * cursor move in one transaction over one snapshot; a cursor that belongs to another past of the branch (a hub
 * was restored) takes the branch's facts with it and they are built anew.
 */
export interface FeedResult {
  /** Branches that had something new. */
  readonly branches: number;
  /** Versions taken. */
  readonly versions: number;
  /** Branches rebuilt because their past had changed. */
  readonly rebuilt: readonly string[];
  /** Branches left for the next round, because another feed holds them. */
  readonly busy: readonly string[];
}

const STATEMENTS: readonly string[] = [
  ...FACT_TABLES.flatMap((fact) => [upsertSql(fact), deleteSql(fact)]),
  ...ROLLUPS,
];
const SERIALIZATION_FAILURE = '40001';

interface CursorRow {
  readonly epoch: string;
  readonly version: number;
  readonly commit_id: string;
}

async function clearBranch(sql: Sql, branch: string): Promise<void> {
  for (const table of [...FACT_TABLES.map((fact) => fact.name), ...ROLLUP_TABLES]) {
    await sql.query(`DELETE FROM analysis.${table} WHERE branch_id = $1`, [branch]);
  }
}

/** Is the cursor a position of this branch's present life? */
async function isPast(sql: Sql, head: FeedToken, cursor: CursorRow): Promise<boolean> {
  if (cursor.epoch !== head.epoch || cursor.version > head.version) return false;
  const rows = await sql.query<{ commit_id: string }>(
    'SELECT commit_id FROM hub.branch_commit WHERE branch_id = $1 AND version = $2',
    [head.branch, cursor.version],
  );
  return rows[0]?.commit_id === cursor.commit_id;
}

async function writeCursor(sql: Sql, head: FeedToken): Promise<void> {
  await sql.query(
    `INSERT INTO analysis.feed_cursor (branch_id, epoch, version, commit_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (branch_id) DO UPDATE SET epoch = excluded.epoch, version = excluded.version, commit_id = excluded.commit_id`,
    [head.branch, head.epoch, head.version, head.commitId],
  );
}

type BranchFed = { readonly versions: number; readonly rebuilt: boolean } | 'busy';

async function feedBranch(sql: Sql, branch: string, anew: boolean): Promise<BranchFed> {
  const locks = await sql.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS got', [
    `feed:${branch}`,
  ]);
  if (locks[0]?.got !== true) return 'busy';
  const head = await readToken(sql, branch);
  if (head === null) return { versions: 0, rebuilt: false };
  const cursors = await sql.query<CursorRow>(
    'SELECT epoch, version, commit_id FROM analysis.feed_cursor WHERE branch_id = $1 FOR UPDATE',
    [branch],
  );
  const cursor = cursors[0];
  const isValid = cursor !== undefined && !anew && (await isPast(sql, head, cursor));
  const from = isValid ? cursor.version : 0;
  const rebuilt = cursor !== undefined && !isValid;
  if (rebuilt) await clearBranch(sql, branch);
  if (isValid && from === head.version) return { versions: 0, rebuilt };
  // Nothing is known yet of the sizes of a branch taken from its start; guessing them small, a nested loop takes minutes.
  if (from === 0) await sql.query('SET LOCAL enable_nestloop = off');
  for (const text of STATEMENTS) await sql.query(text, [branch, from, head.version]);
  await writeCursor(sql, head);
  return { versions: head.version - from, rebuilt };
}

/** Branches whose head the cursor has not reached; all of them when `anew`. */
async function branchesToFeed(db: Pool, anew: boolean): Promise<readonly string[]> {
  const rows = await db.query<{ branch_id: string }>(
    `SELECT b.branch_id FROM hub.branch AS b
     LEFT JOIN analysis.feed_cursor AS f ON f.branch_id = b.branch_id AND f.epoch = b.epoch AND f.version = b.version AND f.commit_id = b.commit_id
     WHERE $1 OR f.branch_id IS NULL ORDER BY b.branch_id`,
    [anew],
  );
  return rows.map((row) => row.branch_id);
}

/** A branch that moved under another feed at the same moment is left for the next round. */
async function feedOne(db: Pool, branch: string, anew: boolean): Promise<BranchFed> {
  try {
    return await db.transaction((sql) => feedBranch(sql, branch, anew), 'REPEATABLE READ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === SERIALIZATION_FAILURE) return 'busy';
    throw error;
  }
}

async function feedAll(db: Pool, anew: boolean): Promise<FeedResult> {
  const rebuilt: string[] = [];
  const busy: string[] = [];
  let branches = 0;
  let versions = 0;
  for (const branch of await branchesToFeed(db, anew)) {
    const fed = await feedOne(db, branch, anew);
    if (fed === 'busy') {
      busy.push(branch);
      continue;
    }
    if (fed.rebuilt) rebuilt.push(branch);
    if (fed.versions > 0) branches += 1;
    versions += fed.versions;
  }
  return { branches, versions, rebuilt, busy };
}

/** Once over all branches that have moved. */
export const runFeed = (db: Pool): Promise<FeedResult> => feedAll(db, false);

/** Throws every fact away, branch by branch, and builds it again. */
export const rebuildAnalysis = (db: Pool): Promise<FeedResult> => feedAll(db, true);

const SOON_MS = 50;

export interface RunningFeed {
  /** Feeds soon; a hint after a commit. */
  nudge(): void;
  /** Resolves when the round in hand is done. */
  stop(): Promise<void>;
}

/** Feeds every `everyMs` ms, one round at a time. `onFault` hears of rounds that failed; the next one tries again. */
export function startFeed(db: Pool, everyMs: number, onFault: (error: unknown) => void): RunningFeed {
  let isStopped = false;
  let isRunning = false;
  let wantsAnother = false;
  let round: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;

  async function runRound(): Promise<void> {
    isRunning = true;
    dueAt = Infinity;
    wantsAnother = false;
    await runFeed(db).then(() => undefined, onFault);
    isRunning = false;
    plan(wantsAnother ? SOON_MS : everyMs);
  }
  /** Only ever brings the next round forward, so that many hints cannot put it off for ever. */
  function plan(delayMs: number): void {
    const at = performance.now() + delayMs;
    if (isStopped || at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => (round = runRound()), delayMs);
  }
  plan(0);
  return {
    nudge() {
      if (isRunning) wantsAnother = true;
      else plan(Math.min(everyMs, SOON_MS));
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
