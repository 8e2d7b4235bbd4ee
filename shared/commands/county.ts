import { keyOf, type RowKey } from '../tables/define.ts';
import { orgUnit } from '../tables/org-unit.ts';
import type { Book } from './book.ts';
import type { Facts } from './define.ts';

/** Keys to find the county of this outlet. */
export const countyReads = (facts: Facts): RowKey[] => [keyOf(orgUnit, facts.branch)];

/** Code of the county an outlet tells something to; null on a terminal, and where the outlet has none. */
export const countyToTell = (book: Book, facts: Facts): string | null =>
  facts.hub === null ? null : (book.get(orgUnit, facts.branch)?.parent ?? null);
