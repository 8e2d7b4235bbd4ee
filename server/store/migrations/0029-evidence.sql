-- Pictures of signatures that tablets brought, each under the hash that its entry carries.
CREATE TABLE hub.evidence (
  branch_id text NOT NULL,
  hash bytea NOT NULL,
  -- The tablet that brought its first piece.
  device_id text NOT NULL,
  -- Bytes of the whole.
  total int NOT NULL,
  bytes bytea NOT NULL,
  -- When the last piece came and the hash was right; null = pieces are missing.
  whole_at bigint,
  PRIMARY KEY (branch_id, hash)
);
CREATE INDEX evidence_unfinished ON hub.evidence (branch_id, device_id) WHERE whole_at IS NULL;
