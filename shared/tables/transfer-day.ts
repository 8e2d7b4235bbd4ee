import { defineTable } from './define.ts';
import { date, fen, id } from './fields.ts';

/**
 * What a person transferred to others and was transferred by others on one business date, at all outlets together, in
 * the branch of their master. Row id = `customer/date`. Hub only: what is reported is not for the outlets.
 */
export const transferDay = defineTable({
  name: 'transfer_day',
  kind: 97,
  fields: { customer: id(), business_date: date(), in_fen: fen(), out_fen: fen() },
});
