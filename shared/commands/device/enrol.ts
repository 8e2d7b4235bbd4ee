import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { device } from '../../tables/device.ts';
import { digits, text } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';

/**
 * Tells a branch of a terminal that has claimed it. Keys and the one-time code are the hub's own business;
 * here the device becomes known by its number to the outlet's people. Enrolling again keeps the first date.
 */
export const enrolDevice = defineCommand({
  name: 'device.enrol',
  version: 1,
  payload: { device: text(32), device_no: digits(2), outlet: digits(8), kind: device.fields.kind },
  offline: 'N',
  doors: ['hub'],
  bases: ['advice', 'request'],
  roles: null,
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(device, payload.device)],
  admit: ({ payload, facts }) =>
    payload.outlet === facts.branch && payload.device_no !== '00'
      ? ok(null)
      : err({ code: 'FIELD_FORMAT', detail: { field: payload.device_no === '00' ? 'device_no' : 'outlet' } }),
  apply: ({ payload, facts, rows }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [
      {
        op: 'put',
        table: device.name,
        id: payload.device,
        row: {
          device_no: payload.device_no,
          outlet: payload.outlet,
          kind: payload.kind,
          status: 'active',
          enrolled_at: rows.get(device, payload.device)?.enrolled_at ?? facts.capturedAt,
        },
      },
    ],
  }),
});
