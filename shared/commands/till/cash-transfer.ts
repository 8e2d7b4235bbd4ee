import { cashTransfer as transferTable } from '../../tables/cash-transfer.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen, list, text } from '../../tables/fields.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { moveTill } from '../booking.ts';
import { defineCommand } from '../define.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, checkTillCash, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { noTransfer, putTransfer, transferReads } from '../transfers.ts';
import { TRANSIT } from '../transit.ts';

/**
 * Cash leaves one till for another (domain 4.5 A). It stands in SUS-TRF until the receiver's own entry says accepted
 * or refused; the two devices exchange signed codes, and neither needs a network.
 */
const payload = {
  from_till: digits(2),
  to_till: digits(2),
  fen: fen(),
  denominations: list(DENOMINATION_FIELDS, 16),
  /** Drawn by the sender's device: the receiver's answer repeats it. */
  nonce: text(32),
  voucher_no: digits(22),
};

export const sendCash = defineCommand({
  name: 'till.cash_transfer',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  date: 'behind',
  receipt: 'T2',
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  rejections: ['NO_TILL', 'SAME_TILL', 'FIELD_FORMAT', 'AMOUNT_INVALID', 'TILL_CASH_SHORT', 'DENOM_MISMATCH'],
  reads: ({ payload: p, rows, facts }) => [
    ...transferReads(rows, facts, { id: facts.rowId, moved: p.from_till }),
    keyOf(till, p.to_till),
  ],
  admit: ({ payload: p, rows, facts }) =>
    inOrder<'NO_TILL' | 'SAME_TILL' | 'FIELD_FORMAT' | 'AMOUNT_INVALID' | 'TILL_CASH_SHORT' | 'DENOM_MISMATCH'>([
      () => checkOwnTill(rows, facts, p.from_till),
      () => (p.from_till === p.to_till ? { code: 'SAME_TILL', detail: {} } : null),
      () => (rows.get(till, p.to_till) === null ? { code: 'NO_TILL', detail: { till: p.to_till } } : null),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkTillCash(rows, p.from_till, p.fen),
      () => checkCount(p.denominations, p.fen),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const known = rows.get(transferTable, facts.rowId) ?? noTransfer('till', facts);
    moveTill(book, facts, { till: p.from_till, column: 'transfer_out', fen: p.fen, mirror: false, offline: false });
    book.post(TRANSIT, null, p.fen);
    putTransfer(book, facts, facts.rowId, {
      ...known,
      from_till: p.from_till,
      to_till: p.to_till,
      business_date: facts.businessDate,
      sent_fen: p.fen,
      sent_at: facts.capturedAt,
      sent_by: facts.maker,
      sent_device: facts.device,
      nonce: p.nonce,
      denominations: p.denominations,
    });
    return posted(book);
  },
});
