import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RowChange } from '../../sync/index.ts';
import type { Database } from '../store/database.ts';
import { startEpoch } from '../store/epoch.ts';
import { createPostgresStore } from '../store/postgres-store.ts';
import { openTestDatabase } from '../store/testing/database.ts';
import { aLog, anInteraction, DAY, depositPostings, EMPTY, scopesOnly } from '../store/testing/writes.ts';
import { FACT_TABLES } from './facts.ts';
import { rebuildAnalysis, runFeed, startFeed } from './feed.ts';
import { ROLLUP_TABLES } from './rollups.ts';

const BRANCHES = ['41272801', '41272802'] as const;
const DAYS = ['2026-11-10', '2026-11-11', '2026-11-09', '2026-11-10'];

let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

/** Every table of the analysis schema as ordered text. */
async function dump(): Promise<Readonly<Record<string, string>>> {
  const out: Record<string, string> = {};
  for (const name of [...FACT_TABLES.map((fact) => fact.name), ...ROLLUP_TABLES, 'feed_cursor']) {
    const rows = await db.query<{ line: string }>(`SELECT t::text AS line FROM analysis.${name} AS t ORDER BY t::text`);
    out[name] = rows.map((row) => row.line).join('\n');
  }
  return out;
}

const aCase = (seq: number, status: string): RowChange => ({
  table: seq % 2 === 0 ? 'aml_case' : 'exception_case',
  id: `c${seq}/OVERDRAFT`,
  body: {
    code: 'OVERDRAFT',
    severity: 'high',
    status,
    command: `c${seq}`,
    interaction: null,
    account: '1',
    customer: null,
    device: null,
    amount_fen: 100,
    suspense_ledger: 'SUS-OD',
    suspense_fen: 100,
    business_date: DAY,
    opened_at: 1,
    due_at: 2,
    owner: null,
    closed_at: null,
    resolution: null,
    outlet_record: '',
    centre_record: '',
  },
});

/** One deposit; every fifth also reverses the one before it, raises a case and settles an earlier one. */
async function commitEntry(branch: string, seq: number): Promise<void> {
  const businessDate = DAYS[seq % DAYS.length] ?? DAY;
  const log = aLog(seq, { businessDate });
  const previous = aLog(Math.max(seq - 1, 1), { businessDate: DAYS[(seq - 1) % DAYS.length] ?? DAY });
  const rows = [anInteraction(log, { channel: seq % 3 === 0 ? 'atm' : 'counter', offline: seq % 4 === 0 })];
  if (seq % 5 === 0)
    rows.push(
      anInteraction(previous, { status: 'reversed', reversed_by: log.rowId }),
      aCase(seq, 'open'),
      aCase(seq - 5, 'closed'),
    );
  if (seq === 20) rows.push({ table: 'exception_case', id: 'c5/OVERDRAFT', body: null });
  const store = createPostgresStore(db, scopesOnly);
  await store.inBranch(branch, (tx) =>
    tx.commit({ ...EMPTY, log: [log], rows, postings: depositPostings(log, 100 * seq, String(seq % 3)) }),
  );
}

test('what was fed little by little equals what is built from zero, byte for byte', async () => {
  for (let seq = 1; seq <= 25; seq++) {
    for (const branch of BRANCHES) await commitEntry(branch, seq);
    if (seq % 4 === 0) await runFeed(db);
  }
  expect(await runFeed(db)).toMatchObject({ branches: 2, versions: 2, rebuilt: [] });
  expect(await runFeed(db)).toMatchObject({ branches: 0, versions: 0 });
  const fed = await dump();
  expect(fed['interaction']?.split('\n')).toHaveLength(50);
  const rebuilt = await rebuildAnalysis(db);
  expect(rebuilt.rebuilt).toEqual([...BRANCHES]);
  expect(await dump()).toEqual(fed);
});

test('the totals are the sums of the postings: deposits 1 to 25 times 1.00 yuan', async () => {
  const [cash] = await db.query<{ debit: number; balance: number }>(
    `SELECT sum(debit_fen)::bigint AS debit, (SELECT balance_fen FROM analysis.branch_day_ledger
       WHERE branch_id = '41272801' AND ledger = 'DEPOSIT' ORDER BY business_date DESC LIMIT 1) AS balance
     FROM analysis.branch_day_ledger WHERE branch_id = '41272801' AND ledger = 'CASH-TILL:01'`,
  );
  expect(cash).toEqual({ debit: 32_500, balance: -32_500 });
  const days = await db.query(
    'SELECT business_date, balance_fen FROM analysis.posting_day WHERE branch_id = $1 AND account = $2 ORDER BY business_date',
    ['41272801', '0'],
  );
  expect(days).toEqual([
    { business_date: '2026-11-09', balance_fen: -2_400 },
    { business_date: '2026-11-10', balance_fen: -7_800 },
    { business_date: '2026-11-11', balance_fen: -10_800 },
  ]);
});

test('a late entry and a reversal show in the day they belong to', async () => {
  const [day] = await db.query(
    `SELECT sum(entries)::bigint AS entries, sum(late_entries)::bigint AS late, sum(reversed_entries)::bigint AS reversed
     FROM analysis.branch_day_channel WHERE branch_id = '41272801' AND business_date = '2026-11-09'`,
  );
  expect(day).toEqual({ entries: 6, late: 6, reversed: 1 });
});

test('a branch whose past has changed is built anew, and only that branch', async () => {
  await db.query("UPDATE hub.branch_commit SET commit_id = gen_random_uuid() WHERE branch_id = '41272801'");
  await commitEntry('41272801', 26);
  expect((await runFeed(db)).rebuilt).toEqual(['41272801']);
  const fed = await dump();
  await db.transaction((sql) => startEpoch(sql, false));
  expect((await runFeed(db)).rebuilt).toEqual([...BRANCHES]);
  expect({ ...(await dump()), feed_cursor: '' }).toEqual({ ...fed, feed_cursor: '' });
});

test('the running feed takes a hint at once and stops when it is told to', async () => {
  const feed = startFeed(db, 60_000, (error) => expect(error).toBeNull());
  await new Promise((done) => setTimeout(done, 300));
  await commitEntry('41272802', 27);
  feed.nudge();
  await expect
    .poll(
      async () =>
        (await db.query("SELECT 1 FROM analysis.feed_cursor WHERE branch_id = '41272802' AND version = 26")).length,
      { timeout: 5_000 },
    )
    .toBe(1);
  await feed.stop();
});
