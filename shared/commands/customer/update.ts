import { customer } from '../../tables/customer.ts';
import { id, instant } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { placeOf, placeReads, writeCustomer } from '../customer-copies.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { isAddress, isPhone } from './create.ts';
import { changesAnything, CONTACT_FIELDS, mergeContact } from './merge.ts';

/**
 * Changes of contact data (domain 4.5 F), merged field by field. Where only a copy is, the change stands there for the
 * meantime and travels to the master, whose answer replaces it. Name and identity paper are key fields: not changed here.
 */
const payload = {
  customer: id(),
  /** `updated_at` of the row the clerk saw. */
  base_at: instant(),
  ...CONTACT_FIELDS,
};
type UpdateInput = Input<typeof payload>;
type Codes = 'FIELD_FORMAT' | 'CUSTOMER_STATUS' | 'NOTHING_TO_CHANGE' | 'ORIGINAL_UNKNOWN';

function checkRow({ payload: p, rows }: UpdateInput): Refusal<Codes> | null {
  const row = rows.get(customer, p.customer);
  if (row === null) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  if (['deceased', 'merged', 'closed'].includes(row.status))
    return { code: 'CUSTOMER_STATUS', detail: { status: row.status } };
  return changesAnything(p, row) ? null : { code: 'NOTHING_TO_CHANGE', detail: {} };
}

export const updateCustomer = defineCommand({
  name: 'customer.update',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal', 'office'],
  roles: ['teller', 'chief_teller', 'account_manager', 'field_officer', 'lobby_manager', 'agent'],
  rejections: ['FIELD_FORMAT', 'CUSTOMER_STATUS', 'NOTHING_TO_CHANGE', 'ORIGINAL_UNKNOWN'],
  reads: ({ payload: p }) => placeReads(p.customer),
  admit: (input) => {
    const { payload: p } = input;
    return inOrder<Codes>([
      () => (p.phone === null || isPhone(p.phone) ? null : { code: 'FIELD_FORMAT', detail: { field: 'phone' } }),
      () =>
        p.address === null || isAddress(p.address) ? null : { code: 'FIELD_FORMAT', detail: { field: 'address' } },
      () => checkRow(input),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(customer, p.customer);
    if (row === null) return { verdict: 'rejected', code: 'ORIGINAL_UNKNOWN', split: null, changes: [] };
    const book = openBook(rows);
    const merged = mergeContact(row, p, { customer: p.customer, baseAt: p.base_at, at: facts.capturedAt });
    const place = placeOf(book, p.customer, facts.branch);
    writeCustomer(book, facts, p.customer, merged.row);
    if (facts.hub !== null && place.role === 'copy') {
      const { customer: id_, base_at, ...change } = p;
      book.send(place.master_branch, 'customer.change_master', {
        customer: id_,
        branch: facts.branch,
        base_at,
        changed_at: facts.capturedAt,
        ...change,
      });
      return { verdict: 'posted', code: null, split: null, changes: book.changes() };
    }
    if (merged.conflict !== null && facts.hub !== null) book.raise(merged.conflict);
    return {
      verdict: merged.conflict === null ? 'posted' : 'posted_with_exception',
      code: null,
      split: null,
      changes: book.changes(),
    };
  },
});
