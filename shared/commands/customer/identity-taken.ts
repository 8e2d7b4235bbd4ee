import { ok } from '../../kernel/result.ts';
import { customerPlace } from '../../tables/customer-place.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, id } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { placeOf } from '../customer-copies.ts';
import { handOverCash, handOverReads } from '../person-cash.ts';
import { defineCommand } from '../define.ts';

/**
 * Another customer of the province had this paper first: DUPLICATE_CUSTOMER, linked until a person merges them. The
 * link lets person-wide rules count both together meanwhile.
 */
export const identityTaken = defineCommand({
  name: 'customer.identity_taken',
  version: 1,
  payload: { customer: id(), first: id(), first_branch: digits(2, 8) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload, facts }) => [keyOf(customerPlace, payload.customer), ...handOverReads(payload.customer, facts)],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    handOverCash(book, facts, { customer: p.customer, master: p.first, masterBranch: p.first_branch });
    const place = placeOf(book, p.customer, facts.branch);
    book.put(customerPlace, p.customer, { ...place, role: 'twin', master: p.first, master_branch: p.first_branch });
    book.raise({
      code: 'DUPLICATE_CUSTOMER',
      subject: p.customer,
      customer: p.customer,
      outletRecord: `customer=${p.customer}`,
      centreRecord: `first=${p.first};branch=${p.first_branch}`,
    });
    return { verdict: 'posted_with_exception', code: null, split: null, changes: book.changes() };
  },
});
