import { defineTable } from './define.ts';
import { bytes, code, date, digits, id, instant, int, opt, text } from './fields.ts';

/** A savings card as terminals may hold it (domain 3.6, design: last four digits and a 16-bit tag, never token or expiry). */
export const card = defineTable({
  name: 'card',
  kind: 13,
  scope: 'outlet',
  fields: {
    account: id(),
    customer: id(),
    bin: digits(6, 10),
    last4: digits(4),
    tag: int(0, 65_535),
    type: code('debit', 'co_branded', 'affinity', 'salary', 'social_security', 'supplementary'),
    issued_on: date(),
    status: code(
      'issued',
      'active',
      'lost_oral',
      'lost_written',
      'replaced',
      'frozen',
      'pin_locked',
      'cancelled',
      'expired',
    ),
    lost_at: opt(instant()),
    lost_until: opt(instant()),
    lost_at_outlet: opt(digits(8)),
  },
});

/** What only the hub holds of a card. Row id = the card's id. */
export const cardSecret = defineTable({
  name: 'card_secret',
  kind: 14,
  fields: { pan_token: text(64), pan_masked: text(19), pan_enc: bytes(96), subtype: opt(text(20)) },
});
