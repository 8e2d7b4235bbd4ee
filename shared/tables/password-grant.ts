import { defineTable } from './define.ts';
import { digits, instant, opt } from './fields.ts';

/**
 * Two persons have agreed that somebody gets a first password (首次密码): who asked may draw it, once. Row id = employee
 * number, in the branch of their unit. The password itself is in no row and in no command.
 */
export const passwordGrant = defineTable({
  name: 'password_grant',
  kind: 123,
  fields: {
    granted_at: instant(),
    drawn_at: opt(instant()),
    drawn_by: opt(digits(11)),
  },
});
