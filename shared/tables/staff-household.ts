import { defineTable } from './define.ts';
import { id } from './fields.ts';

/** The household an employee lives in, by the id customers of it carry. Row id = employee number. */
export const staffHousehold = defineTable({
  name: 'staff_household',
  kind: 51,
  scope: 'outlet',
  fields: { household: id() },
});
