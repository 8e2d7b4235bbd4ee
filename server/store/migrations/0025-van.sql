-- Files of the mail van that were taken, so that one which comes again is told from one that is new.
CREATE TABLE hub.van_file (
  branch_id text NOT NULL,
  device_id text NOT NULL,
  file_hash bytea NOT NULL,
  number bigint NOT NULL,
  taken_at bigint NOT NULL,
  -- Who brought it: an employee at the office, or the device that had a line.
  carrier text NOT NULL,
  entries int NOT NULL,
  PRIMARY KEY (branch_id, device_id, file_hash)
);
