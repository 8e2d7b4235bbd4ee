-- One-time passwords: which command gave it, and until when it lets its person choose their own.
ALTER TABLE hub.employee_login ADD COLUMN given_by text;
ALTER TABLE hub.employee_login ADD COLUMN one_time_until bigint;
