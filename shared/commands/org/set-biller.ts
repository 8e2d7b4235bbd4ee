import { err, ok } from '../../kernel/result.ts';
import { biller } from '../../tables/biller.ts';
import { keyOf } from '../../tables/define.ts';
import { code } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';

/** Writes a biller (代收单位) into the branch of the unit that has the contract; terminals below see it. */
export const setBiller = defineCommand({
  name: 'org.set_biller',
  version: 1,
  payload: { biller: code(), ...biller.fields },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(biller, payload.biller)],
  admit: ({ payload }) =>
    /^[\w-]{2,40}$/.test(payload.biller) ? ok(null) : err({ code: 'FIELD_FORMAT', detail: { field: 'biller' } }),
  apply: ({ payload: { biller: id, ...row } }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: biller.name, id, row }],
  }),
});
