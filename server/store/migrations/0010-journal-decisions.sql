-- Holes of a journal that two persons declared lost, ascending: [{from, to, head, tail}], hashes in base64 or null.
-- An entry that comes after all takes its place and leaves the list.
ALTER TABLE hub.device ADD COLUMN lost jsonb NOT NULL DEFAULT '[]'::jsonb;

-- What the push said the entry stands behind: behind a hole nobody else knows it.
ALTER TABLE hub.raw ADD COLUMN previous_hash bytea NOT NULL DEFAULT ''::bytea;
