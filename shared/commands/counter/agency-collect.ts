import { agencyBill, agencyDay, agencyDayId, biller, billId } from '../../tables/biller.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { code, digits, fen, id, list, opt, text } from '../../tables/fields.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { customerDay, tillDay } from '../../tables/totals.ts';
import { claimBill } from '../agency-bills.ts';
import { agencyLedger, AGENCY_COLLECT, AGENCY_SUSPENSE, countCollected } from '../agency-parts.ts';
import { openBook } from '../book.ts';
import { countCustomerDay, customerDayId, moveTill, recordEntry, tillDayId } from '../booking.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { checkAmount, checkCount, checkCustomer, checkOwnTill, checkSheet, inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * 代收费 (domain 4.5 B): cash for a bill of the power company, the phone, the medical scheme. An advice: the notes lie
 * on the counter. A bill that was paid before, or whose biller has closed, keeps its cash in SUS-APP with a case, and
 * the outlet calls the customer.
 */

const payload = {
  biller: code(),
  payer_no: text(24),
  /** Month or run of the bill. */
  period: text(12),
  payer_name: opt(text(60)),
  /** Who pays, where they are known here. */
  customer: opt(id()),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
};
type CollectInput = Input<typeof payload>;

function checkBill({ payload: p, rows }: CollectInput): Refusal<'BILLER_CLOSED' | 'FIELD_FORMAT' | 'BILL_PAID'> | null {
  if (rows.get(biller, p.biller)?.status !== 'open') return { code: 'BILLER_CLOSED', detail: {} };
  if (!/^[\w-]{4,24}$/.test(p.payer_no)) return { code: 'FIELD_FORMAT', detail: { field: 'payer_no' } };
  if (!/^[\w-]{4,12}$/.test(p.period)) return { code: 'FIELD_FORMAT', detail: { field: 'period' } };
  const paid = rows.get(agencyBill, billId(p));
  return paid?.status === 'paid' ? { code: 'BILL_PAID', detail: { paid_on: paid.business_date } } : null;
}

/** Offline up to its limit; equal is allowed. */
function checkLimit({ payload: p, rows, facts }: CollectInput): Refusal<'OFFLINE_LIMIT_TXN'> | null {
  const limit = valueOf(rows, 'offline.agency_fen', facts);
  if (!facts.offline || p.fen <= limit) return null;
  const detail = { limit: 'agency', limit_fen: limit, allowed_fen: limit, used_fen: 0, percent: 100, age_h: 0 };
  return { code: 'OFFLINE_LIMIT_TXN', detail };
}

/** Why the biller does not get this cash, in the words of the case; null when it does. */
function notTaken({ payload: p, rows, facts }: CollectInput): string | null {
  if (facts.hub === null) return null;
  if (rows.get(biller, p.biller)?.status !== 'open') return 'biller=closed';
  const paid = rows.get(agencyBill, billId(p));
  return paid?.status === 'paid' && paid.entry !== facts.rowId ? `paid_by=${paid.entry};paid_at=${paid.at}` : null;
}

function apply(input: CollectInput): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  const why = notTaken(input);
  const split = {
    accountFen: why === null ? p.fen : 0,
    suspenseLedger: why === null ? null : AGENCY_SUSPENSE,
    suspenseFen: why === null ? 0 : p.fen,
  };
  const verdict = why === null ? 'posted' : 'suspense';
  const cash = { column: 'in', mirror: false, offline: facts.offline } as const;
  moveTill(book, facts, { ...cash, till: p.till, fen: p.fen, kind: AGENCY_COLLECT });
  book.post(agencyLedger(p.biller), null, -split.accountFen);
  book.post(AGENCY_SUSPENSE, null, -split.suspenseFen);
  if (why === null) {
    countCollected(book, { biller: p.biller, on: facts.businessDate, fen: p.fen, count: 1 });
    book.put(agencyBill, billId(p), {
      status: 'paid',
      fen: p.fen,
      entry: facts.rowId,
      business_date: facts.businessDate,
      at: facts.capturedAt,
      payer_name: p.payer_name,
    });
    claimBill(book, facts, { bill: billId(p), entry: facts.rowId, fen: p.fen, at: facts.capturedAt });
  } else
    book.raise({
      code: 'BILL_PAID_ELSEWHERE',
      amountFen: p.fen,
      customer: p.customer,
      suspenseLedger: AGENCY_SUSPENSE,
      suspenseFen: p.fen,
      outletRecord: `biller=${p.biller};payer=${p.payer_no};period=${p.period}`,
      centreRecord: why,
    });
  const entry = {
    kind: AGENCY_COLLECT,
    channel: 'counter',
    direction: 'in',
    fen: p.fen,
    account: null,
    accountNo: null,
    customer: p.customer,
    card: null,
    till: p.till,
    voucherNo: p.voucher_no,
    status: facts.hub === null ? 'captured' : verdict,
    summary: p.payer_no,
    source: { partner_bank: p.biller, partner_account: billId(p), purpose: p.period },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, split);
  if (p.customer !== null) countCustomerDay(book, facts, { customer: p.customer, column: 'in', fen: p.fen });
  return { verdict, code: null, split: why === null ? null : split, changes: book.changes() };
}

export const agencyCollect = defineCommand({
  name: AGENCY_COLLECT,
  version: 1,
  payload,
  offline: 'L',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  reversible: true,
  receipt: 'C2',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'CUSTOMER_STATUS',
    'BILLER_CLOSED',
    'BILL_PAID',
    'OFFLINE_LIMIT_TXN',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'in', fen: p.fen }),
  reads: ({ payload: p, facts }) => [
    keyOf(biller, p.biller),
    keyOf(agencyDay, agencyDayId(p.biller, facts.businessDate)),
    ...(/^[\w-]{1,24}$/.test(p.payer_no) && /^[\w-]{1,12}$/.test(p.period) ? [keyOf(agencyBill, billId(p))] : []),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    ...(p.customer === null
      ? []
      : [keyOf(customer, p.customer), keyOf(customerDay, customerDayId(p.customer, facts.businessDate))]),
    ...configReads(['offline.agency_fen']),
  ],
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkCustomer(p.customer === null ? null : rows.get(customer, p.customer), true),
      () => checkBill(input),
      () => checkLimit(input),
      () => checkCount(p.denominations, p.fen),
    ]);
  },
  apply,
});
