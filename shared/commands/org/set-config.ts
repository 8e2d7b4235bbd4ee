import { err, ok } from '../../kernel/result.ts';
import { config } from '../../tables/config.ts';
import { keyOf, type AnyRow } from '../../tables/define.ts';
import { defineCommand } from '../define.ts';

/**
 * Writes one value of a configuration key from a date on. It holds for the unit whose branch it is written
 * in and everything below; past dates are never rewritten silently because the row id carries the date.
 */
export const setConfig = defineCommand({
  name: 'org.set_config',
  version: 1,
  payload: { key: config.fields.key, value: config.fields.value, effective_from: config.fields.effective_from },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(config, payload.key)],
  admit: ({ payload }) =>
    /^[a-z][a-z0-9_.]{2,63}$/.test(payload.key) && payload.value >= 0
      ? ok(null)
      : err({ code: 'FIELD_FORMAT', detail: { field: payload.value < 0 ? 'value' : 'key' } }),
  apply: ({ payload, rows }) => {
    const record = { ...payload, value_before: null };
    const put = (id: string, row: AnyRow) => ({ op: 'put' as const, table: config.name, id, row });
    const changes = [put(`${payload.key}@${payload.effective_from}`, record)];
    const newest = rows.get(config, payload.key);
    if (newest === null || payload.effective_from >= newest.effective_from) {
      // The same date again corrects the value and leaves what counted before it.
      const same = newest !== null && newest.effective_from === payload.effective_from;
      const before = newest === null ? null : same ? newest.value_before : newest.value;
      changes.push(put(payload.key, { ...payload, value_before: before }));
    }
    return { verdict: 'posted', code: null, split: null, changes };
  },
});
