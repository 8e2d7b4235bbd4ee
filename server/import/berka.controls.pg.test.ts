import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFeed } from '../feed/feed.ts';
import { importBerka, type BerkaReport } from './berka.ts';
import { Controls, reportedOrder } from './testing/controls.ts';
import { openTestHub, type TestHub } from './testing/hub.ts';

/**
 * The whole collection through commands into the analysis schema, against its published control totals. It runs
 * where the collection lies beside the checkout; elsewhere it says how many checks were left out.
 */
const DIR = fileURLToPath(new URL('../../../shared/data/berka/', import.meta.url));
const isHere = existsSync(`${DIR}controls_A.json`);
const IMPORT_MS = 600_000;
const CHECKS = 32;

type Json = Record<string, unknown>;

test('the collection is here, or its control totals are left out and counted', () => {
  if (!isHere) console.log(`left out: ${CHECKS} checks against the control totals, because ${DIR} is absent`);
  expect(CHECKS).toBe(32);
});

describe.runIf(isHere)('the Berka collection', () => {
  const published = isHere ? (JSON.parse(readFileSync(`${DIR}controls_A.json`, 'utf8')) as { berka: Json }).berka : {};
  const part = (name: string): Json => published[name] as Json;
  let test_: TestHub;
  let report: BerkaReport;
  let totals: Controls;

  beforeAll(async () => {
    test_ = await openTestHub();
    report = await importBerka(test_.hub, DIR, { cards: test_.keys });
    await runFeed(test_.db);
    totals = new Controls(test_.db, report);
  }, IMPORT_MS);
  afterAll(() => test_.close());

  test('00 the file read is the published prefix', () => {
    const { coverage: _coverage, ...file } = part('00_input');
    expect(totals.input()).toEqual(file);
  });
  test('01 every row of the seven small tables went in', async () =>
    expect(await totals.tableRows()).toEqual(part('01_rows_per_table')));
  test('02 transactions are accepted but for the cut line, which is named', async () =>
    expect(await totals.transRows()).toEqual(part('02_trans_rows')));
  test('03 sums by type', async () => expect(await totals.byType()).toEqual(part('03_by_type')));
  test('04 sums by type and operation', async () =>
    expect(await totals.byTypeAndOperation()).toEqual(part('04_by_type_operation')));
  test('05 sums by purpose, the two spellings of none apart', async () =>
    expect(await totals.byPurpose()).toEqual(part('05_by_k_symbol')));
  test('06 sums by product and channel', async () =>
    expect(await totals.byProductChannel()).toEqual(part('06_by_product_channel')));
  test('07 sums by month', async () => expect(await totals.byMonth()).toEqual(part('07_by_month')));

  test('08 posting order to the last whole day chains at every step', async () => {
    const { totals: found } = await totals.runningBalance('1994-03-30');
    expect(found).toEqual(part('08_running_balance')['posting_order_to_as_of']);
    expect(reportedOrder(report.orders.postingToLastWholeDate)).toEqual(found);
    expect(report.transactions.lastWholeDate).toBe('1994-03-30');
  });
  test('08 posting order over the whole file', async () => {
    const { totals: found } = await totals.runningBalance(null);
    expect(found).toEqual(part('08_running_balance')['posting_order_whole_file']);
    expect(reportedOrder(report.orders.postingWholeFile)).toEqual(found);
  });
  test('08 the order of the file does not chain', () =>
    expect(reportedOrder(report.orders.fileToLastWholeDate)).toEqual(
      part('08_running_balance')['file_order_to_as_of'],
    ));
  test('08 the order of keys does not chain', () =>
    expect(reportedOrder(report.orders.keyToLastWholeDate)).toEqual(
      part('08_running_balance')['date_then_trans_id_to_as_of'],
    ));

  test('09 last balances and the net of signed amounts', async () => {
    const { totals: found, negative } = await totals.runningBalance(null);
    expect({
      accounts: found.accounts,
      sum: found.sum_of_last_balances,
      negative_accounts: negative,
      net_of_all_signed_amounts: found.net_of_signed_amounts,
    }).toEqual(part('09_sum_of_last_balances_whole_file'));
  });
  test('09 the deposit ledger stands at the net of signed amounts, 39,246,142.80', async () => {
    const rows = await test_.db.query<{ deposit: number; ledgers: number }>(
      `SELECT (sum(credit_fen - debit_fen) FILTER (WHERE ledger = 'DEPOSIT'))::bigint AS deposit, sum(debit_fen - credit_fen)::bigint AS ledgers FROM analysis.posting_day`,
    );
    expect(rows).toEqual([{ deposit: 3_924_614_280, ledgers: 0 }]);
  });

  test('10 customers by sex', async () => expect(await totals.clientsBySex()).toEqual(part('10_clients_by_sex')));
  test('10b first and last birth date', async () => expect(await totals.birthRange()).toEqual(part('10b_birth_range')));
  test('11 accounts by statement cycle', async () =>
    expect(await totals.accountsByFrequency()).toEqual(part('11_accounts_by_frequency')));
  test('11b holders and signatories', async () =>
    expect(await totals.partiesByType()).toEqual(part('11b_disp_by_type')));
  test('11c accounts by year of opening', async () =>
    expect(await totals.openedByYear()).toEqual(part('11c_accounts_opened_by_year')));
  test('12 cards by kind and year, all held by the account’s holder', async () =>
    expect(await totals.cards()).toEqual(part('12_cards')));
  test('13 loans by status', () => expect(totals.groups(report.loansByStatus)).toEqual(part('13_loans_by_status')));
  test('14 standing orders by purpose', () =>
    expect(totals.groups(report.ordersByPurpose)).toEqual(part('14_orders_by_k_symbol')));
  test('15 accounts of each branch', async () =>
    expect(await totals.accountsPerDistrict()).toEqual(part('15_accounts_per_district(branch)')));
  test('16 customers of each home county', async () =>
    expect(await totals.clientsPerDistrict()).toEqual(part('16_clients_per_district')));
  test('17 sums by partner bank', async () =>
    expect(await totals.byPartnerBank()).toEqual(part('17_partner_bank_totals')));
  test('18 no remittance is without a partner bank', async () =>
    expect(await totals.remittancesWithoutBank()).toBe(published['18_remit_rows_without_partner_bank']));
  test('19 rows on five days', async () => {
    const days = part('19_rows_by_day_checks');
    expect(await totals.rowsByDay(Object.keys(days))).toEqual(days);
    expect(Object.fromEntries(Object.keys(days).map((day) => [day, report.transactions.rowsByDate[day]]))).toEqual(
      days,
    );
  });
  test('20 unknown values of districts are named', () =>
    expect(report.districtUnknown).toEqual(part('20_district_nulls(?)')));
  test('21 the largest transaction', async () =>
    expect(await totals.largest()).toEqual(published['21_max_transaction']));

  test('no published total is left without a check', () => {
    const checked = /^(0[0-9]|10b?|11[bc]?|1[2-9]|2[01])_/;
    expect(Object.keys(published).filter((name) => !checked.test(name))).toEqual([]);
  });
  test('no case, no suspense, and everything was posted whole', async () => {
    expect([report.outcome.posted, report.outcome.repeated, report.outcome.notPostedCount]).toEqual([62_680, 0, 0]);
    expect(
      await test_.db.query("SELECT kind FROM hub.row WHERE kind IN ('exception_case', 'aml_case') LIMIT 1"),
    ).toEqual([]);
  });
  test(
    'a second import adds nothing',
    async () => {
      const before = await test_.db.query(
        'SELECT count(*)::int AS n, sum(version)::bigint AS versions FROM hub.branch',
      );
      const again = await importBerka(test_.hub, DIR, { cards: test_.keys });
      expect([again.outcome.posted, again.outcome.repeated]).toEqual([0, 62_680]);
      expect(
        await test_.db.query('SELECT count(*)::int AS n, sum(version)::bigint AS versions FROM hub.branch'),
      ).toEqual(before);
    },
    IMPORT_MS,
  );
});
