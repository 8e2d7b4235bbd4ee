import { defineTable } from './define.ts';
import { code, digits, fen, id, instant, opt, text } from './fields.ts';

/**
 * What a county has of a biller's collections. Row id = the biller's code; in the county's branch, hub only. What it owes
 * the biller is `handed_fen` - `paid_fen`: negative when a bill came back after it was paid.
 */
export const billerAccount = defineTable({
  name: 'biller_account',
  kind: 124,
  fields: {
    /** What the outlets have handed over, less what they got back. */
    handed_fen: fen(),
    paid_fen: fen(),
    /** The payment that waits for a second person. */
    waits: opt(id()),
  },
});

/** A payment of a county to a biller (代收款付给代收单位). Row id = the proposal's; in the county's branch, hub only. */
export const billerPayment = defineTable({
  name: 'biller_payment',
  kind: 125,
  fields: {
    biller: code(),
    fen: fen(),
    /** Number of the transfer at the bank that pays it. */
    reference: text(60),
    status: code('proposed', 'paid', 'refused'),
    by: digits(11),
    at: instant(),
    checker: opt(digits(11)),
    decided_at: opt(instant()),
    decision: text(400),
  },
});
