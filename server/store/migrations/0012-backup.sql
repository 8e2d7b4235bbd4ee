-- Backups whose copy was read back. devices: [{branch, device, seq}] as they stood in the snapshot of the copy. What
-- every backup still offered holds of a journal is archived: a tablet may let go of it. A backup is withdrawn when its
-- folder no longer holds it.
CREATE TABLE hub.backup (
  backup_id uuid PRIMARY KEY,
  made_at bigint NOT NULL,
  folder text NOT NULL,
  devices jsonb NOT NULL,
  withdrawn_at bigint
);
