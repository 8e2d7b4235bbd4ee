import type { Database } from '../../store/database.ts';
import { BRANCHES } from '../berka-branches.ts';
import type { BerkaReport } from '../berka.ts';
import type { StepReport } from '../step-check.ts';

/**
 * The control totals of the Berka collection, computed from the analysis schema after an import, in the form in
 * which the collection's own totals are published. Figures of the files themselves come from the import report.
 */

type Sums = Record<string, { rows: number; amount: string }>;
interface SumRow {
  readonly name: string | null;
  readonly rows: number;
  readonly fen: number;
}

export const money = (fen: number): string => {
  const abs = Math.abs(fen);
  return `${fen < 0 ? '-' : ''}${Math.floor(abs / 100)}.${String(abs % 100).padStart(2, '0')}`;
};

const PRODUCT_CHANNELS: Readonly<Record<string, string>> = {
  'counter.deposit': 'COUNTER_DEPOSIT',
  'counter.withdraw': 'COUNTER_WITHDRAWAL',
  'atm.withdraw': 'CARD_ATM_WITHDRAWAL',
  'remit.in': 'REMIT_IN',
  'remit.out': 'REMIT_OUT',
  'system.interest': 'SYS_INTEREST',
  'system.fee': 'SYS_FEE',
  'system.penalty': 'SYS_PENALTY_INTEREST',
};

/** Imported facts of money. */
const FACTS = 'FROM analysis.interaction WHERE source_key IS NOT NULL';
const SIGNED = "CASE WHEN split_part(source_kind, '|', 1) = 'PRIJEM' THEN account_fen ELSE -account_fen END";

export class Controls {
  constructor(
    private readonly db: Database,
    private readonly report: BerkaReport,
  ) {}

  async #sums(name: string, rest = ''): Promise<Sums> {
    const rows = await this.db.query<SumRow>(
      `SELECT ${name} AS name, count(*)::int AS rows, sum(account_fen)::bigint AS fen ${FACTS} ${rest} GROUP BY 1 ORDER BY 1`,
    );
    return Object.fromEntries(rows.map((row) => [row.name ?? '', { rows: row.rows, amount: money(row.fen) }]));
  }

  async #counts(sql: string): Promise<Record<string, number>> {
    const rows = await this.db.query<{ name: string; rows: number }>(sql);
    return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
  }

  async #one<T extends object>(sql: string): Promise<T> {
    const rows = await this.db.query<T>(sql);
    const row = rows[0];
    if (row === undefined) throw new Error('a total has one row');
    return row;
  }

  input() {
    const file = this.report.files.find((one) => one.file.startsWith('trans'));
    return { trans_file: file?.file, sha256: file?.sha256, bytes: file?.bytes };
  }

  async tableRows(): Promise<Record<string, number>> {
    const counted = await this.#counts(`
      SELECT 'account' AS name, count(*)::int AS rows FROM analysis.account
      UNION ALL SELECT 'card', count(*)::int FROM analysis.card
      UNION ALL SELECT 'client', count(*)::int FROM analysis.customer
      UNION ALL SELECT 'disp', count(*)::int FROM analysis.account_party
      UNION ALL SELECT 'district', count(*)::int FROM analysis.unit WHERE own AND level = 'county'
      UNION ALL SELECT 'loan', count(*)::int FROM analysis.loan
      UNION ALL SELECT 'order', count(*)::int FROM analysis.standing_order`);
    return counted;
  }

  async transRows() {
    const row = await this.#one<Record<string, number | string>>(
      `SELECT count(*)::int AS accepted, count(DISTINCT source_key)::int AS distinct_trans_id, min(source_key::bigint) AS min_trans_id,
         max(source_key::bigint) AS max_trans_id, sum(source_key::bigint)::bigint AS sum_trans_id,
         min(business_date)::text AS first_date, max(business_date)::text AS last_date ${FACTS}`,
    );
    const rejected = this.report.rejected;
    return { ...row, rejected: rejected.length, rejected_lines: rejected.map(({ line, text }) => [line, text]) };
  }

  byType = () => this.#sums("split_part(source_kind, '|', 1)");
  byTypeAndOperation = () =>
    this.#sums("CASE WHEN split_part(source_kind, '|', 2) = '' THEN source_kind || '(empty)' ELSE source_kind END");
  byPurpose = () => this.#sums("CASE purpose WHEN '' THEN '(empty)' WHEN ' ' THEN '(one space)' ELSE purpose END");
  byMonth = () => this.#sums("to_char(business_date, 'YYYY-MM')");
  byPartnerBank = () => this.#sums('partner_bank', "AND kind IN ('remit.in', 'remit.out') AND partner_bank <> ''");

  async byProductChannel(): Promise<Sums> {
    const sums = await this.#sums('kind');
    return Object.fromEntries(Object.entries(sums).map(([kind, sum]) => [PRODUCT_CHANNELS[kind] ?? kind, sum]));
  }

  /** Balances the source stored, followed in posting order; `to` = last business date, null = all. */
  async runningBalance(to: string | null) {
    const where = to === null ? '' : `AND business_date <= '${to}'`;
    const steps = `WITH step AS (
      SELECT account, source_key::bigint AS key, business_date::text AS date, account_fen, stored_balance_fen, source_position,
        ${SIGNED} AS signed,
        coalesce(lag(stored_balance_fen) OVER (PARTITION BY account ORDER BY source_position), 0) AS previous,
        min(source_position) OVER (PARTITION BY account) AS first_position,
        row_number() OVER (PARTITION BY account ORDER BY source_position DESC) AS from_end
      ${FACTS} ${where}),
    measured AS (SELECT *, abs(previous + signed - stored_balance_fen) AS off FROM step)`;
    const sums = await this.#one<Record<string, number>>(
      `${steps} SELECT count(*) FILTER (WHERE off = 0)::int AS exact, count(*) FILTER (WHERE off BETWEEN 1 AND 10)::int AS within,
        count(*) FILTER (WHERE off > 10)::int AS more, sum(signed)::bigint AS net, sum(stored_balance_fen) FILTER (WHERE from_end = 1)::bigint AS last,
        count(*) FILTER (WHERE from_end = 1 AND stored_balance_fen < 0)::int AS negative FROM measured`,
    );
    const accounts = await this.#one<Record<string, number>>(
      `${steps}, worst AS (SELECT account, max(off) AS off FROM measured GROUP BY account)
       SELECT count(*)::int AS accounts, count(*) FILTER (WHERE off = 0)::int AS exact, count(*) FILTER (WHERE off <= 10)::int AS within FROM worst`,
    );
    const bad = await this.db.query<Record<string, number & string>>(
      `${steps} SELECT split_part(account, 'berka.a', 2)::int AS account, key, date, account_fen AS amount, previous, stored_balance_fen AS stored
       FROM measured WHERE off > 10 ORDER BY first_position, source_position LIMIT 5`,
    );
    const n = (row: Record<string, number>, name: string): number => row[name] ?? 0;
    return {
      negative: n(sums, 'negative'),
      totals: {
        accounts: n(accounts, 'accounts'),
        accounts_every_step_exact: n(accounts, 'exact'),
        'accounts_every_step_within_0.10': n(accounts, 'within'),
        steps: stepCounts({ exact: n(sums, 'exact'), within: n(sums, 'within'), off: n(sums, 'more') }),
        sum_of_last_balances: money(n(sums, 'last')),
        net_of_signed_amounts: money(n(sums, 'net')),
        drift: money(n(sums, 'last') - n(sums, 'net')),
        'first_bad(account,trans_id,date,amount,previous,stored)': bad.map((row) => [
          row['account'],
          row['key'],
          row['date'],
          money(row['amount'] ?? 0),
          money(row['previous'] ?? 0),
          money(row['stored'] ?? 0),
        ]),
      },
    };
  }

  clientsBySex = () =>
    this.#counts(
      "SELECT CASE gender WHEN 'female' THEN 'F' ELSE 'M' END AS name, count(*)::int AS rows FROM analysis.customer GROUP BY 1",
    );

  async birthRange(): Promise<readonly string[]> {
    const row = await this.#one<{ first: string; last: string }>(
      'SELECT min(birth_date)::text AS first, max(birth_date)::text AS last FROM analysis.customer',
    );
    return [row.first, row.last];
  }

  accountsByFrequency = () =>
    this.#counts('SELECT statement_cycle AS name, count(*)::int AS rows FROM analysis.account GROUP BY 1');
  partiesByType = () =>
    this.#counts(
      "SELECT CASE role WHEN 'holder' THEN 'OWNER' ELSE 'DISPONENT' END AS name, count(*)::int AS rows FROM analysis.account_party GROUP BY 1",
    );
  openedByYear = () =>
    this.#counts("SELECT to_char(opened_on, 'YYYY') AS name, count(*)::int AS rows FROM analysis.account GROUP BY 1");

  async cards() {
    const strangers = await this.#one<{ rows: number }>(`
      SELECT count(*)::int AS rows FROM analysis.card AS c WHERE NOT EXISTS (
        SELECT 1 FROM analysis.account_party AS p
        WHERE p.branch_id = c.branch_id AND p.account = c.account AND p.customer = c.customer AND p.role = 'holder')`);
    return {
      by_type: await this.#counts('SELECT subtype AS name, count(*)::int AS rows FROM analysis.card GROUP BY 1'),
      by_issue_year: await this.#counts(
        "SELECT to_char(issued_on, 'YYYY') AS name, count(*)::int AS rows FROM analysis.card GROUP BY 1",
      ),
      all_held_by_owner_disp: strangers.rows === 0,
    };
  }

  async byDistrict(
    sql: string,
    codeOf: (branch: (typeof BRANCHES)[number]) => string,
  ): Promise<Record<string, number>> {
    const counts = await this.#counts(sql);
    return Object.fromEntries(BRANCHES.map((branch) => [String(branch.district), counts[codeOf(branch)] ?? 0]));
  }

  accountsPerDistrict = () =>
    this.byDistrict(
      'SELECT home_outlet AS name, count(*)::int AS rows FROM analysis.account GROUP BY 1',
      (branch) => branch.outlet,
    );
  clientsPerDistrict = () =>
    this.byDistrict(
      'SELECT region_code AS name, count(*)::int AS rows FROM analysis.customer GROUP BY 1',
      (branch) => branch.county,
    );

  async remittancesWithoutBank(): Promise<number> {
    const row = await this.#one<{ rows: number }>(
      `SELECT count(*)::int AS rows ${FACTS} AND kind IN ('remit.in', 'remit.out') AND coalesce(partner_bank, '') = ''`,
    );
    return row.rows;
  }

  rowsByDay = (days: readonly string[]) =>
    this.#counts(
      `SELECT business_date::text AS name, count(*)::int AS rows ${FACTS} AND business_date IN (${days.map((day) => `'${day}'`).join(', ')}) GROUP BY 1`,
    );

  async largest() {
    const row = await this.#one<{ fen: number; key: number; account: number; kind: string }>(
      `SELECT account_fen AS fen, source_key::bigint AS key, split_part(account, 'berka.a', 2)::int AS account, source_kind AS kind ${FACTS}
       ORDER BY account_fen DESC, source_position LIMIT 1`,
    );
    return [money(row.fen), row.key, row.account, ...row.kind.split('|')];
  }

  groups = (of: BerkaReport['loansByStatus']): Sums =>
    Object.fromEntries(
      Object.entries(of).map(([name, { rows, amountFen }]) => [name, { rows, amount: money(amountFen) }]),
    );
}

/** Kinds of steps that do not occur are left out. */
function stepCounts({ exact, within, off }: { exact: number; within: number; off: number }): Record<string, number> {
  const all = { exact, 'off_by_at_most_0.10': within, off_by_more: off };
  return Object.fromEntries(Object.entries(all).filter(([, rows]) => rows > 0));
}

export const reportedOrder = (order: StepReport) => ({
  accounts: order.accounts,
  accounts_every_step_exact: order.accountsExact,
  'accounts_every_step_within_0.10': order.accountsWithin,
  steps: stepCounts({ exact: order.stepsExact, within: order.stepsWithin, off: order.stepsOff }),
  sum_of_last_balances: money(order.lastBalancesFen),
  net_of_signed_amounts: money(order.netFen),
  drift: money(order.lastBalancesFen - order.netFen),
  'first_bad(account,trans_id,date,amount,previous,stored)': order.firstOff.map((step) => [
    step.account,
    step.key,
    step.date,
    money(step.amountFen),
    money(step.previousFen),
    money(step.storedFen),
  ]),
});
