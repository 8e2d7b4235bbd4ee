import { bytesToHex, textToBytes } from '../../kernel/bytes.ts';
import { sha256 } from '../../kernel/hash.ts';
import { isAmount } from '../../kernel/money.ts';
import { idFault } from '../../rules/id-number.ts';
import { isAccountNo } from '../../rules/luhn.ts';
import { isRemitNo, remitFee } from '../../rules/remittance.ts';
import { customer, ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, id, list, opt, text } from '../../tables/fields.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { remittanceSender } from '../../tables/remittance-guard.ts';
import { REMIT_MODES, remittance, remittanceSecret } from '../../tables/remittance.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { customerDay, recent, tillDay } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { countCustomerDay, customerDayId, moveTill, noteRecent, recentId, recordEntry, tillDayId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { FEE_LEDGER } from '../transfer-fee.ts';
import { clearingWith } from '../inter-branch-deals.ts';
import { isDuplicate } from '../judge.ts';
import {
  checkAmount,
  checkCount,
  checkCustomer,
  checkDuplicate,
  checkOwnTill,
  checkSheet,
  inOrder,
} from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { arrivalReads, arrive, REMIT_SEND, type Remittance } from '../remit-parts.ts';

/**
 * 汇款收汇 (domain 3.10, 4.5 B): cash for a payee, at this outlet or another. The notes and the fee lie on the counter,
 * so it is an advice and never refused; offline up to its limit, and sent on when the centre has it.
 */

const payload = {
  remit_no: digits(15),
  fen: fen(),
  /** By the rates this terminal knows; taken in cash beside the amount. */
  fee_fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  mode: code(...REMIT_MODES),
  /** The sender where they are known here. */
  customer: opt(id()),
  sender_name: text(60),
  sender_id_type: opt(code(...ID_TYPES)),
  sender_id_no: opt(text(20)),
  payee_name: text(60),
  payee_address: text(100),
  postcode: opt(digits(6)),
  account_no: opt(digits(15)),
  /** Outlet that pays it. */
  to_outlet: digits(8),
  /** Of mode `password`: `remitPasswordHash`. */
  password_hash: opt(bytes(32)),
  duplicate_reason: opt(text(100)),
};
type SendInput = Input<typeof payload>;

const CONFIG = [
  'auth.deposit.chief_fen',
  'cash.large_report_fen',
  'dup.window_s',
  'offline.remit_send_fen',
  'remit.least_fen',
  'remit.most_fen',
  'remit.id_fen',
  'remit.fee_ppm',
  'remit.fee_min_fen',
  'remit.fee_max_fen',
] as const;

/** The duplicate window goes by payee: a remittance has no account. */
const payeeKey = (name: string): string => `payee-${bytesToHex(sha256(textToBytes(name))).slice(0, 16)}`;
const partOf = ({ payload: p }: SendInput) => ({
  kind: REMIT_SEND,
  fen: p.fen,
  account: null,
  accountNo: payeeKey(p.payee_name),
});

function checkLimits({ payload: p, rows, facts }: SendInput): Refusal<'REMIT_LIMIT' | 'OFFLINE_LIMIT_TXN'> | null {
  const [least, most] = [valueOf(rows, 'remit.least_fen', facts), valueOf(rows, 'remit.most_fen', facts)];
  if (p.fen < least || p.fen > most) return { code: 'REMIT_LIMIT', detail: { least_fen: least, limit_fen: most } };
  const limit = valueOf(rows, 'offline.remit_send_fen', facts);
  if (!facts.offline || p.fen <= limit) return null;
  const detail = { limit: 'remit', limit_fen: limit, allowed_fen: limit, used_fen: 0, percent: 100, age_h: 0 };
  return { code: 'OFFLINE_LIMIT_TXN', detail };
}

/** Who sends, to whom, and where it is paid. */
function checkParties({
  payload: p,
  rows,
  facts,
}: SendInput): Refusal<
  'FIELD_REQUIRED' | 'FIELD_FORMAT' | 'ADDRESS_REQUIRED' | 'ID_REQUIRED' | 'ACCOUNT_NOT_FOUND'
> | null {
  if (!isRemitNo(p.remit_no)) return { code: 'FIELD_FORMAT', detail: { field: 'remit_no' } };
  for (const field of ['sender_name', 'payee_name'] as const)
    if (p[field].trim() === '') return { code: 'FIELD_REQUIRED', detail: { field } };
  if (p.mode === 'password' && p.password_hash === null)
    return { code: 'FIELD_REQUIRED', detail: { field: 'password_hash' } };
  if (p.mode === 'account' && !isAccountNo(p.account_no ?? '')) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const away = p.to_outlet !== facts.branch;
  if (p.payee_address.trim() === '' || (away && rows.get(orgUnit, p.to_outlet)?.level !== 'outlet'))
    return { code: 'ADDRESS_REQUIRED', detail: {} };
  if (p.sender_id_no === null || p.sender_id_no.trim() === '')
    return p.fen >= valueOf(rows, 'remit.id_fen', facts) ? { code: 'ID_REQUIRED', detail: {} } : null;
  const fault = p.sender_id_type === null ? 'type' : idFault(p.sender_id_type, p.sender_id_no, facts.businessDate);
  return fault === null ? null : { code: 'FIELD_FORMAT', detail: { field: 'sender_id_no' } };
}

function checkRate({ payload: p, rows, facts }: SendInput): Refusal<'FEE_DIFFERS'> | null {
  const fee = remitFee(p.fen, {
    ppm: valueOf(rows, 'remit.fee_ppm', facts),
    minFen: valueOf(rows, 'remit.fee_min_fen', facts),
    maxFen: valueOf(rows, 'remit.fee_max_fen', facts),
  });
  return p.fee_fen === fee ? null : { code: 'FEE_DIFFERS', detail: { fee_fen: fee } };
}

const rowOf = ({ payload: p, facts }: SendInput, status: Remittance['status']): Remittance => ({
  fen: p.fen,
  fee_fen: p.fee_fen,
  mode: p.mode,
  status,
  sender_name: p.sender_name,
  payee_name: p.payee_name,
  payee_address: p.payee_address,
  postcode: p.postcode,
  account_no: p.account_no,
  from_outlet: facts.branch,
  to_outlet: p.to_outlet,
  sent_on: facts.businessDate,
  captured_at: facts.capturedAt,
  entry: facts.rowId,
  paid_by: null,
  paid_on: null,
});

/** On the hub it goes on: to the outlet that pays, or to be paid here. */
function sendOn(book: Book, input: SendInput): void {
  const { payload: p, facts } = input;
  book.put(remittanceSender, p.remit_no, { id_type: p.sender_id_type, id_no: p.sender_id_no });
  if (p.to_outlet === facts.branch) {
    if (p.password_hash !== null) book.put(remittanceSecret, p.remit_no, { password_hash: p.password_hash });
    arrive(book, facts, { no: p.remit_no, row: rowOf(input, 'accepted') });
    return;
  }
  const row = rowOf(input, 'sent');
  book.put(remittance, p.remit_no, row);
  book.post(clearingWith(p.to_outlet), null, -p.fen);
  const { fee_fen: _fee, status: _status, to_outlet: _to, paid_by: _by, paid_on: _on, ...told } = row;
  book.send(p.to_outlet, 'remit.arrive', { ...told, remit_no: p.remit_no, password_hash: p.password_hash });
}

function apply(input: SendInput): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  const again = facts.hub !== null && facts.hub.recorded === null && isDuplicate(book, facts, partOf(input), false);
  const verdict = again ? 'posted_with_exception' : 'posted';
  const cash = { column: 'in', mirror: false, offline: facts.offline } as const;
  moveTill(book, facts, { ...cash, till: p.till, fen: p.fen + p.fee_fen, kind: REMIT_SEND });
  book.post(FEE_LEDGER, null, -p.fee_fen);
  if (facts.hub === null) {
    book.post('REMITTANCE', null, -p.fen);
    book.put(remittance, p.remit_no, rowOf(input, facts.offline ? 'accepted_offline' : 'accepted'));
  } else sendOn(book, input);
  const entry = {
    kind: REMIT_SEND,
    channel: 'counter',
    direction: 'in',
    fen: p.fen,
    feeFen: p.fee_fen,
    account: null,
    accountNo: null,
    customer: p.customer,
    card: null,
    till: p.till,
    voucherNo: p.voucher_no,
    status: facts.hub === null ? 'captured' : verdict,
    summary: p.payee_name,
    source: { partner_bank: p.to_outlet, partner_account: p.remit_no },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: p.fen, suspenseLedger: null, suspenseFen: 0 });
  noteRecent(book, facts, recentId(payeeKey(p.payee_name), REMIT_SEND, p.fen));
  if (p.customer !== null) countCustomerDay(book, facts, { customer: p.customer, column: 'in', fen: p.fen });
  if (again) book.raise({ code: 'DUPLICATE_SUSPECTED', amountFen: p.fen, customer: p.customer });
  if (facts.hub !== null && reachesLarge(input))
    book.raise({ code: 'LARGE_CASH', amountFen: p.fen, customer: p.customer });
  return { verdict, code: null, split: null, changes: book.changes() };
}

/** The sender's cash of the day reaches the reporting line with this one. */
function reachesLarge({ payload: p, rows, facts }: SendInput): boolean {
  const day = p.customer === null ? null : rows.get(customerDay, customerDayId(p.customer, facts.businessDate));
  const before = day?.cash_in_fen ?? 0;
  const line = valueOf(rows, 'cash.large_report_fen', facts);
  return before < line && before + p.fen >= line;
}

export const remitSend = defineCommand({
  name: REMIT_SEND,
  version: 1,
  payload,
  offline: 'L',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C2',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'FIELD_REQUIRED',
    'AMOUNT_INVALID',
    'REMIT_LIMIT',
    'OFFLINE_LIMIT_TXN',
    'ADDRESS_REQUIRED',
    'ACCOUNT_NOT_FOUND',
    'ID_REQUIRED',
    'CUSTOMER_STATUS',
    'FEE_DIFFERS',
    'DENOM_MISMATCH',
    'DUPLICATE_WARN',
  ],
  sigma: (p) => ({ direction: 'in', fen: p.fen + p.fee_fen }),
  reads: ({ payload: p, rows, facts }) => [
    ...arrivalReads(rows, { no: p.remit_no, accountNo: p.account_no }),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    keyOf(recent, recentId(payeeKey(p.payee_name), REMIT_SEND, p.fen)),
    keyOf(orgUnit, p.to_outlet),
    ...(p.customer === null
      ? []
      : [keyOf(customer, p.customer), keyOf(customerDay, customerDayId(p.customer, facts.businessDate))]),
    ...configReads(CONFIG),
  ],
  checker: (input) => {
    const { fen: amount } = input.payload;
    const second = isAmount(amount) && amount >= valueOf(input.rows, 'auth.deposit.chief_fen', input.facts);
    return dual(second ? 'chief_teller' : null, input);
  },
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkCustomer(p.customer === null ? null : rows.get(customer, p.customer), true),
      () => checkLimits(input),
      () => checkParties(input),
      () => checkRate(input),
      () => checkCount(p.denominations, p.fen + p.fee_fen),
    ]);
  },
  admitLast: (input) =>
    inOrder([() => checkDuplicate(input.rows, input.facts, partOf(input), input.payload.duplicate_reason)]),
  apply,
});
