import { defineTable } from './define.ts';
import { code, date, digits, instant, opt, text } from './fields.ts';

/** The latest session of an employee. Row id = employee number. */
export const tellerSession = defineTable({
  name: 'teller_session',
  kind: 26,
  scope: 'outlet',
  fields: {
    employee: digits(11),
    device: text(32),
    business_date: date(),
    status: code('open', 'locked', 'closed'),
    on_at: instant(),
    off_at: opt(instant()),
    till: opt(digits(2)),
    witness: opt(digits(11)),
  },
});
