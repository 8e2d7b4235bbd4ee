import { defineTable } from './define.ts';
import { code, date, int } from './fields.ts';

/** One value of a key of domain 4.3 from a date on. Row id = `key@effective_from`; the nearest unit's newest valid row wins. */
export const config = defineTable({
  name: 'config',
  kind: 3,
  scope: 'reference',
  fields: { key: code(), value: int(), effective_from: date() },
});
