import { byAge, type VouchedCopy } from '../../shared/commands/rebuild-plan.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { bytesToHex, type Bytes } from '../../shared/kernel/bytes.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { account } from '../../shared/tables/account.ts';
import { openingApproval } from '../../shared/tables/opening-approval.ts';
import { readVouch } from '../../sync/index.ts';
import { jsonToBody } from './body.ts';
import { lockBranch } from './branch-lock.ts';
import type { Pool, Sql } from './pool.ts';
import { endRecovery } from './recovery.ts';

/** What tablets vouch for, read for people to decide about, and the way of an outlet from waiting to open. */

/** The rows of one tablet. */
export interface Copy extends VouchedCopy {
  readonly device: string;
  readonly pages: number;
  /** false while pages are on their way. */
  readonly isWhole: boolean;
  /** SHA-256 of the pages as they were signed, in their order. */
  readonly hash: string;
}
type Account = RowOf<typeof account>;

const PAGES = `
SELECT v.device_id AS device, d.device_no AS "deviceNo", v.body FROM hub.vouch AS v
JOIN hub.device AS d ON d.branch_id = v.branch_id AND d.device_id = v.device_id
WHERE v.branch_id = $1 ORDER BY v.device_id, v.page`;
interface PageRow {
  readonly device: string;
  readonly deviceNo: string;
  readonly body: Bytes;
}

function toCopy(lines: readonly PageRow[]): Copy[] {
  const [first] = lines;
  const pages = lines.map(({ body }) => readVouch(body)).filter((page) => page !== null);
  const [begin] = pages;
  if (first === undefined || begin === undefined) return [];
  const { at, dataAt } = begin;
  const rows = pages.flatMap((page) =>
    page.rows.flatMap(({ table, id, body }) => (body === null ? [] : [{ table, id, body }])),
  );
  return [
    {
      ...{ device: first.device, deviceNo: first.deviceNo, at, dataAt },
      ...{ pages: pages.length, isWhole: pages.at(-1)?.isLast === true, rows },
      hash: bytesToHex(sha256(...lines.map(({ body }) => body))),
    },
  ];
}

/** What the tablets of an outlet vouch for, the newest first. */
export async function readCopies(sql: Sql, branch: string): Promise<readonly Copy[]> {
  const lines = await sql.query<PageRow>(PAGES, [branch]);
  const devices = [...new Set(lines.map((line) => line.device))];
  return devices.flatMap((one) => toCopy(lines.filter((line) => line.device === one))).toSorted(byAge);
}

export type Approval = RowOf<typeof openingApproval>;

export async function readApproval(sql: Sql, branch: string): Promise<Approval | null> {
  const [row] = await sql.query<{ body: Readonly<Record<string, unknown>> }>(
    'SELECT body FROM hub.row WHERE branch_id = $1 AND kind = $2 AND id = $1 AND body IS NOT NULL',
    [branch, openingApproval.name],
  );
  return row === undefined ? null : (jsonToBody(row.body) as Approval);
}

/** Outlets that people have agreed to open, and that wait still. */
export async function approvedOutlets(sql: Sql): Promise<readonly string[]> {
  const rows = await sql.query<{ branch: string }>(
    `SELECT b.branch_id AS branch FROM hub.branch AS b JOIN hub.row AS r ON r.branch_id = b.branch_id AND r.kind = $1 AND r.id = b.branch_id
     WHERE b.state = 'rebuilding' AND r.body->>'status' = 'approved' ORDER BY 1`,
    [openingApproval.name],
  );
  return rows.map(({ branch }) => branch);
}

/** From here on the rows of that position count as the branch's past. */
export async function setBase(sql: Sql, branch: string, of: { epoch: string; version: number }): Promise<void> {
  const set = 'UPDATE hub.branch SET base_epoch = $2, base_version = $3 WHERE branch_id = $1';
  await sql.query(set, [branch, of.epoch, of.version]);
}

/** Numbers on papers of the lost life that nobody vouches for are not given out again. */
const ACCOUNTS_APART = 1_000;
const ACCOUNT_NUMBERS = `
INSERT INTO hub.number_pool (scope, kind, next_free) VALUES ($1, 'account', $2)
ON CONFLICT (scope, kind) DO UPDATE SET next_free = greatest(hub.number_pool.next_free, excluded.next_free)`;

/** Account numbers of the outlet go on above those that its tablets know. */
export async function moveNumbersOn(sql: Sql, branch: string, accounts: Iterable<Account>): Promise<void> {
  let last = 0;
  for (const { account_no } of accounts)
    if (account_no.startsWith(branch)) last = Math.max(last, Number(account_no.slice(8, 14)));
  await sql.query(ACCOUNT_NUMBERS, [branch, last + ACCOUNTS_APART + 1]);
}

const WAITING = `
SELECT count(*) AS n FROM hub.raw AS w WHERE w.branch_id = $1 AND w.reason = 'rebuild' AND NOT EXISTS (SELECT 1 FROM hub.command_log AS c
  WHERE c.branch_id = w.branch_id AND c.device_id = w.device_id AND c.seq = w.seq AND c.hash = w.hash)`;

export async function countWaiting(sql: Sql, branch: string): Promise<number> {
  const [found] = await sql.query<{ n: number }>(WAITING, [branch]);
  return found?.n ?? 0;
}

/**
 * The outlet is open as soon as nothing of its journals waits; it counts as recovering until all its tablets have
 * come back. @returns whether it is open now
 */
export const openWhenJudged = (db: Pool, branch: string): Promise<boolean> =>
  db.transaction(async (sql) => {
    await lockBranch(sql, branch);
    if ((await countWaiting(sql, branch)) > 0) return false;
    await sql.query("UPDATE hub.branch SET state = 'recovering' WHERE branch_id = $1 AND state = 'rebuilding'", [
      branch,
    ]);
    await endRecovery(sql, branch);
    return true;
  });
