-- A hub that has lost everything and no backup either. Its outlets are 'rebuilding' until people have approved opening
-- balances: entries are taken and held, nothing is judged, nothing is shown.
ALTER TABLE hub.branch DROP CONSTRAINT branch_state_check;
ALTER TABLE hub.branch ADD CONSTRAINT branch_state_check CHECK (state IN ('normal', 'recovering', 'rebuilding'));
-- The position of the earlier life of the hub at which the rows stood that the branch was opened from; null = its own past.
ALTER TABLE hub.branch ADD COLUMN base_epoch text;
ALTER TABLE hub.branch ADD COLUMN base_version bigint;
-- What an earlier life of the hub said of an entry that waits: a receipt, with that life in `epoch`.
ALTER TABLE hub.raw ADD COLUMN recorded jsonb;

-- Rows of an outlet as its tablets vouch for them, page by page, each signed by its tablet's vault key.
CREATE TABLE hub.vouch (
  branch_id text NOT NULL,
  device_id text NOT NULL,
  page int NOT NULL,
  -- The position of the earlier life of the hub at which they stand.
  at_epoch text NOT NULL,
  at_version bigint NOT NULL,
  at_commit text NOT NULL,
  -- When they were last known equal to that hub's.
  data_at bigint,
  is_last boolean NOT NULL,
  rows int NOT NULL,
  body bytea NOT NULL,
  signature bytea NOT NULL,
  received_at bigint NOT NULL,
  PRIMARY KEY (branch_id, device_id, page)
);
