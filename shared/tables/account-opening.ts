import { account } from './account.ts';
import { defineTable } from './define.ts';
import { bytes, code, digits, flag, id, instant, list, opt, text } from './fields.ts';

/** The accounts a person holds at this outlet. Row id = customer id. */
export const customerAccounts = defineTable({
  name: 'customer_accounts',
  kind: 103,
  scope: 'outlet',
  fields: { accounts: list({ account: id(), account_class: account.fields.account_class }, 200) },
});

/** What a customer may be asked to agree to (domain 3.4, PIPL), in the order of the page. */
export const CONSENT_PURPOSES = [
  'service',
  'marketing_sms',
  'marketing_call',
  'profiling',
  'share_partner',
  'biometrics',
] as const;

/** What a customer agreed to, or took back. Row id = `customer/purpose`; the latest word stands, a withdrawal first. */
export const consent = defineTable({
  name: 'consent',
  kind: 104,
  scope: 'outlet',
  fields: {
    customer: id(),
    purpose: code(...CONSENT_PURPOSES),
    basis: code('contract', 'consent', 'law'),
    granted: flag(),
    /** When it was granted last. */
    at: opt(instant()),
    withdrawn_at: opt(instant()),
    channel: code('counter', 'call', 'online'),
    /** Number of the voucher the customer signed. */
    voucher_no: opt(text(30)),
    /** Version of the text the customer was shown. */
    text_version: text(20),
    maker: opt(digits(11)),
  },
});

export const consentId = (customer: string, purpose: (typeof CONSENT_PURPOSES)[number]): string =>
  `${customer}/${purpose}`;

/**
 * The last grant and the last withdrawal of a purpose, each with what proves it: which text, which voucher or recording,
 * who stood for a child. Row id = `customer/purpose/granted` or `customer/purpose/withdrawn`.
 */
export const consentAct = defineTable({
  name: 'consent_act',
  kind: 111,
  scope: 'outlet',
  fields: {
    customer: id(),
    purpose: consent.fields.purpose,
    granted: flag(),
    at: instant(),
    text_version: text(20),
    channel: code('counter', 'call', 'online'),
    voucher_no: opt(text(30)),
    /** Reference of a recorded call. */
    recording: opt(text(60)),
    /** SHA-256 of the signature's picture, which stays on the tablet. */
    signature_hash: opt(bytes(32)),
    guardian_name: opt(text(50)),
    maker: opt(digits(11)),
    entry: id(),
  },
});

export const consentActId = (customer: string, purpose: (typeof CONSENT_PURPOSES)[number], granted: boolean): string =>
  `${consentId(customer, purpose)}/${granted ? 'granted' : 'withdrawn'}`;
