import { ID_TYPES } from './customer.ts';
import { defineTable } from './define.ts';
import { code, date, int, opt, text } from './fields.ts';

/** Whose paper the sender of a remittance showed; hub only, where it was taken in. Row id = its number. */
export const remittanceSender = defineTable({
  name: 'remittance_sender',
  kind: 113,
  fields: { id_type: opt(code(...ID_TYPES)), id_no: opt(text(20)) },
});

/** Wrong passwords tried for a remittance on a business date; hub only. Row id = its number. */
export const remittanceTries = defineTable({
  name: 'remittance_tries',
  kind: 114,
  fields: { business_date: date(), tries: int(0) },
});
