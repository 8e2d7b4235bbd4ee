import { defineTable } from './define.ts';
import { code, date, digits, fen, flag, instant, list, opt, text } from './fields.ts';
import { DENOMINATION_FIELDS } from './till.ts';

/**
 * Cash on its way between two tills, or between the main till and the county. Row id = the sender's entry (for cash
 * from the county: the receiver's). Either side's journal may arrive first. What it has in SUS-TRF is
 * sent - accepted - taken back - settled (`inTransit`); it is open while that is not zero.
 */
export const cashTransfer = defineTable({
  name: 'cash_transfer',
  kind: 65,
  scope: 'outlet',
  fields: {
    kind: code('till', 'to_county', 'from_county'),
    from_till: opt(digits(2)),
    to_till: opt(digits(2)),
    business_date: date(),
    /** 0 while the sender's own entry has not arrived. */
    sent_fen: fen(),
    sent_at: opt(instant()),
    sent_by: opt(digits(11)),
    sent_device: opt(text(32)),
    answer: code('none', 'accepted', 'refused'),
    accepted_fen: fen(),
    answered_at: opt(instant()),
    answered_by: opt(digits(11)),
    answered_device: opt(text(32)),
    /** Refused cash the sender has taken back. */
    returned_fen: fen(),
    /** The sender has seen the receiver's answer. */
    confirmed: flag(),
    nonce: text(32),
    seal_no: opt(text(20)),
    escorts: list({ employee: digits(11) }, 2),
    denominations: list(DENOMINATION_FIELDS, 16),
    /** What two persons of the county took out of SUS-TRF by the case: positive = sent and never taken. */
    settled_fen: fen(),
  },
});
