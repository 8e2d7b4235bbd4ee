import { defineTable } from './define.ts';
import { code, date, digits, id, instant, list, opt, text } from './fields.ts';

/** Controlled blank vouchers (domain 3.17): counted by number, held by a till, used in number order. */
export const VOUCHER_TYPES = ['passbook', 'certificate', 'card_blank', 'pin_envelope', 'remittance_form'] as const;

const RANGE = { from_no: digits(1, 15), to_no: digits(1, 15) };

/** Ranges in hand. Row id = `type/till`; `type/outlet` lists every range ever delivered here. */
export const voucherStock = defineTable({
  name: 'voucher_stock',
  kind: 66,
  scope: 'outlet',
  fields: { voucher_type: code(...VOUCHER_TYPES), holder: text(6), ranges: list(RANGE, 200) },
});

/** A number that has left the stock. Row id = `type/number`. */
export const voucherNumber = defineTable({
  name: 'voucher_number',
  kind: 67,
  scope: 'outlet',
  fields: {
    voucher_type: code(...VOUCHER_TYPES),
    number: digits(1, 15),
    status: code('issued', 'used', 'void', 'lost'),
    till: digits(2),
    business_date: date(),
    at: instant(),
    entry: id(),
    maker: opt(digits(11)),
    checker: opt(digits(11)),
    reason: opt(text(100)),
  },
});
