import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import { bytes, digits, fen, id, instant, int, list, opt, text } from '../../tables/fields.ts';
import { defineCommand, type Change } from '../define.ts';

/**
 * Grants a device its offline quota (domain 4.4). The share was computed and signed by the hub; renewing
 * returns the device's previous lease in the same act, so two leases of one device are never open together.
 */
export const grantLease = defineCommand({
  name: 'device.lease',
  version: 1,
  payload: {
    lease: id(),
    device: text(32),
    issued_at: instant(),
    expires_at: instant(),
    share_fen: fen(),
    counted_seq: int(0),
    hot_list_version: int(0),
    tills: list({ till: digits(2) }, 32),
    previous: opt(id()),
    signature: bytes(80),
  },
  offline: 'N',
  doors: ['hub'],
  bases: ['advice', 'request'],
  roles: null,
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [
    keyOf(lease, payload.lease),
    ...(payload.previous === null ? [] : [keyOf(lease, payload.previous)]),
  ],
  admit: ({ payload }) =>
    payload.share_fen >= 0 && payload.expires_at > payload.issued_at
      ? ok(null)
      : err({ code: 'FIELD_FORMAT', detail: { field: payload.share_fen < 0 ? 'share_fen' : 'expires_at' } }),
  apply: ({ payload, facts, rows }) => {
    const { lease: leaseId, ...grant } = payload;
    const changes: Change[] = [{ op: 'put', table: lease.name, id: leaseId, row: { ...grant, returned_at: null } }];
    const previous = payload.previous === null ? null : rows.get(lease, payload.previous);
    if (
      payload.previous !== null &&
      previous !== null &&
      previous.returned_at === null &&
      payload.previous !== leaseId
    ) {
      changes.push({
        op: 'put',
        table: lease.name,
        id: payload.previous,
        row: { ...previous, returned_at: facts.capturedAt },
      });
    }
    return { verdict: 'posted', code: null, split: null, changes };
  },
});
