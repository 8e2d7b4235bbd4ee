import { isDate } from '../../../shared/kernel/dates.ts';
import { idFault, type IdFault } from '../../../shared/rules/id-number.ts';
import type { Draft } from '../worker/api.ts';

/** From the page of name and identity paper to the entry it makes. */

export const KEY_REASONS = ['new_paper', 'name_changed', 'corrected'] as const;
export type KeyReason = (typeof KEY_REASONS)[number];

export interface Identity {
  readonly name: string;
  readonly idType: string;
  readonly idNo: string;
  /** Empty = without an end (长期). */
  readonly validTo: string;
  readonly seen: boolean;
  readonly reason: KeyReason | null;
}
export type IdentityGap = 'name' | 'id_no' | 'valid_to' | 'reason' | 'seen';

const numberOf = (one: Identity): string => one.idNo.trim().toUpperCase();

/** The first thing that is still missing, in the order of the page. */
export function identityGap(one: Identity): IdentityGap | null {
  if (one.name.trim() === '') return 'name';
  if (numberOf(one) === '') return 'id_no';
  if (one.validTo !== '' && !isDate(one.validTo)) return 'valid_to';
  if (one.reason === null) return 'reason';
  return one.seen ? null : 'seen';
}

const JUDGED_FROM = { resident: 18, other: 5 } as const;
const RESIDENT_TYPES = ['01', '02', '03', '07'];

/** What is wrong with the number once it is long enough to be judged. */
export function numberFault(one: Identity, today: string): IdFault | null {
  const from = RESIDENT_TYPES.includes(one.idType) ? JUDGED_FROM.resident : JUDGED_FROM.other;
  return numberOf(one).length < from ? null : idFault(one.idType, numberOf(one), today);
}

export const identityDraft = (customer: string, one: Identity): Draft => ({
  command: 'customer.update_key',
  payload: {
    customer,
    name: one.name.trim(),
    id_type: one.idType,
    id_no: numberOf(one),
    id_valid_to: one.validTo === '' ? null : one.validTo,
    id_seen: one.seen,
    reason: one.reason ?? 'corrected',
  },
});
