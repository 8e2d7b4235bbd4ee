import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { postCommands, type Command } from '../../sync/index.ts';
import { runFeed } from '../feed/feed.ts';
import { hubCommand } from '../hub-command.ts';
import { openTestHub, type TestHub } from '../import/testing/hub.ts';
import { anOpening } from '../import/testing/opening.ts';
import { checkInvariants } from './check.ts';
import { creditInterest, type InterestDeps } from './interest.ts';

/** Interest of real quarters on a real hub: I1, late data, a run that was broken off, and accounts without any. */

const BRANCH = '41272801';
let test_: TestHub;
let deps: InterestDeps;
let given = 0;
beforeAll(async () => {
  test_ = await openTestHub();
  const { hub, db } = test_;
  deps = { db, now: () => Date.now(), post: (branch, commands) => postCommands(hub, branch, commands) };
});
afterAll(() => test_.close());

function command(name: string, payload: Readonly<Record<string, unknown>>, on: string): Command {
  given += 1;
  const id = sourceCommandId('test', String(given));
  return hubCommand({ id, branch: BRANCH, command: name, payload, businessDate: on, at: Date.now() });
}
async function give(name: string, payload: Readonly<Record<string, unknown>>, on: string): Promise<void> {
  const [outcome] = await postCommands(test_.hub, BRANCH, [command(name, payload, on)]);
  expect(outcome?.verdict).toBe('posted');
}
const open = (account: string, accountNo: string) => give('import.open', anOpening(account, accountNo), '2026-08-01');
const cash = (account: string, direction: 'in' | 'out', fen: number, on: string) =>
  give(
    'import.cash',
    {
      account,
      direction,
      amount_fen: fen,
      purpose: null,
      source_key: `k${given}`,
      source_kind: null,
      source_position: null,
      stored_balance_fen: null,
    },
    on,
  );
const ledger = async (account: string): Promise<number> => {
  const rows = await test_.db.query<{ fen: number }>(
    "SELECT (body->>'ledger_fen')::bigint AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2",
    [BRANCH, account],
  );
  return rows[0]?.fen ?? Number.NaN;
};

test('I1: 1.05 yuan is credited on 2026-12-21, once; an account that earned nothing gets no entry', async () => {
  await open('7001', '412728010001236');
  await open('7002', '412728010001244');
  await cash('7001', 'in', 1_000_000, '2026-09-21');
  await cash('7001', 'out', 299_950, '2026-10-31');
  expect(await creditInterest(deps, '2026-12-20')).toMatchObject({ branches: 0, accounts: 0 });
  expect(await creditInterest(deps, '2026-12-21')).toEqual({
    on: '2026-12-21',
    branches: 1,
    before: 0,
    accounts: 1,
    paidFen: 105,
  });
  expect(await ledger('7001')).toBe(700_155);
  expect(await creditInterest(deps, '2026-12-21')).toMatchObject({ branches: 0, before: 1 });
  expect(await ledger('7001')).toBe(700_155);
  const postings = await test_.db.query(
    `SELECT ledger, fen, value_date::text AS value_date FROM hub.posting
     WHERE branch_id = $1 AND ledger = 'EXPENSE-INTEREST'`,
    [BRANCH],
  );
  expect(postings).toEqual([{ ledger: 'EXPENSE-INTEREST', fen: 105, value_date: '2026-12-21' }]);
});

test('X7: a deposit of 2026-11-09 that comes after the quarter was credited is made good by the next one', async () => {
  await cash('7002', 'in', 10_000_000, '2026-11-09');
  await creditInterest(deps, '2027-03-21');
  // 100,000 yuan: 42 days of the old quarter (5.83), and 90 of the new one (12.50).
  expect(await ledger('7002')).toBe(10_000_000 + 583 + 1_250);
  // 7,001 whole yuan for 90 days.
  expect(await ledger('7001')).toBe(700_155 + 88);
});

test('a run that was broken off in the middle is finished by the next, with the figures it was begun with', async () => {
  let left = 2;
  const broken: InterestDeps = {
    ...deps,
    post: (branch, commands) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('the power went')) : deps.post(branch, commands.slice(0, 1));
    },
  };
  await expect(creditInterest(broken, '2027-06-21')).rejects.toThrow('the power went');
  const between = [await ledger('7001'), await ledger('7002')];
  expect(between.filter((fen, place) => fen !== [700_243, 10_001_833][place])).toHaveLength(1);
  await cash('7001', 'in', 50_000_000, '2027-03-22');
  expect(await creditInterest(deps, '2027-06-21')).toMatchObject({ branches: 1, accounts: 2 });
  // 7,002 yuan for 92 days are 0.89; the 500,000 that came in between wait for the next quarter.
  expect(await ledger('7001')).toBe(700_243 + 50_000_000 + 89);
  expect(await ledger('7002')).toBe(10_001_833 + 1_278);
});

test('the books pass every check and the figures reach the analysis database', async () => {
  await runFeed(test_.db);
  const report = await checkInvariants(test_.db);
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  expect(report.findings.find((finding) => finding.name === 'interest_is_what_was_recorded')?.examined).toBe(5);
  const fed = await test_.db.query(
    `SELECT channel, direction, count(*)::int AS entries, sum(account_fen)::bigint AS fen FROM analysis.interaction
     WHERE kind = 'system.interest' GROUP BY channel, direction`,
  );
  expect(fed).toEqual([{ channel: 'system', direction: 'none', entries: 5, fen: 105 + 583 + 1_250 + 88 + 89 + 1_278 }]);
});
