import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { postCommands, type CommandOutcome } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import { openTestHub, type TestHub } from '../import/testing/hub.ts';
import { anOpening } from '../import/testing/opening.ts';
import { checkInvariants } from './check.ts';
import { creditInterest, type InterestDeps } from './interest.ts';

/** Accounts that are closed on a real hub, before and after the quarter is credited: I1 is paid once, by one of the two. */

const BRANCH = '41272801';
let test_: TestHub;
let deps: InterestDeps;
let given = 0;
beforeAll(async () => {
  test_ = await openTestHub();
  const { hub, db } = test_;
  deps = { db, now: () => Date.now(), post: (branch, commands) => postCommands(hub, branch, commands) };
  await give('import.till_opening', { till: '01', cash_fen: 100_000_000 }, '2026-08-01');
});
afterAll(() => test_.close());

async function answer(name: string, payload: Readonly<Record<string, unknown>>, on: string): Promise<CommandOutcome> {
  const id = sourceCommandId('test', String(++given));
  const command = hubCommand({ id, branch: BRANCH, command: name, payload, businessDate: on, at: Date.now() });
  const [outcome] = await postCommands(test_.hub, BRANCH, [command]);
  if (outcome === undefined) throw new Error(name);
  return outcome;
}
async function give(name: string, payload: Readonly<Record<string, unknown>>, on: string): Promise<void> {
  expect((await answer(name, payload, on)).verdict).toBe('posted');
}
const move = (account: string, direction: 'in' | 'out', fen: number, on: string) =>
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
/** I1: 10,000.00 for 40 days, then 7,000.50. */
async function i1(account: string, accountNo: string): Promise<void> {
  await give('import.open', anOpening(account, accountNo), '2026-08-01');
  await move(account, 'in', 1_000_000, '2026-09-21');
  await move(account, 'out', 299_950, '2026-10-31');
}
const close = (account: string, fen: number, interestFen: number, on: string) =>
  answer(
    'counter.close',
    {
      account,
      fen,
      interest_fen: interestFen,
      till: '01',
      denominations: [],
      voucher_no: '4127280102261110000174',
      reason: 'moved',
      id_seen: true,
      id_last4: '0486',
      medium_cut: true,
      signature_hash: null,
      reservation_no: null,
      household_reason: null,
    },
    on,
  );
const stateOf = async (account: string) => {
  const [row] = await test_.db.query<{ status: string; fen: number }>(
    "SELECT body->>'status' AS status, (body->>'ledger_fen')::bigint AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2",
    [BRANCH, account],
  );
  return row;
};

test('accounts that were there before are given the basis of the present quarter, and terminals a new snapshot', async () => {
  await i1('7001', '412728010001236');
  await i1('7002', '412728010001244');
  const basis = () =>
    test_.db.query<{ id: string; body: { from: string; opening_fen: number; moves: unknown } }>(
      "SELECT id, body FROM hub.row WHERE branch_id = $1 AND kind = 'account_interest' ORDER BY id",
      [BRANCH],
    );
  const kept = await basis();
  expect(kept[0]?.body).toMatchObject({
    from: '2026-06-21',
    opening_fen: 0,
    moves: [
      { on: '2026-09-21', fen: 1_000_000 },
      { on: '2026-10-31', fen: -299_950 },
    ],
  });
  await test_.db.query("DELETE FROM hub.row WHERE branch_id = $1 AND kind = 'account_interest'", [BRANCH]);
  const file = fileURLToPath(new URL('../store/migrations/0013-account-basis.sql', import.meta.url));
  await test_.db.transaction((sql) => sql.script(readFileSync(file, 'utf8')));
  const made = await basis();
  expect(made.map((one) => one.id)).toEqual(['7001', '7002']);
  const sum = made[0]?.body;
  const moves = (sum?.moves ?? []) as readonly { readonly fen: number }[];
  expect((sum?.opening_fen ?? 0) + moves.reduce((all, one) => all + one.fen, 0)).toBe(700_050);
  // Back to what the commands had kept: the days that follow are of 2026.
  for (const one of kept)
    await test_.db.query(
      "UPDATE hub.row SET body = $3 WHERE branch_id = $1 AND kind = 'account_interest' AND id = $2",
      [BRANCH, one.id, JSON.stringify(one.body)],
    );
});

test('I1: closed on the day of the crediting, before the hub comes to it, the closing pays the 1.05 yuan', async () => {
  expect(await close('7002', 700_155, 105, '2026-12-21')).toMatchObject({ verdict: 'posted' });
  expect(await stateOf('7002')).toEqual({ status: 'closed', fen: 0 });
});

test('the crediting that follows leaves the closed account alone, and what it credited no closing pays again', async () => {
  await i1('7003', '412728010001251');
  expect(await creditInterest(deps, '2026-12-21')).toMatchObject({ branches: 1, accounts: 2, paidFen: 210 });
  expect(await stateOf('7002')).toEqual({ status: 'closed', fen: 0 });
  expect(await close('7003', 700_155, 0, '2026-12-21')).toMatchObject({ verdict: 'posted' });
  const [interest] = await test_.db.query<{ fen: number }>(
    "SELECT sum(fen)::bigint AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'EXPENSE-INTEREST'",
    [BRANCH],
  );
  expect(interest?.fen).toBe(315);
});

test('the books pass every check', async () => {
  const report = await checkInvariants(test_.db);
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
});
