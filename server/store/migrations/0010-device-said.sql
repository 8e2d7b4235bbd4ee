-- The highest seq a device has said it has recorded, in a hello its vault key signed: above what has come, it is missing.
ALTER TABLE hub.device ADD COLUMN said_seq bigint NOT NULL DEFAULT 0;
