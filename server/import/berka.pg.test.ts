import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HubEngine } from '../../sync/index.ts';
import { runFeed } from '../feed/feed.ts';
import { checkInvariants } from '../jobs/check.ts';
import { importBerka, ImportFault } from './berka.ts';
import { Controls } from './testing/controls.ts';
import { openTestHub, type TestHub } from './testing/hub.ts';

/** A small collection of our own in the same form: 2 districts, 6 accounts, 39 transactions and one cut line. Totals by hand. */
const FIXTURE = fileURLToPath(new URL('./fixture/', import.meta.url));
const UNITS = 1 + 8 + 2 + 2;
const EVERY = UNITS + 1 + 7 + 2 + 3 + 2 + 39;

let hub: TestHub;
const folders: string[] = [];
beforeAll(async () => void (hub = await openTestHub()));
afterAll(async () => {
  await hub.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the fixture that a test may damage. */
function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-berka-'));
  folders.push(folder);
  cpSync(FIXTURE, folder, { recursive: true });
  return folder;
}
const commands = async (): Promise<number> =>
  (await hub.db.query<{ n: number }>('SELECT count(*)::int AS n FROM hub.command_log'))[0]?.n ?? 0;
const versions = () => hub.db.query('SELECT branch_id, version FROM hub.branch ORDER BY branch_id');

async function faultOf(folder: string): Promise<string> {
  const fault: unknown = await importBerka(hub.hub, folder, { cards: hub.keys }).then(
    () => null,
    (error: unknown) => error,
  );
  return fault instanceof ImportFault ? fault.message : `not refused: ${String(fault)}`;
}

test('a folder that is not the collection, or a damaged file, is refused with one sentence before anything is posted', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'yizhan-berka-'));
  folders.push(empty);
  expect(await faultOf(empty)).toBe(`the folder ${empty} holds no district.asc: it is not a Berka collection`);

  const foreign = copied();
  writeFileSync(join(foreign, 'trans.asc'), 'date,amount\r\n1993-01-01,5\r\n');
  expect(await faultOf(foreign)).toMatch(
    /^trans\.asc is not a Berka file: its first line must name trans_id;account_id;/,
  );

  const cutArchive = copied();
  const packed = gzipSync(readFileSync(join(cutArchive, 'trans.asc')));
  rmSync(join(cutArchive, 'trans.asc'));
  writeFileSync(join(cutArchive, 'trans.asc.gz'), packed.subarray(0, packed.length - 20));
  expect(await faultOf(cutArchive)).toMatch(/trans\.asc\.gz cannot be read: Z_BUF_ERROR$/);

  const binary = copied();
  writeFileSync(join(binary, 'client.asc'), Buffer.alloc(100_000, 0));
  expect(await faultOf(binary)).toMatch(/client\.asc is not a text file of records: line 1 does not end$/);

  const unsorted = copied();
  const lines = readFileSync(join(unsorted, 'trans.asc'), 'latin1').split('\r\n');
  writeFileSync(join(unsorted, 'trans.asc'), [lines[0], ...lines.slice(20, 40), ...lines.slice(1, 20)].join('\r\n'));
  expect(await faultOf(unsorted)).toBe('trans.asc is not sorted by date: line 22');

  expect(await commands()).toBe(0);
});

test('an import that breaks off goes on where it stopped, and ends as one that ran through', async () => {
  let left = 9;
  const failing: HubEngine = {
    ...hub.hub,
    store: {
      ...hub.hub.store,
      inBranch: (branch, work) =>
        left-- > 0 ? hub.hub.store.inBranch(branch, work) : Promise.reject(new Error('the power failed')),
    },
  };
  await expect(importBerka(failing, FIXTURE, { cards: hub.keys, holdMax: 10 })).rejects.toThrow('the power failed');
  const before = await commands();
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(EVERY);
  const report = await importBerka(hub.hub, FIXTURE, { cards: hub.keys, holdMax: 10 });
  expect([report.outcome.posted, report.outcome.repeated]).toEqual([EVERY - before, before]);
  expect(await commands()).toBe(EVERY);
});

test('a second import adds nothing, also when the file comes compressed', async () => {
  const packed = copied();
  writeFileSync(join(packed, 'trans.asc.gz'), gzipSync(readFileSync(join(packed, 'trans.asc'))));
  rmSync(join(packed, 'trans.asc'));
  const before = await versions();
  const report = await importBerka(hub.hub, packed, { cards: hub.keys });
  expect([report.outcome.posted, report.outcome.repeated]).toEqual([0, EVERY]);
  expect(await versions()).toEqual(before);
});

test('the cut line and strange records are rejected with number and reason, the rest goes in', async () => {
  const folder = copied();
  const lines = readFileSync(join(folder, 'trans.asc'), 'latin1').split('\r\n');
  const strange = [
    '1001;11;930131;"PRIJEM";"VKLAD";1.00;1.00;"";;',
    '1900;99;930131;"PRIJEM";"VKLAD";1.00;1.00;"";;',
    '1901;11;930131;"PRIJEM";"VYBER";1.00;1.00;"";;',
    '1902;11;930230;"PRIJEM";"VKLAD";1.00;1.00;"";;',
    '1903;11;930131;"PRIJEM";"VKLAD";1,00;1.00;"";;',
    '1904;11;930131;"PRIJEM";"VKLAD";1.00;1.00;""',
  ];
  writeFileSync(join(folder, 'trans.asc'), [...lines.slice(0, 40), ...strange, lines[40]].join('\r\n'), 'latin1');
  const report = await importBerka(hub.hub, folder, { cards: hub.keys });
  expect(report.rejected.map(({ line, reason }) => [line, reason])).toEqual([
    [41, 'transaction 1001 stands in the file twice'],
    [42, 'account 99 is not in account.asc'],
    [43, 'unknown coding: PRIJEM, VYBER, '],
    [44, 'not a date: 930230'],
    [45, 'not an amount: 1,00'],
    [46, '8 fields instead of 10'],
    [47, 'a quoted text is not closed'],
  ]);
  expect([report.transactions.accepted, report.outcome.posted]).toEqual([39, 0]);
});

test('the totals of the small collection are those counted by hand', async () => {
  const report = await importBerka(hub.hub, FIXTURE, { cards: hub.keys });
  await runFeed(hub.db);
  const totals = new Controls(hub.db, report);
  expect(await totals.tableRows()).toEqual({ account: 6, card: 2, client: 7, disp: 7, district: 2, loan: 2, order: 3 });
  expect(await totals.transRows()).toMatchObject({
    accepted: 39,
    rejected: 1,
    rejected_lines: [[41, '3501099;16;930131;"PRIJ']],
    distinct_trans_id: 39,
    sum_trans_id: 21_039_780,
    min_trans_id: 1001,
    max_trans_id: 3_501_038,
    first_date: '1993-01-01',
    last_date: '1993-01-31',
  });
  expect(await totals.byProductChannel()).toEqual({
    COUNTER_DEPOSIT: { rows: 10, amount: '10275.00' },
    COUNTER_WITHDRAWAL: { rows: 8, amount: '1630.00' },
    CARD_ATM_WITHDRAWAL: { rows: 2, amount: '300.00' },
    REMIT_IN: { rows: 2, amount: '1700.00' },
    REMIT_OUT: { rows: 4, amount: '1395.20' },
    SYS_INTEREST: { rows: 6, amount: '25.10' },
    SYS_FEE: { rows: 6, amount: '76.00' },
    SYS_PENALTY_INTEREST: { rows: 1, amount: '1.20' },
  });
  expect(await totals.byPartnerBank()).toEqual({
    AB: { rows: 1, amount: '1200.00' },
    QR: { rows: 2, amount: '1050.00' },
    ST: { rows: 2, amount: '600.00' },
    YZ: { rows: 1, amount: '245.20' },
  });
  const { totals: steps } = await totals.runningBalance(null);
  expect(steps).toMatchObject({
    accounts: 6,
    accounts_every_step_exact: 4,
    'accounts_every_step_within_0.10': 6,
    steps: { exact: 37, 'off_by_at_most_0.10': 2 },
    sum_of_last_balances: '8597.70',
    net_of_signed_amounts: '8597.70',
    drift: '0.00',
  });
  expect(report.districtUnknown).toEqual({ Jeseník: ['A12', 'A15'] });
  expect([report.loansByStatus, report.ordersByPurpose]).toEqual([
    { A: { rows: 1, amountFen: 1_200_000 }, C: { rows: 1, amountFen: 2_400_000 } },
    { SIPO: { rows: 1, amountFen: 24_520 }, ' ': { rows: 1, amountFen: 10_000 }, UVER: { rows: 1, amountFen: 5_000 } },
  ]);
});

test('each account ends at its own sum of amounts and has the overdraft line its history needed', async () => {
  const rows = await hub.db.query(
    "SELECT id, (body->>'ledger_fen')::int AS fen, (body->>'overdraft_line_fen')::int AS line FROM hub.row WHERE kind = 'account' ORDER BY id",
  );
  expect(rows).toEqual([
    { id: 'berka.a11', fen: 94_330, line: 0 },
    { id: 'berka.a12', fen: 72_960, line: 0 },
    { id: 'berka.a13', fen: 34_670, line: 100_000 },
    { id: 'berka.a14', fen: 429_750, line: 0 },
    { id: 'berka.a15', fen: 186_870, line: 0 },
    { id: 'berka.a16', fen: 41_190, line: 0 },
  ]);
});

test('cards are split into what terminals may know and what the hub holds; the number itself is nowhere', async () => {
  const rows = await hub.db.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM hub.row WHERE body::text ~ '621098[0-9]{13}'",
  );
  expect(rows).toEqual([{ n: 0 }]);
  const masked = await hub.db.query(
    "SELECT body->>'pan_masked' AS masked, body->>'subtype' AS subtype FROM hub.row WHERE kind = 'card_secret' ORDER BY id",
  );
  expect(masked).toEqual([
    { masked: '621098*********0011', subtype: 'classic' },
    { masked: '621098*********0029', subtype: 'gold' },
  ]);
});

test('every invariant recomputed from the command log holds after the import', async () => {
  const report = await checkInvariants(hub.db);
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
});
