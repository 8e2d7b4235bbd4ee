import { sameName } from '../../rules/remittance.ts';
import { cashRefund } from '../../tables/cash-refund.ts';
import { ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, id, list, opt, text } from '../../tables/fields.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { tillDayId } from '../booking.ts';
import { CASH_REFUND, payableRefund, payRefund, refundReads } from '../cash-refund.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { checkPaper, payoutChecks, recordPayout } from '../paper-payout.ts';

/**
 * 挂账退现 at the counter: the customer whose cash went to suspense gets it back on the identity paper, with the chief
 * teller as second person. Online: the centre says once, and to one counter, that it may be paid.
 */

const payload = {
  /** The entry whose money is given back. */
  entry: id(),
  /** What the paper says is paid; the centre's own amount decides. */
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  payee_name: text(60),
  payee_id_type: code(...ID_TYPES),
  payee_id_no: text(20),
  signature_hash: opt(bytes(32)),
};
type RefundInput = Input<typeof payload>;

function checkRefund({
  payload: p,
  rows,
}: RefundInput): Refusal<'REFUND_NOT_AGREED' | 'ALREADY_PAID' | 'FIELD_FORMAT' | 'NAME_MISMATCH'> | null {
  const known = rows.get(cashRefund, p.entry);
  if (known?.status === 'paid') return { code: 'ALREADY_PAID', detail: { paid_on: known.paid_on ?? '' } };
  const row = payableRefund(rows, p.entry);
  if (row === null) return { code: 'REFUND_NOT_AGREED', detail: {} };
  if (row.fen !== p.fen) return { code: 'FIELD_FORMAT', detail: { field: 'fen' } };
  return sameName(row.payee_name, p.payee_name) ? null : { code: 'NAME_MISMATCH', detail: {} };
}

function apply({ payload: p, facts, rows }: RefundInput): Applied {
  const book = openBook(rows);
  const row = payableRefund(book, p.entry);
  if (facts.hub !== null && row === null)
    return { verdict: 'rejected', code: 'REFUND_NOT_AGREED', split: null, changes: [] };
  const paid = facts.hub !== null && row !== null;
  if (paid) payRefund(book, facts, { entryId: p.entry, row, till: p.till });
  const entry = { kind: CASH_REFUND, fen: p.fen, till: p.till, voucherNo: p.voucher_no, to: p.payee_name, paid };
  recordPayout(book, facts, { ...entry, source: { partner_account: p.entry } });
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

export const suspenseRefund = defineCommand({
  name: CASH_REFUND,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'ID_REQUIRED',
    'REFUND_NOT_AGREED',
    'ALREADY_PAID',
    'NAME_MISMATCH',
    'TILL_CASH_SHORT',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  reads: ({ payload: p, rows, facts }) => [
    ...refundReads(rows, p.entry),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
  ],
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, facts } = input;
    const paper = { type: p.payee_id_type, no: p.payee_id_no, field: 'payee_id_no' };
    return payoutChecks(input, { paper: () => checkPaper(facts, paper), owed: () => checkRefund(input) });
  },
  apply,
});
