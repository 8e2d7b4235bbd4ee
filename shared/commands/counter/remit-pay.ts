import { equalBytes } from '../../kernel/bytes.ts';
import { isAmount } from '../../kernel/money.ts';
import { isExpired, sameName } from '../../rules/remittance.ts';
import { ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, list, opt, text } from '../../tables/fields.ts';
import { remittanceTries } from '../../tables/remittance-guard.ts';
import { remittance, remittanceSecret } from '../../tables/remittance.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { moveTill, tillDayId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Facts, type Input, type Refusal, type Rows } from '../define.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { REMIT_LEDGER, REMIT_PAY, tellSender } from '../remit-parts.ts';
import { checkPaper, payoutChecks, recordPayout } from '../paper-payout.ts';

/**
 * 汇款兑付 (domain 4.5 B): cash to the payee of a remittance that has arrived here, on the identity paper, with the
 * password where the sender set one. Online: the centre says once, and to one counter, that it may be paid.
 */

const payload = {
  remit_no: digits(15),
  /** What the paper says is paid; the centre's own amount decides. */
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  payee_name: text(60),
  payee_id_type: code(...ID_TYPES),
  payee_id_no: text(20),
  password_hash: opt(bytes(32)),
};
type PayInput = Input<typeof payload>;

function checkRemittance({
  payload: p,
  rows,
  facts,
}: PayInput): Refusal<
  'REMIT_UNKNOWN' | 'ALREADY_PAID' | 'EXPIRED' | 'FIELD_FORMAT' | 'NAME_MISMATCH' | 'PIN_BAD' | 'REMIT_LOCKED'
> | null {
  const row = rows.get(remittance, p.remit_no);
  if (row === null || row.to_outlet !== facts.branch) return { code: 'REMIT_UNKNOWN', detail: {} };
  if (row.status === 'paid' || row.status === 'returned')
    return { code: 'ALREADY_PAID', detail: { paid_on: row.paid_on ?? '' } };
  if (row.status !== 'arrived') return { code: 'REMIT_UNKNOWN', detail: {} };
  const days = valueOf(rows, 'remit.expire_days', facts);
  if (isExpired(row.sent_on, facts.businessDate, days)) return { code: 'EXPIRED', detail: { days } };
  if (row.fen !== p.fen) return { code: 'FIELD_FORMAT', detail: { field: 'fen' } };
  if (!sameName(row.payee_name, p.payee_name)) return { code: 'NAME_MISMATCH', detail: {} };
  const most = valueOf(rows, 'pin.tries_per_day', facts);
  if (triesOf(rows, p.remit_no, facts) >= most) return { code: 'REMIT_LOCKED', detail: { tries: most } };
  // The password is only with the centre, which also counts the wrong ones: a tablet that lacks it cannot know.
  return facts.hub === null || p.password_hash !== null || rows.get(remittanceSecret, p.remit_no) === null
    ? null
    : { code: 'PIN_BAD', detail: {} };
}

const triesOf = (rows: Rows, no: string, facts: Facts): number => {
  const known = rows.get(remittanceTries, no);
  return known !== null && known.business_date === facts.businessDate ? known.tries : 0;
};

function isWrong({ payload: p, rows }: PayInput): boolean {
  const secret = rows.get(remittanceSecret, p.remit_no);
  return secret !== null && (p.password_hash === null || !equalBytes(secret.password_hash, p.password_hash));
}

/** A wrong password pays nothing and is counted; after the last one of the day it is locked until the next. */
function wrongTry({ payload: p, rows, facts }: PayInput): Applied {
  const book = openBook(rows);
  const tries = triesOf(rows, p.remit_no, facts) + 1;
  book.put(remittanceTries, p.remit_no, { business_date: facts.businessDate, tries });
  const locked = tries >= valueOf(rows, 'pin.tries_per_day', facts);
  return { verdict: 'rejected', code: locked ? 'REMIT_LOCKED' : 'PIN_BAD', split: null, changes: book.changes() };
}

function apply(input: PayInput): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  const row = book.get(remittance, p.remit_no);
  if (facts.hub !== null && row === null)
    return { verdict: 'rejected', code: 'REMIT_UNKNOWN', split: null, changes: [] };
  if (facts.hub !== null && isWrong(input)) return wrongTry(input);
  const paid = facts.hub !== null && row !== null;
  if (paid) {
    const cash = { column: 'out', mirror: false, offline: false } as const;
    moveTill(book, facts, { ...cash, till: p.till, fen: p.fen, kind: REMIT_PAY });
    book.post(REMIT_LEDGER, null, p.fen);
    book.put(remittance, p.remit_no, { ...row, status: 'paid', paid_by: facts.rowId, paid_on: facts.businessDate });
    tellSender(book, facts, { no: p.remit_no, row, paid: true });
  }
  const entry = { kind: REMIT_PAY, fen: p.fen, till: p.till, voucherNo: p.voucher_no, to: p.payee_name, paid };
  recordPayout(book, facts, {
    ...entry,
    source: { partner_account: p.remit_no, partner_bank: row?.from_outlet ?? null },
  });
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

export const remitPay = defineCommand({
  name: REMIT_PAY,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  reversible: true,
  receipt: 'C2',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'ID_REQUIRED',
    'REMIT_UNKNOWN',
    'ALREADY_PAID',
    'EXPIRED',
    'NAME_MISMATCH',
    'PIN_BAD',
    'REMIT_LOCKED',
    'TILL_CASH_SHORT',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  reads: ({ payload: p, facts }) => [
    keyOf(remittance, p.remit_no),
    keyOf(remittanceSecret, p.remit_no),
    keyOf(remittanceTries, p.remit_no),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    ...configReads(['auth.withdraw.chief_fen', 'remit.expire_days', 'pin.tries_per_day']),
  ],
  checker: (input) => {
    const { fen: amount } = input.payload;
    const second = isAmount(amount) && amount >= valueOf(input.rows, 'auth.withdraw.chief_fen', input.facts);
    return dual(second ? 'chief_teller' : null, input);
  },
  admit: (input) => {
    const { payload: p, facts } = input;
    const paper = { type: p.payee_id_type, no: p.payee_id_no, field: 'payee_id_no' };
    return payoutChecks(input, { paper: () => checkPaper(facts, paper), owed: () => checkRemittance(input) });
  },
  apply,
});
