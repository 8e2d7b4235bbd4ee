-- Notices may be instructions or checklists with points to tick; those written before are plain.
UPDATE hub.row SET body = body || '{"form": null, "points": []}' WHERE kind = 'notice' AND body IS NOT NULL;

-- These rows changed with no command: every terminal takes a new snapshot.
UPDATE hub.setting SET value = gen_random_uuid()::text
WHERE name = 'epoch' AND EXISTS (SELECT 1 FROM hub.row WHERE kind = 'notice');
UPDATE hub.branch SET epoch = (SELECT value FROM hub.setting WHERE name = 'epoch')
WHERE EXISTS (SELECT 1 FROM hub.row WHERE kind = 'notice');
