import type { Instant } from '../kernel/dates.ts';
import { isGranted } from '../rules/consent.ts';
import { consent, consentAct, consentActId, consentId, CONSENT_PURPOSES } from '../tables/account-opening.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import type { Book } from './book.ts';
import { placeOf } from './customer-copies.ts';
import type { Facts } from './define.ts';

/**
 * What a person agreed to counts in every branch that knows them. Each branch keeps the last grant and the last
 * withdrawal and decides by their times, so the order of arrival never matters.
 */

export type ConsentAct = RowOf<typeof consentAct>;
type Consent = RowOf<typeof consent>;
type Purpose = ConsentAct['purpose'];

export const consentReads = (customer: string, purpose: Purpose): RowKey[] => [
  keyOf(consent, consentId(customer, purpose)),
  keyOf(consentAct, consentActId(customer, purpose, true)),
  keyOf(consentAct, consentActId(customer, purpose, false)),
];

const newest = (a: Instant | null, b: Instant | undefined): Instant | null =>
  b === undefined ? a : a === null ? b : Math.max(a, b);

/** Keeps an act and says what stands now. Of two at the same instant the same one stands everywhere. */
export function noteConsent(book: Book, act: ConsentAct): Consent {
  const { customer, purpose } = act;
  const known = book.get(consentAct, consentActId(customer, purpose, act.granted));
  const later = known === null || act.at > known.at || (act.at === known.at && act.entry > known.entry);
  if (later) book.put(consentAct, consentActId(customer, purpose, act.granted), act);
  const id = consentId(customer, purpose);
  const before = book.get(consent, id);
  const grant = book.get(consentAct, consentActId(customer, purpose, true));
  const withdrawal = book.get(consentAct, consentActId(customer, purpose, false));
  const at = newest(before?.at ?? null, grant?.at);
  const withdrawn = newest(before?.withdrawn_at ?? null, withdrawal?.at);
  const granted = isGranted(at, withdrawn);
  // What decides is what shows its papers.
  const papers = (granted ? grant : withdrawal) ?? before ?? act;
  const row: Consent = {
    customer,
    purpose,
    basis: purpose === 'service' ? 'contract' : 'consent',
    granted,
    at,
    withdrawn_at: withdrawn,
    channel: papers.channel,
    voucher_no: papers.voucher_no,
    text_version: papers.text_version,
    maker: papers.maker,
  };
  book.put(consent, id, row);
  return row;
}

/** Tells the branches that know this person. `from`: the branch it came from, which needs no telling. */
export function tellConsent(book: Book, facts: Facts, act: ConsentAct, from: string | null): void {
  if (facts.hub === null) return;
  const place = placeOf(book, act.customer, facts.branch);
  const told = { ...act, from_branch: facts.branch };
  if (place.role === 'master')
    for (const { branch } of place.copies) if (branch !== from) book.send(branch, 'customer.consent_told', told);
  if (place.role === 'copy' && from === null) book.send(place.master_branch, 'customer.consent_told', told);
}

/** Keys of every act a new copy is told of. */
export const everyConsent = (customer: string): RowKey[] =>
  CONSENT_PURPOSES.flatMap((purpose) =>
    [true, false].map((granted) => keyOf(consentAct, consentActId(customer, purpose, granted))),
  );

/** A branch that gets a copy learns what the person agreed to. */
export function tellConsents(book: Book, facts: Facts, of: { customer: string; branch: string }): void {
  for (const { id } of everyConsent(of.customer)) {
    const act = book.get(consentAct, id);
    if (act !== null) book.send(of.branch, 'customer.consent_told', { ...act, from_branch: facts.branch });
  }
}
