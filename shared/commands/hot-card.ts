import type { Instant } from '../kernel/dates.ts';
import type { card } from '../tables/card.ts';
import type { RowOf } from '../tables/define.ts';
import type { Book } from './book.ts';
import { countyToTell } from './county.ts';
import type { Facts } from './define.ts';

/**
 * A card that is reported lost goes onto the county's stop list by itself, so that no outlet of the county pays on it;
 * its lifting takes it off again. The list is the county's: the outlet tells it, and the county's own entries stay.
 */

/** @param of `until`: first instant that is not stopped any more; null = until it is lifted. */
export function tellCounty(
  book: Book,
  facts: Facts,
  of: { readonly card: RowOf<typeof card>; readonly from: Instant; readonly until: Instant | null },
): void {
  const county = countyToTell(book, facts);
  if (county === null) return;
  const { last4, tag } = of.card;
  const stop = { reason: 'lost', last4, tag, account: null, from: of.from, lifted_at: of.until } as const;
  book.send(county, 'org.set_hot_entry', stop);
}
