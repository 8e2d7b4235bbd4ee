import type { FeedToken } from '../../sync/index.ts';
import { readToken } from '../store/changes.ts';
import type { Pool, Sql } from '../store/pool.ts';
import { deleteSql, FACT_TABLES, HUB_TABLES, upsertSql, type Source } from './facts.ts';
import { ROLLUP_TABLES, rollups } from './rollups.ts';
import { stage, STAGED } from './stage.ts';

/**
 * Carries what branches have committed into schema `analysis`, each change once. A branch's facts, totals and
 * cursor move in one transaction of the analysis database over one snapshot of the hub's; a cursor that belongs to
 * another past of the branch (a hub was restored) takes the branch's facts with it and they are built anew.
 * The schema is in the hub's own database, or in one that stands apart: then `analysis` is another pool than `hub`.
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

/** Tables of schema `analysis` that this feed builds again from the hub's: no backup needs them. */
export const REBUILT_TABLES: ReadonlySet<string> = new Set([
  'feed_cursor',
  ...FACT_TABLES.map((fact) => fact.name),
  ...ROLLUP_TABLES,
]);

const statementsOver = (source: Source): readonly string[] => [
  ...FACT_TABLES.flatMap((fact) => [upsertSql(fact, source), deleteSql(fact, source)]),
  ...rollups(source),
];
const OVER_HUB = statementsOver(HUB_TABLES);
const OVER_STAGED = statementsOver(STAGED);
const SERIALIZATION_FAILURE = '40001';
const SNAPSHOT = 'REPEATABLE READ';

export interface FeedDatabases {
  readonly hub: Pool;
  /** The same pool where schema `analysis` is in the hub's database. */
  readonly analysis: Pool;
}

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

interface Sides {
  /** One snapshot of the hub. */
  readonly hub: Sql;
  /** The transaction that takes facts, totals and cursor. */
  readonly analysis: Sql;
}

async function feedBranch({ hub, analysis }: Sides, branch: string, anew: boolean): Promise<BranchFed> {
  const head = await readToken(hub, branch);
  if (head === null) return { versions: 0, rebuilt: false };
  const cursors = await analysis.query<CursorRow>(
    'SELECT epoch, version, commit_id FROM analysis.feed_cursor WHERE branch_id = $1 FOR UPDATE',
    [branch],
  );
  const cursor = cursors[0];
  const isValid = cursor !== undefined && !anew && (await isPast(hub, head, cursor));
  const from = isValid ? cursor.version : 0;
  const rebuilt = cursor !== undefined && !isValid;
  if (rebuilt) await clearBranch(analysis, branch);
  if (isValid && from === head.version) return { versions: 0, rebuilt };
  const isApart = hub !== analysis;
  if (isApart) await stage(hub, analysis, { branch, after: from, upTo: head.version });
  // Nothing is known yet of the sizes of a branch taken from its start; guessing them small, a nested loop takes minutes.
  if (from === 0) await analysis.query('SET LOCAL enable_nestloop = off');
  for (const text of isApart ? OVER_STAGED : OVER_HUB) await analysis.query(text, [branch, from, head.version]);
  await writeCursor(analysis, head);
  return { versions: head.version - from, rebuilt };
}

const LEVEL = `
SELECT b.branch_id FROM hub.branch AS b
LEFT JOIN analysis.feed_cursor AS f ON f.branch_id = b.branch_id AND f.epoch = b.epoch AND f.version = b.version AND f.commit_id = b.commit_id
WHERE $1 OR f.branch_id IS NULL ORDER BY b.branch_id`;
const HEADS = 'SELECT branch_id, epoch, version, commit_id FROM hub.branch ORDER BY branch_id';
const CURSORS = 'SELECT branch_id, epoch, version, commit_id FROM analysis.feed_cursor';

type Position = CursorRow & { readonly branch_id: string };
const positionKey = (at: Position): string => `${at.branch_id} ${at.epoch} ${at.version} ${at.commit_id}`;

/** Branches whose head the cursor has not reached; all of them when `anew`. */
async function branchesToFeed({ hub, analysis }: FeedDatabases, anew: boolean): Promise<readonly string[]> {
  if (hub === analysis) {
    const rows = await hub.query<{ branch_id: string }>(LEVEL, [anew]);
    return rows.map((row) => row.branch_id);
  }
  const reached = new Set((await analysis.query<Position>(CURSORS)).map(positionKey));
  const heads = await hub.query<Position>(HEADS);
  return heads.filter((head) => anew || !reached.has(positionKey(head))).map((head) => head.branch_id);
}

/** Takes the branch's feed for this transaction; false when another feed has it. */
async function lockBranch(analysis: Sql, branch: string): Promise<boolean> {
  const locks = await analysis.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS got', [
    `feed:${branch}`,
  ]);
  return locks[0]?.got === true;
}

/** A branch that moved under another feed at the same moment is left for the next round. */
async function feedOne({ hub, analysis }: FeedDatabases, branch: string, anew: boolean): Promise<BranchFed> {
  try {
    return await analysis.transaction<BranchFed>(async (sql) => {
      if (!(await lockBranch(sql, branch))) return 'busy';
      if (hub === analysis) return feedBranch({ hub: sql, analysis: sql }, branch, anew);
      // The cursor moves when the outer transaction commits; the inner one only reads.
      return hub.transaction((snapshot) => feedBranch({ hub: snapshot, analysis: sql }, branch, anew), SNAPSHOT);
    }, SNAPSHOT);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === SERIALIZATION_FAILURE) return 'busy';
    throw error;
  }
}

async function feedAll(dbs: FeedDatabases, anew: boolean): Promise<FeedResult> {
  const rebuilt: string[] = [];
  const busy: string[] = [];
  let branches = 0;
  let versions = 0;
  for (const branch of await branchesToFeed(dbs, anew)) {
    const fed = await feedOne(dbs, branch, anew);
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
export const runFeed = (hub: Pool, analysis: Pool = hub): Promise<FeedResult> => feedAll({ hub, analysis }, false);

/** Throws every fact away, branch by branch, and builds it again. */
export const rebuildAnalysis = (hub: Pool, analysis: Pool = hub): Promise<FeedResult> =>
  feedAll({ hub, analysis }, true);
