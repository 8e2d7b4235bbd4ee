import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import { id } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';

/**
 * A device gives its lease back before it expires. Only the unused part becomes free: what was paid under it
 * stays in the rolling 72 hours. Returning twice keeps the first time.
 */
export const returnLease = defineCommand({
  name: 'device.return_lease',
  version: 1,
  payload: { lease: id() },
  offline: 'Y',
  doors: ['terminal', 'hub'],
  roles: null,
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(lease, payload.lease)],
  admit: ({ payload, facts, rows }) => {
    const held = rows.get(lease, payload.lease);
    const own = held !== null && (facts.device === null || held.device === facts.device);
    return own ? ok(null) : err({ code: 'FIELD_FORMAT', detail: { field: 'lease' } });
  },
  apply: ({ payload, facts, rows }) => {
    const held = rows.get(lease, payload.lease);
    const own = held !== null && (facts.device === null || held.device === facts.device);
    const changes =
      own && held.returned_at === null
        ? [
            {
              op: 'put' as const,
              table: lease.name,
              id: payload.lease,
              row: { ...held, returned_at: facts.capturedAt },
            },
          ]
        : [];
    return { verdict: 'posted', code: null, split: null, changes };
  },
});
