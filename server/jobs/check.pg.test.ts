import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { DeviceRecord, LogRecord } from '../../sync/index.ts';
import { linkHash } from '../../sync/index.ts';
import { runFeed } from '../feed/feed.ts';
import type { Database } from '../store/database.ts';
import { createPostgresStore } from '../store/postgres-store.ts';
import { openTestDatabase } from '../store/testing/database.ts';
import { aLog, anInteraction, DEVICE, depositPostings, EMPTY, scopesOnly } from '../store/testing/writes.ts';
import { checkInvariants } from './check.ts';
import { INVARIANTS } from './invariants.ts';

const BRANCH = '41272801';
let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  await fill();
});
afterAll(() => close());

const deviceAt = (seq: number, head: DeviceRecord['head']): DeviceRecord => ({
  id: DEVICE,
  branch: BRANCH,
  deviceNo: '01',
  status: 'active',
  signingKey: new Uint8Array(65),
  deliveryKey: new Uint8Array(65),
  seq,
  head,
  signedSeq: seq,
  early: [],
  forkedAt: null,
  lost: [],
  archivedSeq: 0,
  lastSeenAt: 0,
  lastCapturedAt: 0,
});

const anAccount = {
  customer: '1',
  home_outlet: BRANCH,
  kind: 'demand',
  account_class: 'I',
  medium: 'card',
  product: 'D',
  rate_ppm: 0,
  opened_on: '2026-01-01',
  status: 'active',
};

/** Three deposits of 100.00 yuan; the third goes to suspense. Then a transfer. */
async function fill(): Promise<void> {
  const store = createPostgresStore(db, scopesOnly);
  let head: DeviceRecord['head'] = EMPTY_HASH;
  for (const seq of [1, 2, 3]) {
    const inSuspense = seq === 3;
    const split = { accountFen: 0, suspenseLedger: 'SUS-CLOSED', suspenseFen: 10_000 };
    const plain = aLog(seq, inSuspense ? { verdict: 'suspense', split } : {});
    head = linkHash(head, plain.bytes);
    const log: LogRecord = { ...plain, hash: head };
    const postings = depositPostings(log, 10_000, '7').map((one) =>
      inSuspense && one.ledger === 'DEPOSIT' ? { ...one, ledger: 'SUS-CLOSED', account: null } : one,
    );
    const rows = [
      anInteraction(
        log,
        inSuspense ? { status: 'suspense', account_fen: 0, suspense_ledger: 'SUS-CLOSED', suspense_fen: 10_000 } : {},
      ),
      {
        table: 'account',
        id: '7',
        body: { ...anAccount, ledger_fen: Math.min(seq, 2) * 10_000 },
      },
      { table: 'till', id: '01', body: { cash_fen: seq * 10_000 } },
    ];
    const aCase = {
      table: 'exception_case',
      id: 'x',
      body: {
        interaction: log.rowId,
        command: log.command,
        code: 'ACCOUNT_CLOSED_ELSEWHERE',
        severity: 'high',
        status: 'open',
        amount_fen: 1,
        suspense_fen: 1,
        business_date: log.businessDate,
        opened_at: 1,
        due_at: 2,
      },
    };
    await store.inBranch(BRANCH, (tx) =>
      tx.commit({
        ...EMPTY,
        device: deviceAt(seq, head),
        log: [log],
        rows: inSuspense ? [...rows, aCase] : rows,
        postings,
      }),
    );
  }
  await transfer(store, head);
  await runFeed(db);
}

/** 50.00 yuan from account 7 to account 8 of the same customer. */
async function transfer(store: ReturnType<typeof createPostgresStore>, before: DeviceRecord['head']): Promise<void> {
  const sigma = { command: 'counter.transfer_same', direction: 'none', fen: 0 } as const;
  const plain = aLog(4, { name: 'counter.transfer_same', sigma });
  const head = linkHash(before, plain.bytes);
  const log: LogRecord = { ...plain, hash: head };
  const leg = (ordinal: number, account: string, fen: number) => {
    const dates = { businessDate: log.businessDate, valueDate: log.businessDate, postingDate: log.businessDate };
    return { command: log.command, ordinal, ledger: 'DEPOSIT', account, fen, ...dates };
  };
  const moved = { kind: 'counter.transfer_same', direction: 'none', account: '7', to_account: '8', amount_fen: 5_000 };
  await store.inBranch(BRANCH, (tx) =>
    tx.commit({
      ...EMPTY,
      device: deviceAt(4, head),
      log: [log],
      rows: [
        anInteraction(log, { ...moved, account_fen: 5_000, till: null }),
        { table: 'account', id: '7', body: { ...anAccount, ledger_fen: 15_000 } },
        { table: 'account', id: '8', body: { ...anAccount, ledger_fen: 5_000 } },
      ],
      postings: [leg(0, '7', 5_000), leg(1, '8', -5_000)],
    }),
  );
}

test('books that are right pass every check', async () => {
  const report = await checkInvariants(db);
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  expect(report.findings.find((finding) => finding.name === 'cash_equals_claims')?.examined).toBe(1);
});

/** One planted fault per invariant: each must be seen, by its own check. */
const FAULTS: Readonly<Record<string, string>> = {
  postings_sum_to_zero: "UPDATE hub.posting SET fen = fen + 1 WHERE ledger = 'SUS-CLOSED'",
  postings_have_a_command: "UPDATE hub.command_log SET verdict = 'rejected' WHERE seq = 1",
  accounts_equal_postings: "UPDATE hub.row SET body = jsonb_set(body, '{ledger_fen}', '20001') WHERE kind = 'account'",
  interest_basis_equals_accounts: `INSERT INTO hub.row SELECT (jsonb_populate_record(r, '{"kind": "account_interest", "body": {"opening_fen": 5000,
    "moves": [{"on": "2026-11-10", "fen": 9999}]}}')).* FROM hub.row AS r WHERE kind = 'account' AND id = '7'`,
  tills_equal_postings: "UPDATE hub.row SET body = jsonb_set(body, '{cash_fen}', '29999') WHERE kind = 'till'",
  till_days_equal_postings: `INSERT INTO hub.row SELECT (jsonb_populate_record(r, '{"kind": "till_day", "id": "01/2026-11-10", "body": {"till": "01",
    "business_date": "2026-11-10", "cash_in_fen": 1, "cash_out_fen": 0, "transfer_in_fen": 0, "transfer_out_fen": 0, "over_fen": 0, "short_fen": 0}}')).*
    FROM hub.row AS r WHERE kind = 'till'`,
  over_short_equals_days: `INSERT INTO hub.row SELECT (jsonb_populate_record(r, '{"kind": "till_day", "id": "01/2026-11-10", "body": {"over_fen": 0, "short_fen": 1}}')).*
    FROM hub.row AS r WHERE kind = 'till'`,
  cash_equals_claims: 'UPDATE hub.command_log SET sigma_fen = 9999 WHERE seq = 2',
  suspense_equals_records:
    "UPDATE hub.row SET body = jsonb_set(body, '{suspense_fen}', '9000') WHERE kind = 'interaction' AND body->>'status' = 'suspense'",
  transfers_equal_postings: "UPDATE hub.posting SET account = '9' WHERE account = '8'",
  interest_is_what_was_recorded: "UPDATE hub.command_log SET name = 'system.interest' WHERE seq = 1",
  suspense_has_a_case: "DELETE FROM hub.row WHERE kind = 'exception_case'",
  versions_without_gap: 'DELETE FROM hub.branch_commit WHERE version = 2',
  nothing_beyond_the_version: "UPDATE hub.row SET version = 9 WHERE kind = 'till'",
  commands_once:
    'INSERT INTO hub.command_log SELECT (jsonb_populate_record(c, \'{"branch_id": "41272802"}\')).* FROM hub.command_log AS c WHERE seq = 1',
  journals_without_gap: 'DELETE FROM hub.command_log WHERE seq = 2',
  chains_unbroken: "UPDATE hub.command_log SET bytes = '\\x00' WHERE seq = 2",
  messages_arrived: `INSERT INTO hub.outbox (branch_id, id, cause, ordinal, to_branch, command, payload_version, payload, version, delivered_at)
    SELECT branch_id, gen_random_uuid(), command_id, 0, '41272802', 'x', 1, '\\x', 3, 1 FROM hub.command_log WHERE seq = 1`,
  clearing_closes: "UPDATE hub.posting SET ledger = 'CLEARING-BRANCH:41272802' WHERE ledger = 'SUS-CLOSED'",
  holds_equal_accounts:
    "UPDATE hub.row SET body = jsonb_set(body, '{hold_fen}', '1') WHERE kind = 'account' AND id = '7'",
  analysis_equals_postings: "UPDATE analysis.posting_day SET debit_fen = debit_fen + 1 WHERE ledger = 'CASH-TILL:01'",
};

test('every check has a planted fault', () => {
  expect(Object.keys(FAULTS)).toEqual(INVARIANTS.map((invariant) => invariant.name));
});

test.each(Object.entries(FAULTS))('%s is seen when it does not hold', async (name, fault) => {
  const seen = await db
    .transaction(async (sql) => {
      await sql.query(fault);
      const invariant = INVARIANTS.find((one) => one.name === name);
      const wrong = await sql.query<{ figures: string }>(invariant?.wrong ?? '');
      throw Object.assign(new Error('put it back'), { wrong });
    })
    .catch((error: Error & { wrong?: readonly unknown[] }) => {
      if (error.wrong === undefined) throw error;
      return error.wrong;
    });
  expect(seen).not.toEqual([]);
});
