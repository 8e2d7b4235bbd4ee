import { defineTable } from './define.ts';
import { instant, list } from './fields.ts';

/**
 * Stretches of time in which all of an account was frozen and which its row does not tell any more: what was paid in
 * them may still arrive. Row id = account id; hub only.
 */
export const freezePast = defineTable({
  name: 'freeze_past',
  kind: 98,
  fields: { frozen: list({ from: instant(), until: instant() }, 20) },
});
