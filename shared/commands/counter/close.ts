import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { CLOSING_REASONS } from '../../tables/account-closing.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import { bytes, code, digits, fen, flag, id, list, opt, text } from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { DENOMINATION_FIELDS } from '../../tables/till.ts';
import { openBook, type Book } from '../book.ts';
import { cashReads } from '../booking.ts';
import { settleCash, type CounterEntry } from '../cash.ts';
import { dual } from '../checks.ts';
import { checkClosing, CLOSE, closingReads, creditClosing, shut } from '../closing.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { cashGivenBack, mirrorReads, replaceRequest, takesRequestsPlace } from '../mirror.ts';
import {
  checkCount,
  checkCustomer,
  checkHousehold,
  checkIdentity,
  checkOwnTill,
  checkSelfDealing,
  checkSheet,
  checkTillCash,
  inOrder,
} from '../money-checks.ts';
import { configReads, PAYOUT_CONFIG, valueOf } from '../payout-limits.ts';
import { dealReads } from '../structuring.ts';

/**
 * Closes a demand account at the counter (清户, domain 4.5 B, 7.11): interest to the day before, all of the money in
 * cash, the passbook cut. Online a request, the chief teller approves. An advice only takes the place of a request
 * whose cash is out: where the closing still fits the account it is closed, else the cash is a payout like another.
 */

const payload = {
  account: id(),
  /** All that is paid in cash: balance and interest. */
  fen: fen(),
  interest_fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  reason: code(...CLOSING_REASONS),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** The passbook was handed in and cut. */
  medium_cut: flag(),
  signature_hash: opt(bytes(32)),
  /** Number of the booking made the day before, for more than `cash.reserve_fen`. */
  reservation_no: opt(text(30)),
  /** Why the clerk serves a member of their own household. */
  household_reason: opt(text(100)),
};
type CloseInput = Input<typeof payload>;

const CONFIG = [
  'cash.large_report_fen',
  'cash.reserve_fen',
  'dup.window_s',
  'lost.oral_days',
  ...PAYOUT_CONFIG,
] as const;

const REJECTIONS = [
  'NO_TILL',
  'FIELD_FORMAT',
  'AMOUNT_INVALID',
  'OFFLINE_NOT_ALLOWED',
  'CUSTOMER_STATUS',
  'ID_REQUIRED',
  'ID_MISMATCH',
  'ID_EXPIRED',
  'MEDIUM_MISMATCH',
  'ACCOUNT_NOT_FOUND',
  'ACCOUNT_STATUS',
  'HAS_CARD',
  'HAS_AUTOPAY',
  'HAS_HOLD',
  'HAS_FREEZE',
  'INTEREST_UNKNOWN',
  'CLOSING_CHANGED',
  'RESERVATION_REQUIRED',
  'TILL_CASH_SHORT',
  'DENOM_MISMATCH',
  'SELF_DEALING',
] as const;
type Codes = (typeof REJECTIONS)[number];

const rowOf = ({ payload: p, rows }: CloseInput): RowOf<typeof account> | null => rows.get(account, p.account);

const personOf = (input: CloseInput) => {
  const row = rowOf(input);
  return row === null ? null : input.rows.get(customer, row.customer);
};

function parts(input: CloseInput): CounterEntry {
  const { payload: p, facts } = input;
  const row = rowOf(input);
  return {
    kind: CLOSE,
    channel: 'counter',
    direction: 'out',
    fen: p.fen,
    account: row === null ? null : p.account,
    accountNo: row?.account_no ?? null,
    customer: row?.customer ?? null,
    card: null,
    till: p.till,
    voucherNo: p.voucher_no,
    replaces: facts.replaces,
  };
}

const partOf = ({ payload: p }: CloseInput) => ({ account: p.account, fen: p.fen, interestFen: p.interest_fen });

const inItsPlace = ({ rows, facts }: CloseInput): boolean => takesRequestsPlace(rows, facts, CLOSE);

/** A closing is asked of the centre; without a line there is none, unless its cash is out already. */
function checkBasis(input: CloseInput): Refusal<'OFFLINE_NOT_ALLOWED'> | null {
  return input.facts.basis === 'request' || inItsPlace(input) ? null : { code: 'OFFLINE_NOT_ALLOWED', detail: {} };
}

/** Nothing is the sum of an empty account; more than the largest amount is not cash. */
const checkSum = (sum: number): Refusal<'AMOUNT_INVALID'> | null =>
  sum >= 0 && sum <= 9_999_999_999 ? null : { code: 'AMOUNT_INVALID', detail: { fen: sum } };

/** The passbook stays here, or somebody could still show it. */
const checkMedium = (input: CloseInput): Refusal<'MEDIUM_MISMATCH'> | null =>
  rowOf(input)?.medium === 'card' || input.payload.medium_cut ? null : { code: 'MEDIUM_MISMATCH', detail: {} };

function checkReservation({ payload: p, rows, facts }: CloseInput): Refusal<'RESERVATION_REQUIRED'> | null {
  const line = valueOf(rows, 'cash.reserve_fen', facts);
  const booked = (p.reservation_no ?? '').trim() !== '';
  return p.fen > line && !booked ? { code: 'RESERVATION_REQUIRED', detail: { limit_fen: line } } : null;
}

/** Interest, payout and the end of the account, in a book of this command. */
function close(input: CloseInput, book: Book, replaced: 'first' | 'again'): Applied {
  const { payload: p, facts } = input;
  creditClosing(book, facts, { account: p.account, fen: p.interest_fen });
  // The centre has found the closing lawful: no limit of offline payouts is left to judge.
  const settled = settleCash({ ...input, facts: { ...facts, offline: false } }, parts(input), { book, replaced });
  if (settled.split !== null) return settled;
  shut(book, facts, { account: p.account, interestFen: p.interest_fen, reason: p.reason });
  return { ...settled, changes: book.changes() };
}

function apply(input: CloseInput): Applied {
  const { facts, rows } = input;
  if (facts.hub === null && facts.basis === 'request') return settleCash(input, parts(input));
  const book = openBook(rows);
  const replaced = replaceRequest(book, facts);
  const recorded = facts.hub?.recorded ?? null;
  const fits =
    recorded === null
      ? replaced === 'first' && checkClosing(book, facts, partOf(input)) === null
      : recorded.split === null && rowOf(input) !== null;
  if (fits) return close(input, book, replaced);
  return settleCash({ ...input, facts: { ...facts, offline: true } }, parts(input), { book, replaced });
}

export const closeAccount = defineCommand({
  name: CLOSE,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  reversible: true,
  receipt: 'C3',
  rejections: REJECTIONS,
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  reads: (input) => {
    const { payload: p, rows, facts } = input;
    const entry = parts(input);
    return [
      ...closingReads(rows, p.account, facts),
      ...cashReads(entry, facts),
      ...dealReads(entry.customer),
      ...(entry.customer === null ? [] : [keyOf(customer, entry.customer)]),
      ...(facts.leaseId === null ? [] : [keyOf(lease, facts.leaseId)]),
      ...configReads(CONFIG),
      ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
      ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
    ];
  },
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const out = p.fen - cashGivenBack(rows, facts, p.till);
    const cash = [() => checkTillCash(rows, p.till, out), () => checkCount(p.denominations, p.fen)];
    const form = [
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkSum(p.fen),
      () => checkBasis(input),
    ];
    // The cash is out: what can still be put right are the figures, not the payment.
    if (inItsPlace(input)) return inOrder<Codes>([...form, ...cash]);
    return inOrder<Codes>([
      ...form,
      () => checkCustomer(personOf(input), false),
      () => checkIdentity(personOf(input), facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkMedium(input),
      () => checkClosing(rows, facts, partOf(input)),
      () => checkReservation(input),
      ...cash,
    ]);
  },
  admitLast: (input) => {
    const { payload: p, rows, facts } = input;
    if (inItsPlace(input)) return ok(null);
    return inOrder([
      () => checkSelfDealing(rows, facts, personOf(input)),
      () => checkHousehold(rows, facts, personOf(input), p.household_reason),
    ]);
  },
  apply,
});
