import { isAmount } from '../../kernel/money.ts';
import { idFault, needsGuardian } from '../../rules/id-number.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, flag, id, list, opt, text } from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { DENOMINATION_FIELDS } from '../../tables/till.ts';
import { voucherStock } from '../../tables/voucher.ts';
import { openBook, type Book } from '../book.ts';
import { cashReads, openAccount, recordEntry } from '../booking.ts';
import { settleCash, type CounterEntry } from '../cash.ts';
import { dual } from '../checks.ts';
import { consentReads } from '../consents.ts';
import { placeReads } from '../customer-copies.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { demandOn, hasClassOne, holderReads, noteHolder, noteService, OPENING, rateReads } from '../opening.ts';
import {
  checkCount,
  checkCustomer,
  checkHousehold,
  checkIdentity,
  checkOwnTill,
  checkSelfDealing,
  checkSheet,
  checkVoucher,
  inOrder,
} from '../money-checks.ts';
import { configReads } from '../payout-limits.ts';
import { posted } from '../posted.ts';
import { dealReads } from '../structuring.ts';
import { rangesOf, stockId } from '../voucher-stock.ts';
import { pieceReads, takeNumber } from '../vouchers.ts';

/**
 * Opens a demand account (domain 4.5 B). Online a request: identity checked, first deposit, the next passbook of the
 * till handed out. Offline an application (预受理): no money, no passbook; the centre gives it a number and keeps it
 * pending until it is opened online by naming it, or cancelled.
 */

const payload = {
  customer: id(),
  /** The pending account this completes. */
  application: opt(id()),
  account_class: code('I', 'II'),
  passbook_no: opt(digits(1, 15)),
  withdraw_rule: account.fields.withdraw_rule,
  /** First deposit; 0 with an application. */
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** What the online identity check (联网核查) said. */
  id_check: code('passed', 'failed', 'not_done'),
  /** Version of the service text the customer agreed to. */
  service_text: opt(text(20)),
  /** Who stands for a person under 16. */
  guardian_name: opt(text(50)),
  guardian_id_no: opt(text(20)),
  signature_hash: opt(bytes(32)),
  /** Why the clerk serves a member of their own household. */
  household_reason: opt(text(100)),
};
type OpenInput = Input<typeof payload>;

const CONFIG = ['cash.large_report_fen', 'dup.window_s', 'offline.deposit.txn_fen'] as const;

const isApplication = ({ facts }: OpenInput): boolean => facts.basis === 'application';
const accountId = ({ payload: p, facts }: OpenInput): string => p.application ?? facts.rowId;
const personOf = ({ payload: p, rows }: OpenInput) => rows.get(customer, p.customer);
const piece = (p: OpenInput['payload']) => ({
  voucher_type: 'passbook' as const,
  number: p.passbook_no ?? '',
  till: p.till,
});

function entryOf(input: OpenInput): CounterEntry {
  const { payload: p, facts } = input;
  return {
    kind: OPENING,
    channel: 'counter',
    direction: 'in',
    fen: p.fen,
    account: accountId(input),
    accountNo: null,
    customer: p.customer,
    card: null,
    till: p.till,
    voucherNo: p.voucher_no,
    replaces: facts.replaces,
  };
}

/** An application moves nothing; an opening begins with at least what the product asks for. */
function checkMoney(
  input: OpenInput,
): Refusal<'FIELD_FORMAT' | 'PRODUCT_NOT_VALID' | 'AMOUNT_INVALID' | 'BELOW_MINIMUM'> | null {
  const { payload: p, rows, facts } = input;
  const sold = demandOn(rows, facts.businessDate);
  if (sold === null) return { code: 'PRODUCT_NOT_VALID', detail: {} };
  if (isApplication(input)) return p.fen === 0 ? null : { code: 'FIELD_FORMAT', detail: { field: 'fen' } };
  if (p.fen < sold.minFen) return { code: 'BELOW_MINIMUM', detail: { min_fen: sold.minFen } };
  return isAmount(p.fen) ? null : { code: 'AMOUNT_INVALID', detail: { fen: p.fen } };
}

function checkPerson(input: OpenInput): Refusal<'CUSTOMER_STATUS' | 'ID_CHECK_FAILED' | 'MINOR_NO_GUARDIAN'> | null {
  const { payload: p, facts } = input;
  const person = personOf(input);
  if (person === null) return { code: 'CUSTOMER_STATUS', detail: { status: 'unknown' } };
  const checked = p.id_check === 'passed' || (isApplication(input) && p.id_check === 'not_done');
  if (!checked) return { code: 'ID_CHECK_FAILED', detail: {} };
  if (!needsGuardian(person.birth_date, facts.businessDate)) return null;
  const named =
    (p.guardian_name ?? '').trim() !== '' &&
    p.guardian_id_no !== null &&
    idFault('01', p.guardian_id_no, facts.businessDate) === null;
  return named ? null : { code: 'MINOR_NO_GUARDIAN', detail: {} };
}

/** The application it completes is this person's and still open. */
function checkApplication({ payload: p, rows }: OpenInput): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  if (p.application === null) return null;
  const row = rows.get(account, p.application);
  if (row === null || row.customer !== p.customer) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  return row.status === 'pending' ? null : { code: 'ACCOUNT_STATUS', detail: { status: row.status } };
}

const checkClass = ({ payload: p, rows }: OpenInput): Refusal<'CLASS_I_EXISTS'> | null =>
  p.account_class === 'I' && hasClassOne(rows, p.customer, p.application)
    ? { code: 'CLASS_I_EXISTS', detail: {} }
    : null;

/** 20: the lowest passbook in hand and no other; an application hands out none. */
function checkPassbook(input: OpenInput): Refusal<'VOUCHER_OUT'> | null {
  const { payload: p, rows } = input;
  if (isApplication(input)) return p.passbook_no === null ? null : { code: 'VOUCHER_OUT', detail: {} };
  return checkVoucher(rangesOf(rows, 'passbook', p.till), p.passbook_no);
}

function newAccount(input: OpenInput, status: 'active' | 'pending'): RowOf<typeof account> {
  const { payload: p, facts, rows } = input;
  const pending = rows.get(account, accountId(input));
  return {
    account_no: pending?.account_no ?? facts.hub?.numbers['account'] ?? '',
    customer: p.customer,
    home_outlet: facts.branch,
    kind: 'demand',
    account_class: p.account_class,
    medium: 'passbook',
    passbook_no: p.passbook_no,
    product: 'demand',
    rate_ppm: demandOn(rows, facts.businessDate)?.ratePpm ?? 0,
    opened_on: facts.businessDate,
    closed_on: null,
    ledger_fen: 0,
    hold_fen: 0,
    frozen_fen: 0,
    pending_in_fen: 0,
    pending_out_fen: 0,
    overdraft_line_fen: 0,
    withdraw_rule: p.withdraw_rule,
    status,
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
    frozen_at: null,
    frozen_until: null,
    stop_pay_at: null,
    stop_pay_until: null,
    closed_at: null,
    offline_block: false,
    statement_cycle: null,
    balance_as_of: facts.capturedAt,
  };
}

/** The application is noted; at the centre it gets its account, pending. */
function applied(input: OpenInput, book: Book): Applied {
  const { payload: p, facts } = input;
  const atHub = facts.hub !== null;
  if (atHub) putAccount(input, book, 'pending');
  const entry = { ...entryOf(input), direction: 'none', till: null, account: atHub ? accountId(input) : null } as const;
  const none = { accountFen: 0, suspenseLedger: null, suspenseFen: 0 };
  recordEntry(book, facts, { ...entry, fen: p.fen, status: atHub ? 'posted' : 'captured', counts: false }, none);
  return posted(book);
}

function putAccount(input: OpenInput, book: Book, status: 'active' | 'pending'): void {
  const { payload: p, facts } = input;
  openAccount(book, accountId(input), newAccount(input, status));
  noteHolder(book, p.customer, { account: accountId(input), account_class: p.account_class });
  if (p.service_text !== null)
    noteService(book, facts, { customer: p.customer, text: p.service_text, voucherNo: p.voucher_no });
}

function apply(input: OpenInput): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  if (isApplication(input)) return applied(input, book);
  if (facts.hub === null) return settleCash(input, entryOf(input));
  putAccount(input, book, 'active');
  takeNumber(book, facts, { ...piece(p), status: 'issued', reason: accountId(input) });
  return settleCash(input, entryOf(input), { book, replaced: 'first' });
}

export const openDemand = defineCommand({
  name: OPENING,
  version: 1,
  payload,
  offline: 'P',
  bases: ['request', 'application'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  reversible: true,
  receipt: 'C3',
  numbers: ['account'],
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'CUSTOMER_STATUS',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ID_CHECK_FAILED',
    'MINOR_NO_GUARDIAN',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'CLASS_I_EXISTS',
    'PRODUCT_NOT_VALID',
    'BELOW_MINIMUM',
    'DENOM_MISMATCH',
    'VOUCHER_OUT',
    'CONSENT_MISSING',
    'SELF_DEALING',
  ],
  sigma: (p) => ({ direction: p.fen === 0 ? 'none' : 'in', fen: p.fen }),
  reads: (input) => {
    const { payload: p, rows, facts } = input;
    return [
      keyOf(customer, p.customer),
      ...holderReads(rows, p.customer),
      ...rateReads(),
      keyOf(voucherStock, stockId('passbook', p.till)),
      ...(p.passbook_no === null ? [] : pieceReads(piece(p))),
      ...cashReads(entryOf(input), facts),
      ...dealReads(p.customer),
      ...consentReads(p.customer, 'service'),
      ...placeReads(p.customer),
      ...configReads(CONFIG),
      ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
    ];
  },
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkMoney(input),
      () => checkCustomer(personOf(input), false),
      () => checkIdentity(personOf(input), facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkPerson(input),
      () => checkApplication(input),
      () => checkClass(input),
      () => checkCount(p.denominations, p.fen),
      () => checkPassbook(input),
    ]);
  },
  admitLast: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder<'CONSENT_MISSING' | 'SELF_DEALING'>([
      () => ((p.service_text ?? '') === '' ? { code: 'CONSENT_MISSING', detail: { purpose: 'service' } } : null),
      () => checkSelfDealing(rows, facts, personOf(input)),
      () => checkHousehold(rows, facts, personOf(input), p.household_reason),
    ]);
  },
  apply,
});
