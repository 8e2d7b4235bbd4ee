import { defineTable } from './define.ts';
import { code, date, id } from './fields.ts';

/** Who may act on an account. Row id = `account/customer`. */
export const accountParty = defineTable({
  name: 'account_party',
  kind: 12,
  fields: { account: id(), customer: id(), role: code('holder', 'signatory'), since: date() },
});
