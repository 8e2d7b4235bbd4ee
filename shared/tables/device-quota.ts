import { defineTable } from './define.ts';
import { digits, flag, instant, opt, text } from './fields.ts';

/**
 * Whether a terminal is lent an offline quota (domain 4.4). Row id = device id; no row = it is. The county's decision
 * stays on the hub: a terminal learns of it by the lease of zero that it gets at its next contact.
 */
export const deviceQuota = defineTable({
  name: 'device_quota',
  kind: 120,
  scope: 'never',
  fields: { stopped: flag(), by: opt(digits(11)), at: instant(), words: text(400) },
});
