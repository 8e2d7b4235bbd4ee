import { isAmount } from '../../kernel/money.ts';
import { ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { code, digits, fen, list, text } from '../../tables/fields.ts';
import { remittance } from '../../tables/remittance.ts';
import { remittanceSender } from '../../tables/remittance-guard.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { moveTill, tillDayId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { posted } from '../posted.ts';
import { REMIT_LEDGER } from '../remit-parts.ts';
import { checkSender, isOwedToSender } from '../remit-return.ts';
import { checkPaper, payoutChecks, recordPayout } from '../paper-payout.ts';

/** 退汇付款 (domain 3.10): the sender gets the cash of a returned remittance, with their paper; the fee stays. Online. */

const payload = {
  remit_no: digits(15),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  sender_name: text(60),
  sender_id_type: code(...ID_TYPES),
  sender_id_no: text(20),
};
type RefundInput = Input<typeof payload>;

export const REMIT_REFUND = 'counter.remit_refund';

type Codes = 'REMIT_UNKNOWN' | 'ALREADY_PAID' | 'FIELD_FORMAT' | 'NAME_MISMATCH' | 'ID_MISMATCH';

function checkRemittance({ payload: p, rows, facts }: RefundInput): Refusal<Codes> | null {
  const row = rows.get(remittance, p.remit_no);
  if (row === null || row.from_outlet !== facts.branch) return { code: 'REMIT_UNKNOWN', detail: {} };
  if (row.status === 'paid' || (row.status === 'returned' && row.paid_by !== null))
    return { code: 'ALREADY_PAID', detail: { paid_on: row.paid_on ?? '' } };
  if (!isOwedToSender(row, facts.branch)) return { code: 'REMIT_UNKNOWN', detail: {} };
  if (row.fen !== p.fen) return { code: 'FIELD_FORMAT', detail: { field: 'fen' } };
  return checkSender(rows, p, row);
}

export const remitRefund = defineCommand({
  name: REMIT_REFUND,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C2',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'ID_REQUIRED',
    'REMIT_UNKNOWN',
    'ALREADY_PAID',
    'NAME_MISMATCH',
    'ID_MISMATCH',
    'TILL_CASH_SHORT',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  reads: ({ payload: p, facts }) => [
    keyOf(remittance, p.remit_no),
    keyOf(remittanceSender, p.remit_no),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    ...configReads(['auth.withdraw.chief_fen']),
  ],
  checker: (input) => {
    const { fen: amount } = input.payload;
    const second = isAmount(amount) && amount >= valueOf(input.rows, 'auth.withdraw.chief_fen', input.facts);
    return dual(second ? 'chief_teller' : null, input);
  },
  admit: (input) => {
    const { payload: p, facts } = input;
    const paper = { type: p.sender_id_type, no: p.sender_id_no.trim(), field: 'sender_id_no' };
    return payoutChecks(input, { paper: () => checkPaper(facts, paper), owed: () => checkRemittance(input) });
  },
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const row = rows.get(remittance, p.remit_no);
    if (facts.hub !== null && row === null)
      return { verdict: 'rejected', code: 'REMIT_UNKNOWN', split: null, changes: [] };
    const paid = facts.hub !== null && row !== null;
    if (paid) {
      const cash = { column: 'out', mirror: false, offline: false } as const;
      moveTill(book, facts, { ...cash, till: p.till, fen: p.fen, kind: REMIT_REFUND });
      book.post(REMIT_LEDGER, null, p.fen);
      book.put(remittance, p.remit_no, { ...row, paid_by: facts.rowId, paid_on: facts.businessDate });
    }
    const entry = { kind: REMIT_REFUND, fen: p.fen, till: p.till, voucherNo: p.voucher_no, to: p.sender_name, paid };
    recordPayout(book, facts, {
      ...entry,
      source: { partner_account: p.remit_no, partner_bank: row?.to_outlet ?? null },
    });
    return posted(book);
  },
});
