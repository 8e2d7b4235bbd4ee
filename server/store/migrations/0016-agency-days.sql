-- What was collected for each biller by day, for bills that were there before the commands counted it; nothing of it
-- has been handed over.
INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
SELECT b.branch_id, 'agency_day', split_part(b.id, '/', 1) || '/' || (b.body->>'business_date'), h.version, 'outlet',
  jsonb_build_object('biller', split_part(b.id, '/', 1), 'business_date', b.body->>'business_date',
    'count', count(*), 'fen', sum((b.body->>'fen')::bigint), 'handed_fen', 0, 'handed_on', NULL, 'entry', NULL)
FROM hub.row AS b JOIN hub.branch AS h ON h.branch_id = b.branch_id
WHERE b.kind = 'agency_bill' AND b.body->>'status' = 'paid'
GROUP BY b.branch_id, split_part(b.id, '/', 1), b.body->>'business_date', h.version;

-- These rows came with no command: every terminal takes a new snapshot.
UPDATE hub.setting SET value = gen_random_uuid()::text
WHERE name = 'epoch' AND EXISTS (SELECT 1 FROM hub.row WHERE kind = 'agency_day');
UPDATE hub.branch SET epoch = (SELECT value FROM hub.setting WHERE name = 'epoch')
WHERE EXISTS (SELECT 1 FROM hub.row WHERE kind = 'agency_day');
