import { keyOf } from '../../tables/define.ts';
import { code, digits } from '../../tables/fields.ts';
import { VOUCHER_TYPES, voucherStock } from '../../tables/voucher.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand } from '../define.ts';
import { checkOwnTill, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { MAIN_TILL } from '../till-checks.ts';
import { DELIVERED, stockId } from '../voucher-stock.ts';
import { addStock, checkRange, wasDelivered } from '../vouchers.ts';

/** The county delivers a range of blanks to the main till, before the manager. A number is delivered once. */
export const receiveVouchers = defineCommand({
  name: 'till.voucher_receive',
  version: 1,
  payload: { till: digits(2), voucher_type: code(...VOUCHER_TYPES), from_no: digits(1, 15), to_no: digits(1, 15) },
  offline: 'Y',
  roles: ['chief_teller'],
  movesCash: true,
  receipt: 'T2',
  rejections: ['NO_TILL', 'RANGE_BAD'],
  reads: ({ payload: p }) => [p.till, DELIVERED].map((holder) => keyOf(voucherStock, stockId(p.voucher_type, holder))),
  checker: (input) => dual('outlet_manager', input),
  admit: ({ payload: p, rows, facts }) =>
    inOrder<'NO_TILL' | 'RANGE_BAD'>([
      () => checkOwnTill(rows, facts, p.till),
      () => (p.till === MAIN_TILL ? null : { code: 'NO_TILL', detail: { till: MAIN_TILL } }),
      () => checkRange(p),
      () => (wasDelivered(rows, p.voucher_type, p) ? { code: 'RANGE_BAD', detail: { delivered: 1 } } : null),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    if (facts.hub !== null && wasDelivered(rows, p.voucher_type, p))
      book.raise({
        code: 'VOUCHER_DUP',
        outletRecord: `type=${p.voucher_type};from=${p.from_no};to=${p.to_no}`,
        centreRecord: 'delivered=1',
      });
    for (const holder of [p.till, DELIVERED]) addStock(book, { type: p.voucher_type, holder }, p);
    return posted(book);
  },
});
