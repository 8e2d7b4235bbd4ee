import { ok } from '../../kernel/result.ts';
import { CONSENT_TEXTS } from '../../rules/consent.ts';
import { idFault, isChild } from '../../rules/id-number.ts';
import { consent, consentAct, consentId, customerAccounts } from '../../tables/account-opening.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { bytes, digits, flag, id, opt, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { consentReads, noteConsent, tellConsent, type ConsentAct } from '../consents.ts';
import { placeReads } from '../customer-copies.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { isClosed } from '../judge.ts';
import { checkCustomer, inOrder } from '../money-checks.ts';
import { holderReads } from '../opening.ts';
import { posted } from '../posted.ts';

/**
 * 同意、撤回 (domain 3.4, 4.5 F): one purpose at a time, with the text the customer was shown and what proves it. It
 * counts on this tablet at once, offline too. A withdrawal wins over any grant captured before it or with it.
 */

const payload = {
  customer: id(),
  purpose: consent.fields.purpose,
  granted: flag(),
  text_version: text(20),
  voucher_no: digits(22),
  recording: opt(text(60)),
  signature_hash: opt(bytes(32)),
  /** Who agrees for a child under 14. */
  guardian_name: opt(text(50)),
  guardian_id_no: opt(text(20)),
};
type ConsentInput = Input<typeof payload>;

export const CONSENT = 'customer.consent';

const personOf = ({ payload: p, rows }: ConsentInput) => rows.get(customer, p.customer);

function checkText({ payload: p }: ConsentInput): Refusal<'TEXT_VERSION_OLD'> | null {
  const version = CONSENT_TEXTS[p.purpose];
  return !p.granted || p.text_version === version ? null : { code: 'TEXT_VERSION_OLD', detail: { version } };
}

function checkChild(input: ConsentInput): Refusal<'MINOR_NO_GUARDIAN'> | null {
  const { payload: p, facts } = input;
  const person = personOf(input);
  if (!p.granted || person === null || !isChild(person.birth_date, facts.businessDate)) return null;
  const named =
    (p.guardian_name ?? '').trim() !== '' &&
    p.guardian_id_no !== null &&
    idFault('01', p.guardian_id_no, facts.businessDate) === null;
  return named ? null : { code: 'MINOR_NO_GUARDIAN', detail: {} };
}

/** What the contract needs stays while there is a contract. */
function checkService({ payload: p, rows }: ConsentInput): Refusal<'CONSENT_IN_USE'> | null {
  if (p.granted || p.purpose !== 'service') return null;
  const held = rows.get(customerAccounts, p.customer)?.accounts ?? [];
  const open = held.some((one) => {
    const row = rows.get(account, one.account);
    return row !== null && (!isClosed(row) || row.status === 'pending');
  });
  return open ? { code: 'CONSENT_IN_USE', detail: {} } : null;
}

function checkNews({ payload: p, rows }: ConsentInput): Refusal<'NOTHING_TO_CHANGE'> | null {
  const row = rows.get(consent, consentId(p.customer, p.purpose));
  const same =
    row === null ? !p.granted : row.granted === p.granted && (!p.granted || row.text_version === p.text_version);
  return same ? { code: 'NOTHING_TO_CHANGE', detail: {} } : null;
}

const actOf = ({ payload: p, facts }: ConsentInput): ConsentAct => ({
  customer: p.customer,
  purpose: p.purpose,
  granted: p.granted,
  at: facts.capturedAt,
  text_version: p.text_version,
  channel: facts.door === 'office' ? 'call' : 'counter',
  voucher_no: p.voucher_no,
  recording: p.recording,
  signature_hash: p.signature_hash,
  guardian_name: p.guardian_name,
  maker: facts.maker,
  entry: facts.rowId,
});

export const giveConsent = defineCommand({
  name: CONSENT,
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal', 'office'],
  roles: ['teller', 'chief_teller', 'outlet_manager', 'account_manager', 'field_officer', 'lobby_manager', 'agent'],
  receipt: 'C4',
  rejections: [
    'CUSTOMER_STATUS',
    'ORIGINAL_UNKNOWN',
    'TEXT_VERSION_OLD',
    'MINOR_NO_GUARDIAN',
    'CONSENT_IN_USE',
    'NOTHING_TO_CHANGE',
  ],
  reads: ({ payload: p, rows }) => [
    ...placeReads(p.customer),
    ...consentReads(p.customer, p.purpose),
    ...holderReads(rows, p.customer),
  ],
  admit: (input) =>
    inOrder([
      () => (personOf(input) === null ? { code: 'ORIGINAL_UNKNOWN' as const, detail: {} } : null),
      () => checkCustomer(personOf(input), true),
      () => checkText(input),
      () => checkChild(input),
      () => checkService(input),
      () => checkNews(input),
    ]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    if (personOf(input) === null) return { verdict: 'rejected', code: 'ORIGINAL_UNKNOWN', split: null, changes: [] };
    const book = openBook(rows);
    const act = actOf(input);
    noteConsent(book, act);
    tellConsent(book, facts, act, null);
    const entry = {
      kind: CONSENT,
      channel: act.channel,
      direction: 'none',
      fen: 0,
      account: null,
      accountNo: null,
      customer: p.customer,
      card: null,
      till: null,
      voucherNo: p.voucher_no,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: `${p.purpose}=${p.granted ? 'granted' : 'withdrawn'}`,
      counts: false,
    } as const;
    recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: null, suspenseFen: 0 });
    return posted(book);
  },
});

/** What another branch of this person was told. The master's branch passes it on. */
export const consentTold = defineCommand({
  name: 'customer.consent_told',
  version: 1,
  payload: { ...consentAct.fields, from_branch: digits(2, 8) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [...placeReads(p.customer), ...consentReads(p.customer, p.purpose)],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const { from_branch: from, ...act } = p;
    noteConsent(book, act);
    tellConsent(book, facts, act, from);
    return posted(book);
  },
});
