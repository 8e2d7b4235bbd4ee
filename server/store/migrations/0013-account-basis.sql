-- What the interest of demand accounts is made from, and what hangs on an account, for accounts that were there before
-- the commands kept both. From the first day of the present quarter on: what was earlier is the opening balance.
WITH quarter AS (
  SELECT (date_trunc('quarter', (now() AT TIME ZONE 'Asia/Shanghai')::date - interval '20 days' + interval '1 month')
    - interval '1 month' + interval '20 days')::date AS begins
), moved AS (
  SELECT branch_id, account, value_date, -sum(fen)::bigint AS fen FROM hub.posting
  WHERE ledger = 'DEPOSIT' GROUP BY branch_id, account, value_date
), basis AS (
  SELECT m.branch_id, m.account, q.begins,
    coalesce(sum(m.fen) FILTER (WHERE m.value_date < q.begins), 0)::bigint AS opening,
    coalesce(jsonb_agg(jsonb_build_object('on', m.value_date::text, 'fen', m.fen) ORDER BY m.value_date)
      FILTER (WHERE m.value_date >= q.begins), '[]') AS moves
  FROM moved AS m CROSS JOIN quarter AS q GROUP BY m.branch_id, m.account, q.begins
)
INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
SELECT b.branch_id, 'account_interest', b.account, h.version, 'outlet',
  jsonb_build_object('from', b.begins::text, 'opening_fen', b.opening, 'moves', b.moves, 'credited_through', NULL, 'credited_days', 0)
FROM basis AS b JOIN hub.branch AS h ON h.branch_id = b.branch_id
JOIN hub.row AS a ON a.branch_id = b.branch_id AND a.kind = 'account' AND a.id = b.account AND a.body->>'kind' = 'demand';

WITH tied AS (
  SELECT branch_id, body->>'account' AS account, kind, jsonb_agg(id ORDER BY id) AS ids FROM hub.row
  WHERE kind IN ('card', 'standing_order') AND body IS NOT NULL GROUP BY 1, 2, 3
), ties AS (
  SELECT branch_id, account,
    coalesce((SELECT jsonb_agg(jsonb_build_object('card', one)) FROM tied AS c, jsonb_array_elements(c.ids) AS one
      WHERE c.branch_id = t.branch_id AND c.account = t.account AND c.kind = 'card'), '[]') AS cards,
    coalesce((SELECT jsonb_agg(jsonb_build_object('order', one)) FROM tied AS o, jsonb_array_elements(o.ids) AS one
      WHERE o.branch_id = t.branch_id AND o.account = t.account AND o.kind = 'standing_order'), '[]') AS orders
  FROM tied AS t GROUP BY branch_id, account
)
INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
SELECT t.branch_id, 'account_ties', t.account, h.version, 'outlet', jsonb_build_object('cards', t.cards, 'orders', t.orders)
FROM ties AS t JOIN hub.branch AS h ON h.branch_id = t.branch_id;

-- Terminals learn when a quarter was credited.
UPDATE hub.row SET scope = 'outlet' WHERE kind = 'interest_run';

-- These rows came with no command: every terminal takes a new snapshot.
UPDATE hub.setting SET value = gen_random_uuid()::text
WHERE name = 'epoch' AND EXISTS (SELECT 1 FROM hub.row WHERE kind IN ('account_interest', 'account_ties'));
UPDATE hub.branch SET epoch = (SELECT value FROM hub.setting WHERE name = 'epoch')
WHERE EXISTS (SELECT 1 FROM hub.row WHERE kind IN ('account_interest', 'account_ties'));
