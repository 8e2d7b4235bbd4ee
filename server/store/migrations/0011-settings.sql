-- Changes of settings that wait: for the second person, or for their day. Few among many rows.
CREATE INDEX row_setting_change ON hub.row (branch_id, (body->>'status')) WHERE kind = 'setting_change';
