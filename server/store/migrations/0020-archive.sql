-- How far each branch is written to the archive outside the data folder: its version and the last line of its audit
-- trail. The archive whose position this is stands in hub.setting 'archive'.
CREATE TABLE hub.archive_cursor (
  branch_id text PRIMARY KEY,
  version bigint NOT NULL,
  audit_n bigint NOT NULL
);
