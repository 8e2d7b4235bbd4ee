-- Parts of accounts that an authority froze, by the time they come free again.
CREATE INDEX row_frozen_part ON hub.row (((body->>'frozen_until')::bigint))
  WHERE kind = 'account' AND (body->>'frozen_fen')::bigint > 0;
