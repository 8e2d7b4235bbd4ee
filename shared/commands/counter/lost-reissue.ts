import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { digits, flag, id, opt, text } from '../../tables/fields.ts';
import { lossForm } from '../../tables/loss-form.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkForm, checkReissueWait, isLargeReissue, REISSUE_CONFIG } from '../loss-papers.ts';
import { checkIdentity, checkOwnTill, checkVoucher, inOrder } from '../money-checks.ts';
import { configReads } from '../payout-limits.ts';
import { rangesOf, type VoucherType } from '../voucher-stock.ts';
import { pieceReads, takeNumber } from '../vouchers.ts';

/**
 * A new passbook or certificate for one that was reported lost in writing (domain 4.5 B). Online, the holder with the
 * paper and the form of the report, seven full days after it or at once when the online identity check passed. The new
 * number is the next blank of the clerk's till; with it the account is active again. A lost card: `card.replace`.
 */

const payload = {
  account: id(),
  /** Number of the form of the written report. */
  form_no: text(30),
  /** The number the account has had, as the clerk saw it; null = none on record. */
  old_no: opt(digits(10)),
  /** The new one: the next blank in hand. */
  medium_no: digits(10),
  till: digits(2),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** 联网核查 passed. */
  id_checked: flag(),
};
type ReissueInput = Input<typeof payload>;
type Account = RowOf<typeof account>;

const KIND = 'counter.lost_reissue';

const blankOf = (row: Account | null): VoucherType => (row?.medium === 'certificate' ? 'certificate' : 'passbook');
const pieceOf = ({ payload: p, rows }: ReissueInput) => ({
  voucher_type: blankOf(rows.get(account, p.account)),
  number: p.medium_no,
  till: p.till,
});

/** Lost in writing, at this outlet, and not a card. */
function checkReport({
  payload: p,
  rows,
  facts,
}: ReissueInput): Refusal<
  'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'NOT_ACCEPTING_OUTLET' | 'CARD_BUSINESS' | 'FORM_MISMATCH'
> | null {
  const row = rows.get(account, p.account);
  const form = rows.get(lossForm, p.account);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  if (row.status !== 'lost_written') return { code: 'ACCOUNT_STATUS', detail: { status: row.status } };
  if (row.lost_at_outlet !== facts.branch)
    return { code: 'NOT_ACCEPTING_OUTLET', detail: { outlet: row.lost_at_outlet ?? '' } };
  if (row.medium === 'card' || (form !== null && form.card !== null)) return { code: 'CARD_BUSINESS', detail: {} };
  return checkForm(rows, p, null);
}

export const lostReissue = defineCommand({
  name: KIND,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C3',
  rejections: [
    'NO_TILL',
    'FIELD_REQUIRED',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'NOT_ACCEPTING_OUTLET',
    'CARD_BUSINESS',
    'FORM_MISMATCH',
    'TOO_EARLY',
    'VOUCHER_OUT',
  ],
  reads: (input) => {
    const { payload: p, rows } = input;
    const row = rows.get(account, p.account);
    return [
      keyOf(account, p.account),
      keyOf(lossForm, p.account),
      ...(row === null ? [] : [keyOf(customer, row.customer), ...pieceReads(pieceOf(input))]),
      ...configReads(REISSUE_CONFIG),
    ];
  },
  checker: (input) =>
    dual(isLargeReissue(input.rows, input.facts, input.payload.account) ? 'outlet_manager' : 'chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(account, p.account);
    const person = row === null ? null : rows.get(customer, row.customer);
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => (p.form_no.trim() === '' ? { code: 'FIELD_REQUIRED' as const, detail: { field: 'form_no' } } : null),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkReport(input),
      () => checkReissueWait(rows, facts, p),
      () => checkVoucher(rangesOf(rows, blankOf(row), p.till), p.medium_no),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && row !== null) {
      book.put(account, p.account, {
        ...row,
        status: 'active',
        lost_until: facts.capturedAt,
        passbook_no: p.medium_no,
      });
      takeNumber(book, facts, { ...pieceOf(input), status: 'issued', reason: KIND });
    }
    const what = { kind: KIND, account: p.account, card: null, voucherNo: p.voucher_no };
    recordEvent(book, facts, { ...what, summary: `${p.old_no ?? '-'} → ${p.medium_no}` });
    return eventDone(book);
  },
});
