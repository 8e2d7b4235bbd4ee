import { keyOf } from '../../tables/define.ts';
import { code, digits, opt } from '../../tables/fields.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { VOUCHER_TYPES, voucherStock } from '../../tables/voucher.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { MAIN_TILL } from '../till-checks.ts';
import { DELIVERED, stockId } from '../voucher-stock.ts';
import { addStock, checkHeld, checkRange, takeStock } from '../vouchers.ts';

/**
 * 重要空白凭证领用/调剂: a range goes from one till to another, entered at either, before the chief teller; from the main
 * till it may go back to the county.
 */
const payload = {
  voucher_type: code(...VOUCHER_TYPES),
  from_no: digits(1, 15),
  to_no: digits(1, 15),
  from_till: digits(2),
  /** null = back to the county. */
  to_till: opt(digits(2)),
};
type MoveInput = Input<typeof payload>;

function checkTills({ payload: p, rows, facts }: MoveInput): Refusal<'NO_TILL' | 'SAME_TILL'> | null {
  const own = facts.maker === null ? null : (rows.get(tellerSession, facts.maker)?.till ?? null);
  if (facts.door === 'terminal' && own !== p.from_till && (p.to_till === null || own !== p.to_till))
    return { code: 'NO_TILL', detail: {} };
  if (p.from_till === p.to_till) return { code: 'SAME_TILL', detail: {} };
  if (p.to_till === null) return p.from_till === MAIN_TILL ? null : { code: 'NO_TILL', detail: { till: MAIN_TILL } };
  return rows.get(till, p.to_till) === null ? { code: 'NO_TILL', detail: { till: p.to_till } } : null;
}

export const moveVouchers = defineCommand({
  name: 'till.voucher_move',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'T2',
  rejections: ['NO_TILL', 'SAME_TILL', 'RANGE_BAD', 'RANGE_NOT_HELD'],
  reads: ({ payload: p, facts }) => [
    ...[p.from_till, p.to_till ?? DELIVERED].map((holder) => keyOf(voucherStock, stockId(p.voucher_type, holder))),
    ...(p.to_till === null ? [] : [keyOf(till, p.to_till)]),
    ...(facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  ],
  checker: (input) => dual('chief_teller', input),
  admit: (input) =>
    inOrder<'NO_TILL' | 'SAME_TILL' | 'RANGE_BAD' | 'RANGE_NOT_HELD'>([
      () => checkTills(input),
      () => checkRange(input.payload),
      () => checkHeld(input.rows, input.payload.voucher_type, input.payload.from_till, input.payload),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const type = p.voucher_type;
    if (facts.hub !== null && checkHeld(rows, type, p.from_till, p) !== null)
      book.raise({
        code: 'VOUCHER_GAP',
        outletRecord: `type=${type};from=${p.from_no};to=${p.to_no};till=${p.from_till}`,
        centreRecord: 'held=0',
      });
    takeStock(book, { type, holder: p.from_till }, p);
    if (p.to_till === null) takeStock(book, { type, holder: DELIVERED }, p);
    else addStock(book, { type, holder: p.to_till }, p);
    return posted(book);
  },
});
