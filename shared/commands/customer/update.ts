import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, digits, flag, id, instant, opt, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand, type CaseDraft, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { isAddress, isPhone } from './create.ts';

/**
 * Changes of contact data (domain 4.5 F), merged field by field: where both sides changed the same field since
 * `base_at`, the newer capture counts for now and a VERSION_CONFLICT keeps both values for a person. Null = unchanged.
 * Name and identity paper are key fields: not changed here.
 */
const payload = {
  customer: id(),
  /** `updated_at` of the row the clerk saw. */
  base_at: instant(),
  phone: opt(text(20)),
  address: opt(text(120)),
  region_code: opt(digits(6, 12)),
  village_code: opt(digits(12)),
  occupation: opt(code('1', '2', '3', '4', '5', '6', '7', '8')),
  preferred_channel: opt(code('counter', 'call', 'sms', 'online', 'visit')),
  needs_help: opt(flag()),
};
type UpdateInput = Input<typeof payload>;
type Row = RowOf<typeof customer>;
type Codes = 'FIELD_FORMAT' | 'CUSTOMER_STATUS' | 'NOTHING_TO_CHANGE' | 'ORIGINAL_UNKNOWN';

const PLAIN = ['region_code', 'village_code', 'occupation', 'preferred_channel', 'needs_help'] as const;
const MERGED = ['phone', 'address'] as const;

const changes = (p: UpdateInput['payload'], row: Row): boolean =>
  [...PLAIN, ...MERGED].some((field) => p[field] !== null && p[field] !== row[field]);

function checkRow({ payload: p, rows }: UpdateInput): Refusal<Codes> | null {
  const row = rows.get(customer, p.customer);
  if (row === null) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  if (['deceased', 'merged', 'closed'].includes(row.status))
    return { code: 'CUSTOMER_STATUS', detail: { status: row.status } };
  return changes(p, row) ? null : { code: 'NOTHING_TO_CHANGE', detail: {} };
}

function merge({ payload: p, facts }: UpdateInput, row: Row): { row: Row; conflicts: CaseDraft[] } {
  let next: Row = { ...row, updated_at: Math.max(row.updated_at, facts.capturedAt) };
  for (const field of PLAIN) if (p[field] !== null) next = { ...next, [field]: p[field] };
  const conflicts: CaseDraft[] = [];
  for (const field of MERGED) {
    const value = p[field];
    if (value === null || value === row[field]) continue;
    const changedAt = row[`${field}_at`];
    // The values themselves stay out of the case: it says which field, and who changed it when.
    if (changedAt > p.base_at)
      conflicts.push({
        code: 'VERSION_CONFLICT',
        customer: p.customer,
        outletRecord: `field=${field};captured_at=${facts.capturedAt}`,
        centreRecord: `field=${field};changed_at=${changedAt}`,
      });
    if (facts.capturedAt >= changedAt) next = { ...next, [field]: value, [`${field}_at`]: facts.capturedAt };
  }
  return { row: next, conflicts };
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
  reads: ({ payload: p }) => [keyOf(customer, p.customer)],
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
    const merged = merge(input, row);
    book.put(customer, p.customer, merged.row);
    // One case per entry: two fields in conflict are one question to the outlet.
    const [first, ...others] = merged.conflicts;
    if (first !== undefined && facts.hub !== null) {
      const records = [first, ...others];
      book.raise({
        ...first,
        outletRecord: records.map((one) => one.outletRecord).join(';'),
        centreRecord: records.map((one) => one.centreRecord).join(';'),
      });
    }
    return {
      verdict: first === undefined ? 'posted' : 'posted_with_exception',
      code: null,
      split: null,
      changes: book.changes(),
    };
  },
});
