import { domain } from '../../shared/commands/domain.ts';
import { accountsIn, totalOf } from '../../shared/commands/rebuild-plan.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type {
  ApartLine,
  CopyLine,
  OpeningDecision,
  OpeningFacts,
  WaitingJournal,
} from '../../shared/read-models/office-openings.ts';
import { commandOf, decodeEntry } from '../../sync/index.ts';
import { nameOf } from './office-case-steps.ts';
import { unitByCode } from './office-units.ts';
import { readApproval, readCopies, type Copy } from './opening.ts';
import type { Sql } from './pool.ts';
import { rebuildingOutlets } from './rebuild.ts';

/** Outlets without opening balances, as the two persons who decide about them see them. */

const APART_SHOWN = 200;
const JOURNALS = `
SELECT d.device_no AS "deviceNo", nullif(d.last_seen_at, 0) AS "lastSeenAt", w.reason, w.bytes FROM hub.device AS d
LEFT JOIN hub.raw AS w ON w.branch_id = d.branch_id AND w.device_id = d.device_id
WHERE d.branch_id = $1 ORDER BY d.device_no, w.seq`;
interface JournalRow {
  readonly deviceNo: string;
  readonly lastSeenAt: number | null;
  readonly reason: string | null;
  readonly bytes: Bytes | null;
}

interface Sums {
  count: number;
  inFen: number;
  outFen: number;
  others: number;
}

function add(sums: Sums, { reason, bytes }: JournalRow): void {
  if (reason === null || bytes === null) return;
  if (reason !== 'rebuild') {
    sums.others += 1;
    return;
  }
  sums.count += 1;
  const entry = decodeEntry(bytes);
  if (!entry.ok) return;
  const { direction, fen } = domain.sigma(commandOf(entry.value));
  if (direction === 'in') sums.inFen += fen;
  if (direction === 'out') sums.outFen += fen;
}

async function readWaiting(sql: Sql, branch: string): Promise<readonly WaitingJournal[]> {
  const rows = await sql.query<JournalRow>(JOURNALS, [branch]);
  const byDevice = new Map<string, Sums & { lastSeenAt: number | null }>();
  for (const row of rows) {
    const sums = byDevice.get(row.deviceNo) ?? { count: 0, inFen: 0, outFen: 0, others: 0, lastSeenAt: row.lastSeenAt };
    byDevice.set(row.deviceNo, sums);
    add(sums, row);
  }
  return [...byDevice].map(([deviceNo, sums]) => ({ deviceNo, ...sums }));
}

/** Accounts that another tablet knows otherwise than the proposed one. */
function apartOf(copies: readonly Copy[], proposed: Copy | undefined): readonly ApartLine[] {
  if (proposed === undefined) return [];
  const own = accountsIn(proposed);
  const people = new Map(
    copies.flatMap((copy) =>
      copy.rows.flatMap(({ table, id, body }) => (table === 'customer' ? [[id, body] as const] : [])),
    ),
  );
  return copies.flatMap((copy) =>
    [...accountsIn(copy)].flatMap(([id, row]) => {
      const mine = own.get(id);
      if (copy === proposed || mine?.ledger_fen === row.ledger_fen) return [];
      const name = people.get(row.customer)?.['name'];
      return [
        {
          accountTail: row.account_no.slice(-4),
          name: typeof name === 'string' ? name : null,
          deviceNo: copy.deviceNo,
          fen: row.ledger_fen,
          proposedFen: mine?.ledger_fen ?? null,
        },
      ];
    }),
  );
}

function lineOf(copy: Copy, proposed: Copy | undefined, apart: readonly ApartLine[]): CopyLine {
  const { device, deviceNo, hash: pagesHash, dataAt, isWhole } = copy;
  return {
    ...{ device, deviceNo, pagesHash, dataAt, isWhole, version: copy.at.version },
    isProposed: copy === proposed,
    accounts: accountsIn(copy).size,
    totalFen: totalOf(copy),
    apart: apart.filter((one) => one.deviceNo === deviceNo).length,
  };
}

async function readDecision(sql: Sql, branch: string): Promise<OpeningDecision | null> {
  const row = await readApproval(sql, branch);
  if (row === null) return null;
  const [named] = await sql.query<{ name: string | null }>(`SELECT ${nameOf('$1::text')} AS name`, [row.by]);
  const { status, accounts, by, at, words, checker } = row;
  return {
    ...{ status, accounts, by, at, words, checker },
    pagesHash: row.pages_hash,
    totalFen: row.total_fen,
    byName: named?.name ?? null,
  };
}

async function readOpening(sql: Sql, branch: string): Promise<OpeningFacts> {
  const copies = await readCopies(sql, branch);
  const proposed = copies.find((copy) => copy.isWhole);
  const apart = apartOf(copies, proposed);
  const unit = await unitByCode(sql, branch);
  return {
    outlet: unit ?? { code: branch, name: branch, nameEn: branch, level: 'outlet' },
    copies: copies.map((copy) => lineOf(copy, proposed, apart)),
    waiting: await readWaiting(sql, branch),
    apart: apart.slice(0, APART_SHOWN),
    decision: await readDecision(sql, branch),
  };
}

/** Outlets of the subtree that wait, by code. */
export async function readOpenings(sql: Sql, scope: string): Promise<readonly OpeningFacts[]> {
  const outlets = (await rebuildingOutlets(sql)).filter((branch) => branch.startsWith(scope));
  const lines: OpeningFacts[] = [];
  for (const branch of outlets) lines.push(await readOpening(sql, branch));
  return lines;
}

/** What a proposal says of these pages, as the command wants it; null = nobody vouches for them (any more), or not wholly. */
export async function openingOf(sql: Sql, branch: string, pagesHash: string) {
  const copy = (await readCopies(sql, branch)).find((one) => one.hash === pagesHash && one.isWhole);
  if (copy === undefined) return null;
  const { device, at, pages } = copy;
  const sums = { accounts: accountsIn(copy).size, total_fen: totalOf(copy) };
  return { device, epoch: at.epoch, version: at.version, pages, pages_hash: pagesHash, ...sums };
}
