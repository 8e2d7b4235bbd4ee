import { err, ok } from '../../kernel/result.ts';
import { config } from '../../tables/config.ts';
import { keyOf } from '../../tables/define.ts';
import { defineCommand } from '../define.ts';

/**
 * Writes one value of a configuration key from a date on. It holds for the unit whose branch it is written
 * in and everything below; past dates are never rewritten silently because the row id carries the date.
 */
export const setConfig = defineCommand({
  name: 'org.set_config',
  version: 1,
  payload: config.fields,
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(config, `${payload.key}@${payload.effective_from}`)],
  admit: ({ payload }) =>
    /^[a-z][a-z0-9_.]{2,63}$/.test(payload.key) && payload.value >= 0
      ? ok(null)
      : err({ code: 'FIELD_FORMAT', detail: { field: payload.value < 0 ? 'value' : 'key' } }),
  apply: ({ payload }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: config.name, id: `${payload.key}@${payload.effective_from}`, row: payload }],
  }),
});
