import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { code, digits, flag, id, opt, text } from '../../tables/fields.ts';
import { voucherNumber } from '../../tables/voucher.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkIdentity, checkOwnTill, checkVoucher, inOrder } from '../money-checks.ts';
import { hasPassbook } from '../passbook.ts';
import { rangesOf } from '../voucher-stock.ts';
import { numberId, pieceReads, takeNumber } from '../vouchers.ts';

/**
 * 换折 (domain 4.5 B): a passbook that is full or damaged is taken back and cut, the next blank of the till takes its
 * place. Online; the chief teller approves. The new book begins with the balance the old one ended with.
 */

const payload = {
  account: id(),
  old_no: opt(digits(1, 15)),
  new_no: digits(1, 15),
  reason: code('full', 'damaged'),
  /** The old one was taken back and its corner cut. */
  old_cut: flag(),
  till: digits(2),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
};
type ExchangeInput = Input<typeof payload>;

export const PASSBOOK_EXCHANGE = 'counter.passbook_exchange';

const pieceOf = ({ payload: p }: ExchangeInput) => ({
  voucher_type: 'passbook' as const,
  number: p.new_no,
  till: p.till,
});

type BookFault = Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'PASSBOOK_MISMATCH' | 'FIELD_REQUIRED'>;

function checkOld({ payload: p, rows }: ExchangeInput): BookFault | null {
  const row = rows.get(account, p.account);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  if (!hasPassbook(row) || row.passbook_no !== p.old_no) return { code: 'PASSBOOK_MISMATCH', detail: {} };
  if (['pending', 'cancelled', 'closed', 'lost_oral', 'lost_written'].includes(row.status))
    return { code: 'ACCOUNT_STATUS', detail: { status: row.status } };
  return p.old_cut ? null : { code: 'FIELD_REQUIRED', detail: { field: 'old_cut' } };
}

export const passbookExchange = defineCommand({
  name: PASSBOOK_EXCHANGE,
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
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'PASSBOOK_MISMATCH',
    'FIELD_REQUIRED',
    'VOUCHER_OUT',
  ],
  reads: (input) => {
    const { payload: p, rows } = input;
    const row = rows.get(account, p.account);
    return [
      keyOf(account, p.account),
      ...(row === null ? [] : [keyOf(customer, row.customer)]),
      ...(p.old_no === null ? [] : [keyOf(voucherNumber, numberId('passbook', p.old_no))]),
      ...pieceReads(pieceOf(input)),
    ];
  },
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(account, p.account);
    const person = row === null ? null : rows.get(customer, row.customer);
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkOld(input),
      () => checkVoucher(rangesOf(rows, 'passbook', p.till), p.new_no),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && row !== null) {
      book.put(account, p.account, { ...row, passbook_no: p.new_no });
      takeNumber(book, facts, { ...pieceOf(input), status: 'issued', reason: p.account });
      const old = p.old_no === null ? null : rows.get(voucherNumber, numberId('passbook', p.old_no));
      if (p.old_no !== null && old !== null)
        book.put(voucherNumber, numberId('passbook', p.old_no), { ...old, status: 'void' });
    }
    recordEvent(book, facts, {
      kind: PASSBOOK_EXCHANGE,
      account: p.account,
      card: null,
      voucherNo: p.voucher_no,
      summary: `old=${p.old_no ?? '-'};new=${p.new_no};${p.reason}`,
    });
    return eventDone(book);
  },
});
