-- Which accounts a person holds at an outlet, for accounts that were there before the commands kept it.
INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
SELECT a.branch_id, 'customer_accounts', a.body->>'customer', h.version, 'outlet', jsonb_build_object('accounts',
  jsonb_agg(jsonb_build_object('account', a.id, 'account_class', a.body->>'account_class') ORDER BY a.id))
FROM hub.row AS a JOIN hub.branch AS h ON h.branch_id = a.branch_id
WHERE a.kind = 'account' AND a.body IS NOT NULL GROUP BY a.branch_id, a.body->>'customer', h.version;

-- These rows came with no command: every terminal takes a new snapshot.
UPDATE hub.setting SET value = gen_random_uuid()::text
WHERE name = 'epoch' AND EXISTS (SELECT 1 FROM hub.row WHERE kind = 'customer_accounts');
UPDATE hub.branch SET epoch = (SELECT value FROM hub.setting WHERE name = 'epoch')
WHERE EXISTS (SELECT 1 FROM hub.row WHERE kind = 'customer_accounts');
