import type { Source } from './facts.ts';

/**
 * Totals kept up to date by the feed. A day's totals are set anew from what they sum up, for the days touched only,
 * so late data and reversals need no arithmetic of their own and a rebuild comes to the same rows.
 */

/** Adds the new postings to their days. $1 branch, $2 after version, $3 up to version. */
const addPostings = (source: Source, table: string, { key, select }: { key: string; select: string }): string => `
INSERT INTO analysis.${table} (branch_id, ${key}, business_date, debit_fen, credit_fen, entries, balance_fen)
SELECT branch_id, ${select}, business_date,
  sum(greatest(fen, 0))::bigint, sum(greatest(-fen, 0))::bigint, count(*), 0
FROM ${source.postings}
WHERE branch_id = $1 AND version > $2 AND version <= $3
GROUP BY branch_id, ${select}, business_date
ON CONFLICT (branch_id, ${key}, business_date) DO UPDATE SET
  debit_fen = ${table}.debit_fen + excluded.debit_fen,
  credit_fen = ${table}.credit_fen + excluded.credit_fen,
  entries = ${table}.entries + excluded.entries`;

/** Balances of the ledgers touched, from the first touched day on. */
const setBalances = (
  source: Source,
  table: string,
  { columns, select }: { columns: readonly string[]; select: string },
): string => {
  const same = (a: string, b: string): string => columns.map((name) => `${a}.${name} = ${b}.${name}`).join(' AND ');
  return `
WITH touched AS (
  SELECT ${select}, min(business_date) AS since FROM ${source.postings}
  WHERE branch_id = $1 AND version > $2 AND version <= $3
  GROUP BY ${columns.join(', ')}
), running AS (
  SELECT d.${columns.join(', d.')}, d.business_date, t.since,
    sum(d.debit_fen - d.credit_fen) OVER (PARTITION BY d.${columns.join(', d.')} ORDER BY d.business_date)::bigint AS balance
  FROM analysis.${table} AS d JOIN touched AS t ON ${same('d', 't')}
  WHERE d.branch_id = $1
)
UPDATE analysis.${table} AS d SET balance_fen = n.balance FROM running AS n
WHERE d.branch_id = $1 AND ${same('d', 'n')} AND d.business_date = n.business_date AND n.business_date >= n.since`;
};

const DROP_TOUCHED_DAYS = `
DELETE FROM analysis.branch_day_channel AS d
WHERE d.branch_id = $1 AND d.business_date IN (
  SELECT business_date FROM analysis.interaction WHERE branch_id = $1 AND source_version > $2 AND source_version <= $3)`;

const SUM_TOUCHED_DAYS = `
INSERT INTO analysis.branch_day_channel (branch_id, business_date, channel, direction, entries, offline_entries, late_entries,
  rejected_entries, reversed_entries, amount_fen, suspense_fen)
SELECT branch_id, business_date, channel, direction, count(*), count(*) FILTER (WHERE offline), count(*) FILTER (WHERE late_days > 0),
  count(*) FILTER (WHERE status = 'rejected'), count(*) FILTER (WHERE status = 'reversed'),
  coalesce(sum(amount_fen) FILTER (WHERE status <> 'rejected'), 0)::bigint, sum(suspense_fen)::bigint
FROM analysis.interaction
WHERE branch_id = $1 AND business_date IN (
  SELECT business_date FROM analysis.interaction WHERE branch_id = $1 AND source_version > $2 AND source_version <= $3)
GROUP BY branch_id, business_date, channel, direction`;

/** In this order, after the facts. */
export const rollups = (source: Source): readonly string[] => [
  addPostings(source, 'posting_day', { key: 'ledger, account', select: "ledger, coalesce(account, '')" }),
  setBalances(source, 'posting_day', {
    columns: ['ledger', 'account'],
    select: "ledger, coalesce(account, '') AS account",
  }),
  addPostings(source, 'branch_day_ledger', { key: 'ledger', select: 'ledger' }),
  setBalances(source, 'branch_day_ledger', { columns: ['ledger'], select: 'ledger' }),
  DROP_TOUCHED_DAYS,
  SUM_TOUCHED_DAYS,
];

/** Tables that hold totals; like the facts they can be rebuilt. */
export const ROLLUP_TABLES = ['posting_day', 'branch_day_ledger', 'branch_day_channel'] as const;
