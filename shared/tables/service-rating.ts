import { defineTable } from './define.ts';
import { code, date, digits, id, instant, int, opt } from './fields.ts';

/** Why a customer was not content, in the words on the tablet. */
export const RATING_REASONS = ['waited_long', 'attitude', 'not_explained', 'other'] as const;

/** What the customer pressed after being served (domain 4.5 B). Row id = interaction id: once for each entry. */
export const serviceRating = defineTable({
  name: 'service_rating',
  kind: 150,
  scope: 'outlet',
  fields: {
    score: int(1, 5),
    reason: opt(code(...RATING_REASONS)),
    customer: opt(id()),
    /** Who served: the maker of the entry that was rated. */
    maker: opt(digits(11)),
    business_date: date(),
    rated_at: instant(),
  },
});
