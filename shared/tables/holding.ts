import { defineTable } from './define.ts';
import { code, date, fen, id, int, text } from './fields.ts';

/** A standing order of an account (import.order). Row id = source key. */
export const standingOrder = defineTable({
  name: 'standing_order',
  kind: 40,
  fields: { account: id(), partner_bank: text(20), partner_account: text(34), amount_fen: fen(), purpose: code() },
});

/** A loan seen as a product holding (import.loan). Row id = source key. */
export const loan = defineTable({
  name: 'loan',
  kind: 41,
  fields: {
    account: id(),
    granted_on: date(),
    amount_fen: fen(),
    months: int(1, 600),
    payment_fen: fen(),
    status: code('A', 'B', 'C', 'D'),
  },
});
