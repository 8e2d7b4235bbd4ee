import { defineTable } from './define.ts';
import { code, digits, fen, id, instant, opt, text } from './fields.ts';

/**
 * The application form of a written loss report that stands. Row id = account id. A new medium is handed out against
 * this number and no other (domain 4.5 B, `counter.lost_reissue`).
 */
export const lossForm = defineTable({
  name: 'loss_form',
  kind: 151,
  scope: 'outlet',
  fields: {
    form_no: text(30),
    /** What was lost; `card` is the card when it was one. */
    medium: code('passbook', 'certificate', 'card', 'card_and_passbook'),
    card: opt(id()),
    reported_at: instant(),
    outlet: digits(8),
    fee_fen: fen(),
    entry: id(),
  },
});
