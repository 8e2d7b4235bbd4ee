-- The hub's store. branch_id leads every key, join and WHERE, so that one text serves embedded PostgreSQL,
-- PostgreSQL 15+ and Citus. Instants are ms since 1970 UTC (bigint), amounts are fen (bigint).
CREATE SCHEMA hub;

-- One row a name: epoch, place of the hub key, what was seen at the last start.
CREATE TABLE hub.setting (
  name text PRIMARY KEY,
  value text NOT NULL
);

-- A branch is one shard, one lock, one version counter, one change feed.
CREATE TABLE hub.branch (
  branch_id text PRIMARY KEY,
  version bigint NOT NULL,
  commit_id uuid NOT NULL,
  epoch text NOT NULL,
  state text NOT NULL CHECK (state IN ('normal', 'recovering'))
);

-- The random id of every commit: tells a restored past from the present.
CREATE TABLE hub.branch_commit (
  branch_id text NOT NULL,
  version bigint NOT NULL,
  commit_id uuid NOT NULL,
  PRIMARY KEY (branch_id, version)
);

CREATE TABLE hub.device (
  branch_id text NOT NULL,
  device_id text NOT NULL,
  device_no text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'suspended', 'lost', 'revoked')),
  signing_key bytea NOT NULL,
  delivery_key bytea NOT NULL,
  ecdh_key bytea,
  outlet_key bytea,
  app_version text,
  enrolled_at bigint,
  seq bigint NOT NULL,
  head bytea NOT NULL,
  signed_seq bigint NOT NULL,
  early jsonb NOT NULL,
  forked_at bigint,
  archived_seq bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  last_captured_at bigint NOT NULL,
  PRIMARY KEY (branch_id, device_id)
);
-- A device number is never given out twice in an outlet.
CREATE UNIQUE INDEX device_no_once ON hub.device (branch_id, device_no);
CREATE INDEX device_by_id ON hub.device (device_id);

-- Every command ever taken: bytes, outcome, both times, hash, who. Never updated, never deleted.
CREATE TABLE hub.command_log (
  branch_id text NOT NULL,
  command_id uuid NOT NULL,
  row_id text NOT NULL,
  door text NOT NULL,
  device_id text,
  seq bigint,
  hash bytea,
  bytes bytea NOT NULL,
  name text NOT NULL,
  payload_version integer NOT NULL,
  business_date date NOT NULL,
  captured_at bigint NOT NULL,
  received_at bigint NOT NULL,
  maker text,
  checker text,
  verdict text NOT NULL CHECK (verdict IN ('posted', 'posted_with_exception', 'suspense', 'held', 'rejected')),
  code text,
  has_split boolean NOT NULL,
  account_fen bigint,
  suspense_ledger text,
  suspense_fen bigint,
  sigma_command text NOT NULL,
  sigma_direction text NOT NULL CHECK (sigma_direction IN ('in', 'out', 'none')),
  sigma_fen bigint NOT NULL,
  numbers jsonb NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (branch_id, command_id)
);
CREATE UNIQUE INDEX command_log_entry ON hub.command_log (branch_id, device_id, seq, hash) WHERE device_id IS NOT NULL;
CREATE INDEX command_log_version ON hub.command_log (branch_id, version);
CREATE INDEX command_log_row ON hub.command_log (branch_id, row_id);

-- Entries kept as bytes only: unreadable, or held until two persons decide.
CREATE TABLE hub.raw (
  branch_id text NOT NULL,
  device_id text NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  bytes bytea NOT NULL,
  reason text NOT NULL,
  received_at bigint NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (branch_id, device_id, seq, hash)
);

-- Present state of every row of shared/tables. A deleted row keeps its key and version, with no body.
CREATE TABLE hub.row (
  branch_id text NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  version bigint NOT NULL,
  scope text NOT NULL CHECK (scope IN ('never', 'outlet', 'reference')),
  body jsonb,
  PRIMARY KEY (branch_id, kind, id)
);
CREATE INDEX row_version ON hub.row (branch_id, version);

-- Double entry, debit positive. Never updated, never deleted.
CREATE TABLE hub.posting (
  branch_id text NOT NULL,
  command_id uuid NOT NULL,
  ordinal integer NOT NULL,
  ledger text NOT NULL,
  account text,
  fen bigint NOT NULL,
  business_date date NOT NULL,
  value_date date NOT NULL,
  posting_date date NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (branch_id, command_id, ordinal)
);
CREATE INDEX posting_version ON hub.posting (branch_id, version);
CREATE INDEX posting_account ON hub.posting (branch_id, account, business_date) WHERE account IS NOT NULL;

-- Messages to other branches. delivered_at is set after the receiver has committed.
CREATE TABLE hub.outbox (
  branch_id text NOT NULL,
  id uuid NOT NULL,
  cause uuid NOT NULL,
  ordinal integer NOT NULL,
  to_branch text NOT NULL,
  command text NOT NULL,
  payload_version integer NOT NULL,
  payload bytea NOT NULL,
  version bigint NOT NULL,
  delivered_at bigint,
  PRIMARY KEY (branch_id, id)
);
CREATE INDEX outbox_waiting ON hub.outbox (branch_id, version) WHERE delivered_at IS NULL;

CREATE TABLE hub.inbox (
  branch_id text NOT NULL,
  id uuid NOT NULL,
  from_branch text NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (branch_id, id)
);

-- Numbers are drawn from blocks; next_free only grows. scope = the branch for account numbers, '*' for customers.
CREATE TABLE hub.number_pool (
  scope text NOT NULL,
  kind text NOT NULL,
  next_free bigint NOT NULL,
  PRIMARY KEY (scope, kind)
);
CREATE TABLE hub.number_block (
  branch_id text NOT NULL,
  kind text NOT NULL,
  next_free bigint NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (branch_id, kind)
);
