import { holds } from '../../rules/voucher-ranges.ts';
import { code, digits, text } from '../../tables/fields.ts';
import { VOUCHER_TYPES } from '../../tables/voucher.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand } from '../define.ts';
import { checkOwnTill, checkVoucher, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { rangesOf } from '../voucher-stock.ts';
import { pieceReads, takeNumber } from '../vouchers.ts';

const PIECE = { till: digits(2), voucher_type: code(...VOUCHER_TYPES), number: digits(1, 15) };

/** A blank is handed out: the lowest number in hand and no other (domain 3.17). What for stands in the reason. */
export const issueVoucher = defineCommand({
  name: 'till.voucher_issue',
  version: 1,
  payload: { ...PIECE, reason: text(100) },
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  rejections: ['NO_TILL', 'VOUCHER_OUT'],
  reads: ({ payload: p }) => pieceReads(p),
  admit: ({ payload: p, rows, facts }) =>
    inOrder<'NO_TILL' | 'VOUCHER_OUT'>([
      () => checkOwnTill(rows, facts, p.till),
      () => checkVoucher(rangesOf(rows, p.voucher_type, p.till), p.number),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    takeNumber(book, facts, { ...p, status: 'issued' });
    return posted(book);
  },
});

/** 凭证作废: any number in hand, before the chief teller; its corner is cut. This is how a number is skipped. */
export const voidVoucher = defineCommand({
  name: 'till.voucher_void',
  version: 1,
  payload: { ...PIECE, reason: text(100) },
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  rejections: ['NO_TILL', 'NOT_HELD', 'REASON_REQUIRED'],
  reads: ({ payload: p }) => pieceReads(p),
  checker: (input) => dual('chief_teller', input),
  admit: ({ payload: p, rows, facts }) =>
    inOrder<'NO_TILL' | 'NOT_HELD' | 'REASON_REQUIRED'>([
      () => checkOwnTill(rows, facts, p.till),
      () =>
        holds(rangesOf(rows, p.voucher_type, p.till), { from_no: p.number, to_no: p.number })
          ? null
          : { code: 'NOT_HELD', detail: {} },
      () => (p.reason.trim().length < 2 ? { code: 'REASON_REQUIRED', detail: {} } : null),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    takeNumber(book, facts, { ...p, status: 'void' });
    return posted(book);
  },
});
