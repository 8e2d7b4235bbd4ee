import type { customer } from '../../tables/customer.ts';
import type { RowOf } from '../../tables/define.ts';
import { code, digits, flag, opt, text, type RecordOf } from '../../tables/fields.ts';
import type { Instant } from '../../kernel/dates.ts';
import type { CaseDraft } from '../define.ts';

/**
 * Field-level merge of contact data (domain 4.8 VERSION_CONFLICT): where both sides changed the same field since what
 * the clerk saw, the newer capture counts for now and the case keeps both for a person. Null = unchanged.
 */

export const CONTACT_FIELDS = {
  phone: opt(text(20)),
  address: opt(text(120)),
  region_code: opt(digits(6, 12)),
  village_code: opt(digits(12)),
  occupation: opt(code('1', '2', '3', '4', '5', '6', '7', '8')),
  preferred_channel: opt(code('counter', 'call', 'sms', 'online', 'visit')),
  needs_help: opt(flag()),
};
export type ContactChange = RecordOf<typeof CONTACT_FIELDS>;
type Row = RowOf<typeof customer>;

export const PLAIN = ['region_code', 'village_code', 'occupation', 'preferred_channel', 'needs_help'] as const;
export const MERGED = ['phone', 'address'] as const;
export const UNCHANGED: ContactChange = {
  phone: null,
  address: null,
  region_code: null,
  village_code: null,
  occupation: null,
  preferred_channel: null,
  needs_help: null,
};

export const changesAnything = (change: ContactChange, row: Row): boolean =>
  [...PLAIN, ...MERGED].some((field) => change[field] !== null && change[field] !== row[field]);

export interface Merge {
  readonly row: Row;
  /** One case for the whole change: two fields in conflict are one question to the outlet. */
  readonly conflict: CaseDraft | null;
}

/** @param of `baseAt`: `updated_at` of the row the clerk saw; `at`: when the change was captured. */
export function mergeContact(
  row: Row,
  change: ContactChange,
  of: { customer: string; baseAt: Instant; at: Instant },
): Merge {
  let next: Row = { ...row, updated_at: Math.max(row.updated_at, of.at) };
  for (const field of PLAIN) if (change[field] !== null) next = { ...next, [field]: change[field] };
  const outlet: string[] = [];
  const centre: string[] = [];
  for (const field of MERGED) {
    const value = change[field];
    if (value === null || value === row[field]) continue;
    const changedAt = row[`${field}_at`];
    // The values themselves stay out of the case: it says which field, and who changed it when.
    if (changedAt > of.baseAt) {
      outlet.push(`field=${field};captured_at=${of.at}`);
      centre.push(`field=${field};changed_at=${changedAt}`);
    }
    if (of.at >= changedAt) next = { ...next, [field]: value, [`${field}_at`]: of.at };
  }
  const conflict: CaseDraft | null =
    outlet.length === 0
      ? null
      : {
          code: 'VERSION_CONFLICT',
          customer: of.customer,
          outletRecord: outlet.join(';'),
          centreRecord: centre.join(';'),
        };
  return { row: next, conflict };
}
