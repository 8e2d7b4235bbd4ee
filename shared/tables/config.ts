import { defineTable } from './define.ts';
import { code, date, int, opt } from './fields.ts';

/**
 * One value of a key of domain 4.3 from a date on; the nearest unit's row wins. Two rows per change: the record
 * `key@effective_from`, never rewritten, and the row `key`, which every command can name: the newest value, the
 * date from which it counts, and in `value_before` what counts until then (null = the default).
 */
export const config = defineTable({
  name: 'config',
  kind: 3,
  scope: 'reference',
  fields: { key: code(), value: int(), effective_from: date(), value_before: opt(int()) },
});
