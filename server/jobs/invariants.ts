import { BETWEEN_BRANCHES } from './invariants-between.ts';

/**
 * What must hold in the hub's records, each as one statement that returns what is wrong. Nothing here runs the
 * commands' own code: cash, claims and balances are summed again from the immutable log and postings and compared
 * with the rows that the commands wrote. Every statement returns `wrong` rows with text figures, none when it holds.
 */
export interface Invariant {
  readonly name: string;
  /** One sentence for the report. */
  readonly says: string;
  /** How many things were looked at: one row, column `n`. */
  readonly examined: string;
  /** What does not hold: rows with `branch` and `figures`. */
  readonly wrong: string;
}

/** Cash an outlet or its machines hold; over and short are not cash but its explanation. */
const IS_CASH =
  "(p.ledger LIKE 'CASH-TILL:%' OR p.ledger LIKE 'CASH-ATM:%' OR p.ledger IN ('CASH-VAULT', 'CASH-IMPORT'))";
const SIGNED_SIGMA = "CASE c.sigma_direction WHEN 'in' THEN c.sigma_fen WHEN 'out' THEN -c.sigma_fen ELSE 0 END";

/** What the opening balances of a rebuilt branch hold already is in the log, and in the books with them. */
const NOT_IN_COPY = "c.code IS DISTINCT FROM 'IN_COPY'";

/** Cash of every command, what it took back of a request that it replaces, and what a stand-in had posted for it before. */
const CASH_OF_COMMANDS = `
WITH cash AS (
  SELECT p.branch_id, p.command_id, sum(p.fen) FILTER (WHERE ${IS_CASH})::bigint AS cash,
    sum(p.fen) FILTER (WHERE p.ledger LIKE 'SUS-%')::bigint AS suspense
  FROM hub.posting AS p GROUP BY p.branch_id, p.command_id
), mirrored AS (
  SELECT mine.branch_id, mine.id AS row_id, sum(k.cash)::bigint AS cash
  FROM hub.row AS mine
  JOIN hub.row AS original ON original.branch_id = mine.branch_id AND original.kind = 'interaction' AND original.id = mine.body->>'replaces'
    AND original.body->>'reversed_by' = mine.id
  JOIN hub.command_log AS oc ON oc.branch_id = original.branch_id AND oc.row_id = original.id
  JOIN cash AS k ON k.branch_id = oc.branch_id AND k.command_id = oc.command_id
  WHERE mine.kind = 'interaction' AND mine.body->>'replaces' IS NOT NULL
  GROUP BY mine.branch_id, mine.id
), stood AS (
  SELECT s.branch_id, s.body->>'original' AS row_id, k.cash FROM hub.row AS s
  JOIN cash AS k ON k.branch_id = s.branch_id AND k.command_id = (s.body->>'posted_by')::uuid
  WHERE s.kind = 'stand_in' AND s.body->>'status' IN ('met', 'differs')
)`;

const ABOUT_THE_BOOKS: readonly Invariant[] = [
  {
    name: 'postings_sum_to_zero',
    says: 'The postings of each command sum to zero.',
    examined: 'SELECT count(DISTINCT (branch_id, command_id)) AS n FROM hub.posting',
    wrong: `SELECT branch_id AS branch, command_id || ' sums to ' || sum(fen) AS figures FROM hub.posting
      GROUP BY branch_id, command_id HAVING sum(fen) <> 0`,
  },
  {
    name: 'postings_have_a_command',
    says: 'Every posting belongs to a command that was posted.',
    examined: 'SELECT count(*) AS n FROM hub.posting',
    wrong: `SELECT p.branch_id AS branch, p.command_id || ' is ' || coalesce(c.verdict, 'not in the log') AS figures
      FROM hub.posting AS p LEFT JOIN hub.command_log AS c ON c.branch_id = p.branch_id AND c.command_id = p.command_id
      WHERE c.command_id IS NULL OR c.verdict IN ('rejected', 'held') GROUP BY 1, p.command_id, c.verdict`,
  },
  {
    name: 'accounts_equal_postings',
    says: 'The ledger of every account is minus the sum of its deposit postings.',
    examined: "SELECT count(*) AS n FROM hub.row WHERE kind = 'account' AND body IS NOT NULL",
    wrong: `WITH posted AS (
        SELECT branch_id, account, -sum(fen)::bigint AS fen FROM hub.posting WHERE ledger = 'DEPOSIT' GROUP BY branch_id, account
      ), held AS (
        SELECT branch_id, id, (body->>'ledger_fen')::bigint AS fen FROM hub.row WHERE kind = 'account' AND body IS NOT NULL
      )
      SELECT coalesce(held.branch_id, posted.branch_id) AS branch,
        'account ' || coalesce(held.id, posted.account, '?') || ': row ' || coalesce(held.fen::text, 'none') || ', postings ' || coalesce(posted.fen, 0) AS figures
      FROM held FULL JOIN posted ON posted.branch_id = held.branch_id AND posted.account = held.id
      WHERE held.fen IS NULL OR held.fen <> coalesce(posted.fen, 0)`,
  },
  {
    name: 'interest_basis_equals_accounts',
    says: 'What the interest of an account is made from comes to its ledger.',
    examined: "SELECT count(*) AS n FROM hub.row WHERE kind = 'account_interest' AND body IS NOT NULL",
    wrong: `SELECT b.branch_id AS branch, 'account ' || b.id || ': basis ' || b.fen || ', ledger ' || (a.body->>'ledger_fen') AS figures
      FROM (
        SELECT branch_id, id, (body->>'opening_fen')::bigint
          + coalesce((SELECT sum((one->>'fen')::bigint) FROM jsonb_array_elements(body->'moves') AS one), 0)::bigint AS fen
        FROM hub.row WHERE kind = 'account_interest' AND body IS NOT NULL
      ) AS b
      JOIN hub.row AS a ON a.branch_id = b.branch_id AND a.kind = 'account' AND a.id = b.id
      WHERE b.fen <> (a.body->>'ledger_fen')::bigint`,
  },
  {
    name: 'tills_equal_postings',
    says: 'The cash of every till is the sum of its postings.',
    examined: "SELECT count(*) AS n FROM hub.row WHERE kind = 'till' AND body IS NOT NULL",
    wrong: `WITH posted AS (
        SELECT branch_id, substr(ledger, 11) AS till, sum(fen)::bigint AS fen FROM hub.posting WHERE ledger LIKE 'CASH-TILL:%' GROUP BY 1, 2
      ), held AS (
        SELECT branch_id, id, (body->>'cash_fen')::bigint AS fen FROM hub.row WHERE kind = 'till' AND body IS NOT NULL
      )
      SELECT coalesce(held.branch_id, posted.branch_id) AS branch,
        'till ' || coalesce(held.id, posted.till) || ': row ' || coalesce(held.fen::text, 'none') || ', postings ' || coalesce(posted.fen, 0) AS figures
      FROM held FULL JOIN posted ON posted.branch_id = held.branch_id AND posted.till = held.id
      WHERE coalesce(held.fen, 0) <> coalesce(posted.fen, 0)`,
  },
  {
    name: 'till_days_equal_postings',
    says: 'The columns of every till day come to the cash posted to its till under that date.',
    examined: "SELECT count(*) AS n FROM hub.row WHERE kind = 'till_day' AND body IS NOT NULL",
    wrong: `WITH posted AS (
        SELECT p.branch_id, substr(p.ledger, 11) AS till, p.business_date, sum(p.fen)::bigint AS fen FROM hub.posting AS p
        WHERE p.ledger LIKE 'CASH-TILL:%' AND NOT EXISTS (SELECT 1 FROM hub.posting AS o
          WHERE o.branch_id = p.branch_id AND o.command_id = p.command_id AND o.ledger IN ('EQUITY-OPENING', 'EQUITY-REBUILD'))
        GROUP BY 1, 2, 3
      ), sheet AS (
        SELECT branch_id, id, body->>'till' AS till, (body->>'business_date')::date AS business_date,
          (body->>'cash_in_fen')::bigint - (body->>'cash_out_fen')::bigint + (body->>'transfer_in_fen')::bigint - (body->>'transfer_out_fen')::bigint
            + (body->>'over_fen')::bigint - (body->>'short_fen')::bigint AS fen
        FROM hub.row WHERE kind = 'till_day' AND body IS NOT NULL
      )
      SELECT sheet.branch_id AS branch, 'till day ' || sheet.id || ': columns ' || sheet.fen || ', postings ' || coalesce(posted.fen, 0) AS figures
      FROM sheet LEFT JOIN posted USING (branch_id, till, business_date)
      WHERE sheet.fen <> coalesce(posted.fen, 0)`,
  },
  {
    name: 'over_short_equals_days',
    says: 'CASH-OVER and CASH-SHORT hold what the till days say was recorded as over and short, before cases settled any of it.',
    examined: "SELECT count(*) AS n FROM hub.command_log WHERE sigma_command = 'till.over_short'",
    wrong: `WITH posted AS (
        SELECT p.branch_id, -coalesce(sum(p.fen) FILTER (WHERE p.ledger = 'CASH-OVER'), 0)::bigint AS over_fen,
          coalesce(sum(p.fen) FILTER (WHERE p.ledger = 'CASH-SHORT'), 0)::bigint AS short_fen
        FROM hub.posting AS p JOIN hub.command_log AS c ON c.branch_id = p.branch_id AND c.command_id = p.command_id
        WHERE c.sigma_command = 'till.over_short' GROUP BY p.branch_id
      ), sheet AS (
        SELECT branch_id, coalesce(sum((body->>'over_fen')::bigint), 0)::bigint AS over_fen, coalesce(sum((body->>'short_fen')::bigint), 0)::bigint AS short_fen
        FROM hub.row WHERE kind = 'till_day' AND body IS NOT NULL GROUP BY branch_id
      )
      SELECT coalesce(posted.branch_id, sheet.branch_id) AS branch, 'over ' || coalesce(posted.over_fen, 0) || ' and ' || coalesce(sheet.over_fen, 0)
        || ', short ' || coalesce(posted.short_fen, 0) || ' and ' || coalesce(sheet.short_fen, 0) AS figures
      FROM posted FULL JOIN sheet ON sheet.branch_id = posted.branch_id
      WHERE (coalesce(posted.over_fen, 0) <> coalesce(sheet.over_fen, 0) OR coalesce(posted.short_fen, 0) <> coalesce(sheet.short_fen, 0))
        -- Days of a life that is gone have their columns, and their cash in one sum.
        AND NOT EXISTS (SELECT 1 FROM hub.branch AS b WHERE b.branch_id = sheet.branch_id AND b.base_epoch IS NOT NULL)`,
  },
  {
    name: 'cash_equals_claims',
    says: 'What devices and packages claim is posted to an account or to suspense, held, or refused before cash moved: per command, direction and business date.',
    examined:
      "SELECT count(DISTINCT (branch_id, sigma_command, sigma_direction, business_date)) AS n FROM hub.command_log WHERE sigma_direction <> 'none'",
    wrong: `${CASH_OF_COMMANDS}
      SELECT c.branch_id AS branch, c.sigma_command || ' ' || c.sigma_direction || ' ' || c.business_date || ': claimed ' || sum(${SIGNED_SIGMA})
        || ', cash ' || sum(coalesce(k.cash, 0) + coalesce(m.cash, 0) + coalesce(s.cash, 0)) AS figures
      FROM hub.command_log AS c
      LEFT JOIN cash AS k ON k.branch_id = c.branch_id AND k.command_id = c.command_id
      LEFT JOIN mirrored AS m ON m.branch_id = c.branch_id AND m.row_id = c.row_id
      LEFT JOIN stood AS s ON s.branch_id = c.branch_id AND s.row_id = c.row_id
      WHERE c.sigma_direction <> 'none' AND c.verdict NOT IN ('rejected', 'held') AND ${NOT_IN_COPY}
      GROUP BY c.branch_id, c.sigma_command, c.sigma_direction, c.business_date
      HAVING sum(abs(${SIGNED_SIGMA} - coalesce(k.cash, 0) - coalesce(m.cash, 0) - coalesce(s.cash, 0))) <> 0`,
  },
  {
    name: 'suspense_equals_records',
    says: 'The balance of every suspense ledger is what the interactions and the transfers on their way say is in it.',
    examined: "SELECT count(DISTINCT (branch_id, ledger)) AS n FROM hub.posting WHERE ledger LIKE 'SUS-%'",
    wrong: `WITH posted AS (
        SELECT branch_id, ledger, sum(fen)::bigint AS fen FROM hub.posting WHERE ledger LIKE 'SUS-%' GROUP BY branch_id, ledger
      ), said AS (
        SELECT branch_id, body->>'suspense_ledger' AS ledger,
          sum(CASE body->>'direction' WHEN 'out' THEN 1 ELSE -1 END * (body->>'suspense_fen')::bigint)::bigint AS fen
        FROM hub.row WHERE kind = 'interaction' AND body->>'suspense_ledger' LIKE 'SUS-%' GROUP BY 1, 2
        UNION ALL
        SELECT branch_id, 'SUS-TRF', sum((body->>'sent_fen')::bigint - (body->>'accepted_fen')::bigint - (body->>'returned_fen')::bigint - (body->>'settled_fen')::bigint)::bigint
        FROM hub.row WHERE kind = 'cash_transfer' AND body IS NOT NULL GROUP BY 1
      )
      SELECT coalesce(posted.branch_id, said.branch_id) AS branch,
        coalesce(posted.ledger, said.ledger) || ': postings ' || coalesce(posted.fen, 0) || ', records ' || coalesce(said.fen, 0) AS figures
      FROM posted FULL JOIN said ON said.branch_id = posted.branch_id AND said.ledger = posted.ledger
      WHERE coalesce(posted.fen, 0) <> coalesce(said.fen, 0)`,
  },
  {
    name: 'transfers_equal_postings',
    says: 'A transfer between two accounts takes its amount from one and gives it to the other; its fee, if any, is income, and nothing else is touched.',
    examined:
      "SELECT count(*) AS n FROM hub.row WHERE kind = 'interaction' AND body->>'kind' IN ('counter.transfer_same', 'counter.transfer') AND body->>'status' <> 'rejected'",
    wrong: `WITH transfer AS (
        SELECT r.branch_id, r.id, c.command_id, r.body->>'account' AS payer, r.body->>'to_account' AS receiver, (r.body->>'amount_fen')::bigint AS fen,
          coalesce((r.body->>'fee_fen')::bigint, 0) AS fee
        FROM hub.row AS r JOIN hub.command_log AS c ON c.branch_id = r.branch_id AND c.row_id = r.id
        WHERE r.kind = 'interaction' AND r.body->>'kind' IN ('counter.transfer_same', 'counter.transfer') AND r.body->>'status' <> 'rejected'
          AND ${NOT_IN_COPY}
          -- One that took back a stand-in of another kind has the legs of both.
          AND NOT EXISTS (SELECT 1 FROM hub.row AS s WHERE s.branch_id = r.branch_id AND s.kind = 'stand_in' AND s.body->>'original' = r.id)
      ), legs AS (
        SELECT p.branch_id, p.command_id, p.account, sum(p.fen)::bigint AS fen, bool_and(p.ledger = 'DEPOSIT') AS only_accounts, bool_and(p.ledger = 'INCOME-FEE') AS only_fee
        FROM hub.posting AS p JOIN transfer AS t ON t.branch_id = p.branch_id AND t.command_id = p.command_id
        GROUP BY p.branch_id, p.command_id, p.account
      )
      SELECT t.branch_id AS branch, t.id || ': ' || t.fen || ' from ' || t.payer || ', postings ' || coalesce(paid.fen, 0) || ' and ' || coalesce(got.fen, 0) AS figures
      FROM transfer AS t
      LEFT JOIN legs AS paid ON paid.branch_id = t.branch_id AND paid.command_id = t.command_id AND paid.account = t.payer
      LEFT JOIN legs AS got ON got.branch_id = t.branch_id AND got.command_id = t.command_id AND got.account = t.receiver
      LEFT JOIN legs AS fee ON fee.branch_id = t.branch_id AND fee.command_id = t.command_id AND fee.account IS NULL AND fee.only_fee
      WHERE coalesce(paid.fen, 0) <> t.fen + t.fee OR coalesce(got.fen, 0) <> -t.fen OR coalesce(fee.fen, 0) <> -t.fee
        OR NOT coalesce(paid.only_accounts AND got.only_accounts, false)
        OR (SELECT count(*) FROM legs AS l WHERE l.branch_id = t.branch_id AND l.command_id = t.command_id) <> 2 + (t.fee <> 0)::int`,
  },
  {
    name: 'interest_is_what_was_recorded',
    says: 'Interest credited to accounts is in their postings and in the cost of interest, once per account and quarter.',
    examined: "SELECT count(*) AS n FROM hub.command_log WHERE name = 'system.interest' AND verdict = 'posted'",
    wrong: `WITH paid AS (
        SELECT c.branch_id, c.command_id, r.body->>'account' AS account, r.body->>'summary' AS quarter, (r.body->>'account_fen')::bigint AS fen
        FROM hub.command_log AS c JOIN hub.row AS r ON r.branch_id = c.branch_id AND r.kind = 'interaction' AND r.id = c.row_id
        WHERE c.name = 'system.interest' AND c.verdict = 'posted'
      ), legs AS (
        SELECT p.branch_id, p.command_id, -coalesce(sum(p.fen) FILTER (WHERE p.ledger = 'DEPOSIT'), 0)::bigint AS credited,
          coalesce(sum(p.fen) FILTER (WHERE p.ledger = 'EXPENSE-INTEREST'), 0)::bigint AS cost
        FROM hub.posting AS p JOIN paid ON paid.branch_id = p.branch_id AND paid.command_id = p.command_id
        GROUP BY p.branch_id, p.command_id
      )
      SELECT paid.branch_id AS branch, paid.account || ' ' || paid.quarter || ': record ' || paid.fen || ', account ' || coalesce(legs.credited, 0) || ', cost ' || coalesce(legs.cost, 0) AS figures
      FROM paid LEFT JOIN legs ON legs.branch_id = paid.branch_id AND legs.command_id = paid.command_id
      WHERE coalesce(legs.credited, 0) <> paid.fen OR coalesce(legs.cost, 0) <> paid.fen
      UNION ALL
      SELECT branch_id, account || ' ' || quarter || ': credited ' || count(*) || ' times' FROM paid GROUP BY branch_id, account, quarter HAVING count(*) > 1`,
  },
  {
    name: 'suspense_has_a_case',
    says: 'Every entry in suspense has a case.',
    examined: "SELECT count(*) AS n FROM hub.command_log WHERE verdict = 'suspense'",
    wrong: `SELECT c.branch_id AS branch, c.command_id || ' has no case' AS figures FROM hub.command_log AS c
      WHERE c.verdict = 'suspense' AND ${NOT_IN_COPY} AND NOT EXISTS (SELECT 1 FROM hub.row AS r WHERE r.branch_id = c.branch_id
        AND r.kind IN ('exception_case', 'aml_case') AND (r.body->>'command' = c.command_id::text OR r.body->>'interaction' = c.row_id))`,
  },
  {
    name: 'versions_without_gap',
    says: 'Every branch has a commit for each version from 0 to its own.',
    examined: 'SELECT count(*) AS n FROM hub.branch',
    wrong: `SELECT b.branch_id AS branch, 'version ' || b.version || ', commits ' || count(k.version) AS figures
      FROM hub.branch AS b LEFT JOIN hub.branch_commit AS k ON k.branch_id = b.branch_id
      GROUP BY b.branch_id, b.version, b.commit_id
      HAVING count(k.version) <> b.version + 1 OR max(k.version) <> b.version
        OR bool_or(k.version = b.version AND k.commit_id <> b.commit_id)`,
  },
  {
    name: 'nothing_beyond_the_version',
    says: 'Nothing was written under a version that its branch has not reached.',
    examined: 'SELECT count(*) AS n FROM hub.row',
    wrong: `SELECT b.branch_id AS branch, 'version ' || b.version || ', written ' || max(w.version) AS figures
      FROM hub.branch AS b JOIN (
        SELECT branch_id, version FROM hub.row UNION ALL SELECT branch_id, version FROM hub.posting UNION ALL SELECT branch_id, version FROM hub.command_log
      ) AS w ON w.branch_id = b.branch_id AND w.version > b.version
      GROUP BY b.branch_id, b.version`,
  },
  {
    name: 'commands_once',
    says: 'A command stands in one branch, once.',
    examined: 'SELECT count(*) AS n FROM hub.command_log',
    wrong: `SELECT min(branch_id) AS branch, command_id || ' stands ' || count(*) || ' times' AS figures
      FROM hub.command_log GROUP BY command_id HAVING count(*) > 1`,
  },
  {
    name: 'journals_without_gap',
    says: 'Of every device each entry up to its last one in order is in the log, kept as bytes, or declared lost.',
    examined: 'SELECT count(*) AS n FROM hub.device',
    wrong: `SELECT d.branch_id AS branch, 'device ' || d.device_no || ': last ' || d.seq || ', found ' || count(DISTINCT e.seq) AS figures
      FROM hub.device AS d LEFT JOIN (
        SELECT branch_id, device_id, seq FROM hub.command_log WHERE device_id IS NOT NULL UNION SELECT branch_id, device_id, seq FROM hub.raw
        UNION SELECT h.branch_id, h.device_id, n FROM hub.device AS h, jsonb_array_elements(h.lost) AS r,
          generate_series((r->>'from')::bigint, (r->>'to')::bigint) AS n
      ) AS e ON e.branch_id = d.branch_id AND e.device_id = d.device_id AND e.seq BETWEEN 1 AND d.seq
      GROUP BY d.branch_id, d.device_id, d.device_no, d.seq HAVING count(DISTINCT e.seq) <> d.seq`,
  },
  {
    name: 'chains_unbroken',
    says: 'The hash of every entry is SHA-256 of its predecessor and its bytes, up to the head of its device; behind a hole declared lost the predecessor is not known.',
    examined: 'SELECT count(*) AS n FROM hub.device WHERE forked_at IS NULL AND seq > 0',
    wrong: `WITH entry AS (
        SELECT branch_id, device_id, seq, hash, bytes FROM hub.command_log WHERE device_id IS NOT NULL AND row_id NOT LIKE '%.%.%'
        UNION SELECT branch_id, device_id, seq, hash, bytes FROM hub.raw WHERE reason IN ('unreadable', 'assertion', 'rebuild')
      ), linked AS (
        SELECT e.*, EXISTS (SELECT 1 FROM jsonb_array_elements(d.lost) AS r WHERE (r->>'to')::bigint = e.seq - 1) AS behind_hole,
          lag(e.hash, 1, decode(repeat('00', 32), 'hex')) OVER (PARTITION BY e.branch_id, e.device_id ORDER BY e.seq) AS previous
        FROM entry AS e JOIN hub.device AS d ON d.branch_id = e.branch_id AND d.device_id = e.device_id AND e.seq <= d.seq AND d.forked_at IS NULL
      )
      SELECT d.branch_id AS branch, 'device ' || d.device_no || ': broken at ' || coalesce(min(l.seq) FILTER (WHERE NOT l.behind_hole AND sha256(l.previous || l.bytes) <> l.hash)::text, 'its head') AS figures
      FROM hub.device AS d LEFT JOIN linked AS l ON l.branch_id = d.branch_id AND l.device_id = d.device_id
      WHERE d.forked_at IS NULL AND d.seq > 0
      GROUP BY d.branch_id, d.device_id, d.device_no, d.seq, d.head
      HAVING bool_or(NOT l.behind_hole AND sha256(l.previous || l.bytes) <> l.hash) OR NOT coalesce(bool_or(l.seq = d.seq AND l.hash = d.head), false)`,
  },
  {
    name: 'messages_arrived',
    says: 'Every message marked as delivered stands in the log of its receiver.',
    examined: 'SELECT count(*) AS n FROM hub.outbox WHERE delivered_at IS NOT NULL',
    wrong: `SELECT o.branch_id AS branch, o.id || ' to ' || o.to_branch AS figures FROM hub.outbox AS o
      LEFT JOIN hub.command_log AS c ON c.branch_id = o.to_branch AND c.command_id = o.id
      WHERE o.delivered_at IS NOT NULL AND c.command_id IS NULL`,
  },
  ...BETWEEN_BRANCHES,
];

/** Over the analysis schema, or over copies of its days and cursors where its database stands apart. */
const aboutAnalysis = (schema: 'analysis' | 'pg_temp'): Invariant => ({
  name: 'analysis_equals_postings',
  says: 'The daily sums of the analysis database are the sums of the postings it has taken.',
  examined: `SELECT count(*) AS n FROM ${schema}.posting_day`,
  wrong: `WITH fed AS (
      SELECT branch_id, ledger, account, business_date, debit_fen - credit_fen AS fen FROM ${schema}.posting_day
    ), posted AS (
      SELECT p.branch_id, p.ledger, coalesce(p.account, '') AS account, p.business_date, sum(p.fen)::bigint AS fen
      FROM hub.posting AS p JOIN ${schema}.feed_cursor AS f ON f.branch_id = p.branch_id AND p.version <= f.version
      GROUP BY 1, 2, 3, 4
    )
    SELECT coalesce(fed.branch_id, posted.branch_id) AS branch,
      coalesce(fed.ledger, posted.ledger) || ' ' || coalesce(fed.account, posted.account) || ' ' || coalesce(fed.business_date, posted.business_date)
        || ': analysis ' || coalesce(fed.fen, 0) || ', postings ' || coalesce(posted.fen, 0) AS figures
    FROM fed FULL JOIN posted USING (branch_id, ledger, account, business_date)
    WHERE coalesce(fed.fen, 0) <> coalesce(posted.fen, 0)`,
});

export const invariantsOver = (schema: 'analysis' | 'pg_temp'): readonly Invariant[] => [
  ...ABOUT_THE_BOOKS,
  aboutAnalysis(schema),
];

/** Where the hub's database holds schema `analysis` itself. */
export const INVARIANTS = invariantsOver('analysis');
