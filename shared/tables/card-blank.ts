import { cardSecret, card } from './card.ts';
import { defineTable } from './define.ts';
import { digits, id, opt } from './fields.ts';

/**
 * A personalised blank of the card factory, as its list names it: which card it becomes when it is handed out. Row id =
 * number of the blank (controlled voucher `card_blank`). Hub only: a tablet knows the number on the wrapping, no more.
 */
export const cardBlank = defineTable({
  name: 'card_blank',
  kind: 112,
  fields: {
    blank_no: digits(1, 15),
    bin: card.fields.bin,
    last4: card.fields.last4,
    tag: card.fields.tag,
    type: card.fields.type,
    ...cardSecret.fields,
    /** The card it became; null while it is a blank. */
    card: opt(id()),
  },
});
