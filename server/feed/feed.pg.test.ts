import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../store/database.ts';
import { startEpoch } from '../store/epoch.ts';
import { openTestDatabase } from '../store/testing/database.ts';
import { rebuildAnalysis, runFeed } from './feed.ts';
import { startFeed } from './running-feed.ts';
import { commitEntry, dump } from './testing/entries.ts';

const BRANCHES = ['41272801', '41272802'] as const;

let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

test('what was fed little by little equals what is built from zero, byte for byte', async () => {
  for (let seq = 1; seq <= 25; seq++) {
    for (const branch of BRANCHES) await commitEntry(db, branch, seq);
    if (seq % 4 === 0) await runFeed(db);
  }
  expect(await runFeed(db)).toMatchObject({ branches: 2, versions: 2, rebuilt: [] });
  expect(await runFeed(db)).toMatchObject({ branches: 0, versions: 0 });
  const fed = await dump(db);
  expect(fed['interaction']?.split('\n')).toHaveLength(50);
  const rebuilt = await rebuildAnalysis(db);
  expect(rebuilt.rebuilt).toEqual([...BRANCHES]);
  expect(await dump(db)).toEqual(fed);
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

test('a transfer says which account received', async () => {
  const found = await db.query(
    `SELECT DISTINCT account, to_account, direction FROM analysis.interaction
     WHERE branch_id = '41272801' AND kind = 'counter.transfer_same'`,
  );
  expect(found).toEqual([{ account: '1', to_account: '2', direction: 'none' }]);
});

test('a branch whose past has changed is built anew, and only that branch', async () => {
  await db.query("UPDATE hub.branch_commit SET commit_id = gen_random_uuid() WHERE branch_id = '41272801'");
  await commitEntry(db, '41272801', 26);
  expect((await runFeed(db)).rebuilt).toEqual(['41272801']);
  const fed = await dump(db);
  await db.transaction((sql) => startEpoch(sql, false));
  expect((await runFeed(db)).rebuilt).toEqual([...BRANCHES]);
  expect({ ...(await dump(db)), feed_cursor: '' }).toEqual({ ...fed, feed_cursor: '' });
});

test('the running feed takes a hint at once and stops when it is told to', async () => {
  const feed = startFeed({
    run: () => runFeed(db),
    everyMs: 60_000,
    mono: () => performance.now(),
    failed: (fault) => expect(fault).toBeNull(),
    healed: () => undefined,
  });
  await new Promise((done) => setTimeout(done, 300));
  await commitEntry(db, '41272802', 27);
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
