import { defineTable } from './define.ts';
import { code, date, digits } from './fields.ts';

/** A certificate of an employee (domain 3.15). Row id = `employee/kind`. Absent or past `valid_to`: CERT_EXPIRED. */
export const certificate = defineTable({
  name: 'certificate',
  kind: 59,
  scope: 'outlet',
  fields: {
    employee: digits(11),
    kind: code('bank_teller', 'counterfeit', 'aml', 'insurance', 'fund'),
    valid_from: date(),
    valid_to: date(),
  },
});
