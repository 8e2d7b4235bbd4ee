import { err, ok } from '../../kernel/result.ts';
import { configFault, configNeighbours, isConfigKey } from '../../rules/config-bounds.ts';
import { configValue } from '../../rules/limits.ts';
import { config } from '../../tables/config.ts';
import { keyOf, type AnyRow } from '../../tables/define.ts';
import { defineCommand } from '../define.ts';

/**
 * Writes one value of a configuration key from a date on. It holds for the unit whose branch it is written
 * in and everything below; past dates are never rewritten silently because the row id carries the date. A value outside
 * the key's bounds, or one that passes its neighbour of that day, is refused.
 */
export const setConfig = defineCommand({
  name: 'org.set_config',
  version: 1,
  payload: { key: config.fields.key, value: config.fields.value, effective_from: config.fields.effective_from },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_FORMAT', 'SETTING_BOUNDS', 'SETTING_ORDER'],
  reads: ({ payload }) => [payload.key, ...configNeighbours(payload.key)].map((key) => keyOf(config, key)),
  admit: ({ payload: { key, value, effective_from: on }, rows }) => {
    if (!isConfigKey(key)) return err({ code: 'FIELD_FORMAT', detail: { field: 'key' } });
    const fault = configFault(key, value, (other) => configValue(rows.get(config, other), other, on));
    return fault === null ? ok(null) : err(fault);
  },
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
