import { defineTable } from './define.ts';
import { code, digits, instant, opt, text } from './fields.ts';

/** What may be wrong with a voucher. */
export const FINDINGS = ['no_signature', 'amount_differs', 'id_missing', 'no_approval', 'missing', 'other'] as const;
export type Finding = (typeof FINDINGS)[number];

/** 凭证监督: one voucher that was looked at. Row id = its entry. Never sent to an outlet: what was found is a case. */
export const voucherCheck = defineTable({
  name: 'voucher_check',
  kind: 106,
  fields: {
    voucher_no: opt(digits(22)),
    /** null = in order. */
    finding: opt(code(...FINDINGS)),
    words: text(400),
    by: opt(digits(11)),
    at: instant(),
  },
});
