-- What two persons of the county took out of transit by a case, for cash that was on its way before they could.
UPDATE hub.row SET body = body || '{"settled_fen": 0}' WHERE kind = 'cash_transfer' AND body IS NOT NULL;

-- These rows changed with no command: every terminal takes a new snapshot.
UPDATE hub.setting SET value = gen_random_uuid()::text
WHERE name = 'epoch' AND EXISTS (SELECT 1 FROM hub.row WHERE kind = 'cash_transfer');
UPDATE hub.branch SET epoch = (SELECT value FROM hub.setting WHERE name = 'epoch')
WHERE EXISTS (SELECT 1 FROM hub.row WHERE kind = 'cash_transfer');
