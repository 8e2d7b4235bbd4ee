import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import {
  bytes,
  code,
  digits,
  fen,
  flag,
  id,
  list,
  opt,
  text,
  recordFromCbor,
  type RecordOf,
} from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { DENOMINATION_FIELDS } from '../../tables/till.ts';
import { accountReads, cashReads, findAccount } from '../booking.ts';
import { settleCash, type CounterEntry } from '../cash.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { cashGivenBack, mirrorReads, takesRequestsPlace } from '../mirror.ts';
import {
  checkAmount,
  checkCard,
  checkCount,
  checkCustomer,
  checkDuplicate,
  checkFunds,
  checkHotList,
  checkHousehold,
  checkIdentity,
  checkLease,
  checkOfflineClass,
  checkOwnTill,
  checkPayoutAccount,
  checkPayoutLimits,
  checkSelfDealing,
  checkSheet,
  checkTillCash,
  hotReads,
  inOrder,
} from '../money-checks.ts';
import { dealReads } from '../structuring.ts';
import { configReads, PAYOUT_CONFIG, valueOf } from '../payout-limits.ts';

/**
 * Cash withdrawal (domain 4.5 B, 4.4). Online it is a request: cash is paid only after the posted verdict. Offline it
 * is an advice within lease, ladder and limits, with the holder, the paper and the medium in front of the clerk. An
 * advice in the place of a request says that the cash is out: no limit refuses it, the hub judges it as paid offline.
 */

const payload = {
  account: opt(id()),
  account_no: digits(15),
  card: opt(id()),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  holder_present: flag(),
  id_seen: flag(),
  id_last4: opt(text(4)),
  medium_seen: flag(),
  signature_hash: opt(bytes(32)),
  /** What a certified PIN pad said. Offline it is never used; without a pad the identity paper stands in for it. */
  pin_result: code('verified', 'failed', 'not_used'),
  /** Number of the booking made the day before, for more than `cash.reserve_fen`. */
  reservation_no: opt(text(30)),
  purpose: opt(text(40)),
  duplicate_reason: opt(text(100)),
  /** Why the clerk serves a member of their own household. */
  household_reason: opt(text(100)),
};
type WithdrawInput = Input<typeof payload>;
type P = RecordOf<typeof payload>;

const CONFIG = [
  'auth.withdraw.chief_fen',
  'auth.withdraw.manager_fen',
  'auth.offline.withdraw.chief_fen',
  'cash.cdd_fen',
  'cash.reserve_fen',
  'cash.large_report_fen',
  'dup.window_s',
  'lost.oral_days',
  ...PAYOUT_CONFIG,
] as const;

function parts({ payload: p, rows, facts }: WithdrawInput): CounterEntry {
  const found = findAccount(rows, p);
  const row = found === null ? null : rows.get(account, found);
  return {
    kind: 'counter.withdraw',
    channel: 'counter',
    direction: 'out',
    fen: p.fen,
    account: found,
    accountNo: p.account_no,
    customer: row?.customer ?? null,
    card: p.card,
    till: p.till,
    voucherNo: p.voucher_no,
    replaces: facts.replaces,
  };
}

/** Offline needs holder, medium and signature (domain 4.4); PINs are neither asked nor kept there. */
function checkEvidence(
  p: P,
  input: WithdrawInput,
): Refusal<'AGENT_NOT_ALLOWED' | 'MEDIUM_MISMATCH' | 'FIELD_REQUIRED'> | null {
  if (!input.facts.offline) return null;
  if (p.signature_hash === null) return { code: 'FIELD_REQUIRED', detail: { field: 'signature_hash' } };
  if (!p.holder_present) return { code: 'AGENT_NOT_ALLOWED', detail: {} };
  return p.medium_seen ? null : { code: 'MEDIUM_MISMATCH', detail: {} };
}

/** No verdict of the centre stood behind a payout that took a request's place: the offline rules count, line or no line. */
const asPaid = (input: WithdrawInput): WithdrawInput =>
  input.facts.replaces === null || input.facts.basis !== 'advice'
    ? input
    : { ...input, facts: { ...input.facts, offline: true } };

function checkPin(
  p: P,
  input: WithdrawInput,
  row: RowOf<typeof account> | null,
): Refusal<'PIN_BAD' | 'PIN_PAD_ABSENT'> | null {
  if (input.facts.offline || row === null) return null;
  if (p.pin_result === 'failed') return { code: 'PIN_BAD', detail: {} };
  const byPin = row.withdraw_rule === 'pin' || row.withdraw_rule === 'pin_and_id';
  return byPin && p.pin_result === 'not_used' && !(p.holder_present && p.id_seen)
    ? { code: 'PIN_PAD_ABSENT', detail: {} }
    : null;
}

function checkReservation(p: P, input: WithdrawInput): Refusal<'RESERVATION_REQUIRED'> | null {
  const line = valueOf(input.rows, 'cash.reserve_fen', input.facts);
  return p.fen > line && (p.reservation_no ?? '') === ''
    ? { code: 'RESERVATION_REQUIRED', detail: { limit_fen: line } }
    : null;
}

function needsId(p: P, input: WithdrawInput, row: RowOf<typeof account> | null): boolean {
  if (input.facts.offline || p.fen >= valueOf(input.rows, 'cash.cdd_fen', input.facts)) return true;
  return row?.withdraw_rule === 'id' || row?.withdraw_rule === 'pin_and_id';
}

/** Chief teller at >= 50,000 yuan (offline 1,000), manager at >= 200,000. */
function approver(input: WithdrawInput): 'chief_teller' | 'outlet_manager' | null {
  const { payload: p, rows, facts } = input;
  if (p.fen >= valueOf(rows, 'auth.withdraw.manager_fen', facts)) return 'outlet_manager';
  const chief = valueOf(rows, facts.offline ? 'auth.offline.withdraw.chief_fen' : 'auth.withdraw.chief_fen', facts);
  return p.fen >= chief ? 'chief_teller' : null;
}

/** What can still be put right at the counter when the cash is already out: the figures, not the payment. */
function admitPaid({ payload: p, rows, facts }: WithdrawInput) {
  return inOrder([
    () => checkOwnTill(rows, facts, p.till),
    () => checkSheet(p.denominations),
    () => checkAmount(p.fen),
    () => checkTillCash(rows, p.till, p.fen - cashGivenBack(rows, facts, p.till)),
    () => checkCount(p.denominations, p.fen),
  ]);
}

export const withdraw = defineCommand({
  name: 'counter.withdraw',
  version: 2,
  payload,
  upgrade: { 1: (old) => (Array.isArray(old) ? recordFromCbor(payload, [...old, null]) : undefined) },
  offline: 'L',
  bases: ['request', 'advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  reversible: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_REQUIRED',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'AGENT_NOT_ALLOWED',
    'MEDIUM_MISMATCH',
    'PIN_BAD',
    'PIN_PAD_ABSENT',
    'CUSTOMER_STATUS',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'CARD_STATE',
    'HOT_LISTED',
    'OFFLINE_NOT_ALLOWED',
    'RISK_HIGH_OFFLINE',
    'LEASE_EXPIRED',
    'REPLICA_STALE',
    'INSUFFICIENT_FUNDS',
    'RESERVATION_REQUIRED',
    'OFFLINE_LIMIT_TXN',
    'OFFLINE_LIMIT_ACCOUNT',
    'OFFLINE_LIMIT_TILL',
    'OFFLINE_LIMIT_OUTLET',
    'TILL_CASH_SHORT',
    'DENOM_MISMATCH',
    'SELF_DEALING',
    'DUPLICATE_WARN',
  ],
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  reads: (input) => {
    const entry = parts(input);
    const { payload: p, rows, facts } = input;
    return [
      ...accountReads(rows, p),
      ...(p.card === null ? [] : [keyOf(card, p.card)]),
      ...hotReads(rows, entry),
      ...(facts.leaseId === null ? [] : [keyOf(lease, facts.leaseId)]),
      ...cashReads(entry, facts),
      ...dealReads(entry.customer),
      ...(entry.customer === null ? [] : [keyOf(customer, entry.customer)]),
      ...configReads(CONFIG),
      ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
      ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
    ];
  },
  checker: (input) => dual(approver(asPaid(input)), input),
  admit: (input) => {
    if (takesRequestsPlace(input.rows, input.facts, 'counter.withdraw')) return admitPaid(input);
    const { payload: p, rows, facts } = asPaid(input);
    const entry = parts(input);
    const row = entry.account === null ? null : rows.get(account, entry.account);
    const person = entry.customer === null ? null : rows.get(customer, entry.customer);
    const oralDays = valueOf(rows, 'lost.oral_days', facts);
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkEvidence(p, input),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkCustomer(person, false),
      () => checkIdentity(person, facts, { required: needsId(p, input, row), idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkPin(p, input, row),
      () => checkPayoutAccount(row, facts, oralDays),
      () => checkCard(rows, facts, p.card, oralDays),
      () =>
        row === null || entry.account === null
          ? null
          : checkHotList(rows, facts, { account: entry.account, row, card: p.card }),
      () => (row === null ? null : checkOfflineClass(row, person, facts)),
      () => checkLease(rows, facts),
      () => (row === null ? null : checkFunds(row, facts, p.fen)),
      () => checkReservation(p, input),
      () =>
        entry.account === null
          ? null
          : checkPayoutLimits(rows, facts, { account: entry.account, till: p.till, fen: p.fen }),
      () => checkTillCash(rows, p.till, p.fen),
      () => checkCount(p.denominations, p.fen),
    ]);
  },
  admitLast: (input) => {
    const { payload: p, rows, facts } = input;
    if (takesRequestsPlace(rows, facts, 'counter.withdraw')) return ok(null);
    const entry = parts(input);
    const person = entry.customer === null ? null : rows.get(customer, entry.customer);
    return inOrder([
      () => checkSelfDealing(rows, facts, person),
      () => checkHousehold(rows, facts, person, p.household_reason),
      () => checkDuplicate(rows, facts, entry, p.duplicate_reason),
    ]);
  },
  apply: (input) => settleCash(asPaid(input), parts(input)),
});
