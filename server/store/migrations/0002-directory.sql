-- What lies outside the change feed: who may come in. Secrets are stored as hashes only.

-- One-time codes that let a tablet claim an outlet.
CREATE TABLE hub.enrol_code (
  code_hash bytea PRIMARY KEY,
  branch_id text NOT NULL,
  issued_by text,
  issued_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  used_by text
);

-- Log-in of an employee. password is an Argon2id string.
CREATE TABLE hub.employee_login (
  employee_no text PRIMARY KEY,
  branch_id text NOT NULL,
  password text NOT NULL,
  password_set_at bigint NOT NULL,
  must_change boolean NOT NULL,
  failures integer NOT NULL,
  locked_until bigint,
  last_login_at bigint
);

-- Office sessions; the token itself is never stored.
CREATE TABLE hub.session (
  token_hash bytea PRIMARY KEY,
  employee_no text NOT NULL,
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX session_employee ON hub.session (employee_no);

-- Card token (HMAC of the PAN) to its branch and card: a table distributed by its own key.
CREATE TABLE hub.card_token (
  pan_token text PRIMARY KEY,
  branch_id text NOT NULL,
  card_id text NOT NULL
);

-- Public halves of the keys this hub has signed with, oldest first by valid_from.
CREATE TABLE hub.hub_key (
  key_id text PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('signing', 'sealing')),
  public_key bytea NOT NULL,
  valid_from bigint NOT NULL,
  retired_at bigint
);

-- Who did what at the doors, chained per branch: hash = SHA-256(previous hash | canonical record).
CREATE TABLE hub.audit (
  branch_id text NOT NULL,
  n bigint NOT NULL,
  at bigint NOT NULL,
  actor text,
  action text NOT NULL,
  subject text,
  detail jsonb NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (branch_id, n)
);
