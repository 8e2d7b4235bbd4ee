-- Money kept for payouts at other outlets, by the time it comes free again.
CREATE INDEX row_hold ON hub.row (((body->>'expires_at')::bigint))
  WHERE kind = 'inter_branch_hold' AND body->>'status' = 'held';
