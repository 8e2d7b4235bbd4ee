import { isServed } from '../../rules/served.ts';
import { keyOf } from '../../tables/define.ts';
import { code, id, int, opt } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { RATING_REASONS, serviceRating } from '../../tables/service-rating.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * Service rating (服务评价, domain 4.5 B): the customer presses 1 to 5 on the tablet after being served, once for each
 * entry. No money moves and nothing is asked of the network. Who comes second, on whatever tablet, is turned away.
 */

const payload = {
  /** Row id of the entry the customer was served with. */
  entry: id(),
  score: int(1, 5),
  reason: opt(code(...RATING_REASONS)),
};
type RatingInput = Input<typeof payload>;

function fault({ payload: p, rows }: RatingInput): Refusal<'ORIGINAL_UNKNOWN' | 'ONCE_PER_TXN'> | null {
  const row = rows.get(interaction, p.entry);
  if (row === null || !isServed(row)) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  const earlier = rows.get(serviceRating, p.entry);
  return earlier === null ? null : { code: 'ONCE_PER_TXN', detail: {} };
}

export const rateService = defineCommand({
  name: 'counter.rate_service',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  rejections: ['ORIGINAL_UNKNOWN', 'ONCE_PER_TXN'],
  reads: ({ payload: p }) => [keyOf(interaction, p.entry), keyOf(serviceRating, p.entry)],
  admit: (input) => inOrder([() => fault(input)]),
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const found = fault(input);
    if (found !== null) return { verdict: 'rejected', code: found.code, split: null, changes: [] };
    const served = rows.get(interaction, p.entry);
    const book = openBook(rows);
    book.put(serviceRating, p.entry, {
      score: p.score,
      reason: p.reason,
      customer: served?.customer ?? null,
      maker: served?.maker ?? null,
      business_date: facts.businessDate,
      rated_at: facts.capturedAt,
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
