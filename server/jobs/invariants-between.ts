/** What must hold between branches: nothing writes in two of them, so money between them is two legs and a message. */

/**
 * Legs against a partner. A message's own id is its command at home, and the inbox names it; what is in no inbox was
 * begun here, and so was what answers a message with money of its own (a remittance that is called back, a transfer that is asked back). One command
 * sends at most one such message.
 */
const MONEY =
  "('inter_branch.settle', 'inter_branch.credit', 'inter_branch.transfer_credit', 'inter_branch.take_back_answer', 'remit.arrive', 'remit.returned')";
const LEGS = `
WITH leg AS (
  SELECT p.branch_id, substr(p.ledger, 17) AS partner, p.command_id, sum(p.fen)::bigint AS fen FROM hub.posting AS p
  WHERE p.ledger LIKE 'CLEARING-BRANCH:%' GROUP BY 1, 2, 3
), came AS (
  SELECT l.branch_id, l.partner, l.command_id, l.fen FROM leg AS l
  JOIN hub.inbox AS i ON i.branch_id = l.branch_id AND i.id = l.command_id
  WHERE NOT EXISTS (
    SELECT 1 FROM hub.outbox AS o WHERE o.branch_id = l.branch_id AND o.cause = l.command_id
      AND o.to_branch = l.partner AND o.command IN ${MONEY}
  )
), began AS (
  SELECT l.branch_id, l.partner, l.command_id, l.fen, o.id AS message, i.id IS NOT NULL AS arrived FROM leg AS l
  LEFT JOIN hub.outbox AS o ON o.branch_id = l.branch_id AND o.cause = l.command_id AND o.to_branch = l.partner
    AND o.command IN ${MONEY}
  LEFT JOIN hub.inbox AS i ON i.branch_id = o.to_branch AND i.id = o.id
  WHERE o.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM hub.inbox AS own WHERE own.branch_id = l.branch_id AND own.id = l.command_id)
)`;

export const BETWEEN_BRANCHES = [
  {
    name: 'clearing_closes',
    says: 'What two branches owe each other over clearing cancels message by message, but for those still on their way.',
    examined: "SELECT count(DISTINCT (branch_id, ledger)) AS n FROM hub.posting WHERE ledger LIKE 'CLEARING-BRANCH:%'",
    wrong: `${LEGS}
      SELECT coalesce(b.branch_id, c.branch_id) AS branch,
        coalesce(b.branch_id || ' to ' || b.partner, c.partner || ' to ' || c.branch_id) || ': ' || coalesce(b.command_id, c.command_id)
          || ' there ' || coalesce(b.fen, 0) || ', at home ' || coalesce(c.fen, 0) AS figures
      FROM began AS b FULL JOIN came AS c ON c.branch_id = b.partner AND c.partner = b.branch_id AND c.command_id = b.message
      WHERE b.command_id IS NULL OR b.message IS NULL OR (c.command_id IS NULL AND b.arrived) OR c.fen <> -b.fen`,
  },
  {
    name: 'holds_equal_accounts',
    says: 'What every account keeps is the sum of its holds for payouts at other outlets.',
    examined: "SELECT count(*) AS n FROM hub.row WHERE kind = 'inter_branch_hold'",
    wrong: `WITH held AS (
        SELECT branch_id, body->>'account' AS account, sum((body->>'fen')::bigint)::bigint AS fen FROM hub.row
        WHERE kind = 'inter_branch_hold' AND body->>'status' = 'held' GROUP BY 1, 2
      )
      SELECT r.branch_id AS branch, 'account ' || r.id || ': keeps ' || coalesce(r.body->>'hold_fen', '0') || ', holds ' || coalesce(held.fen, 0) AS figures
      FROM hub.row AS r LEFT JOIN held ON held.branch_id = r.branch_id AND held.account = r.id
      WHERE r.kind = 'account' AND r.body IS NOT NULL AND coalesce((r.body->>'hold_fen')::bigint, 0) <> coalesce(held.fen, 0)`,
  },
];
