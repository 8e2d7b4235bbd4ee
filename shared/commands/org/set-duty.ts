import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { DUTIES, duty } from '../../tables/duty.ts';
import { employee } from '../../tables/employee.ts';
import { code } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';

/** 职责指定: names who answers for one of the four duties of a unit (R52); an empty list leaves a gap that is shown. */
export const setDuty = defineCommand({
  name: 'org.set_duty',
  version: 1,
  payload: { duty: code(...DUTIES), ...duty.fields },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['outlet_manager', 'ops_manager'],
  rejections: ['ORIGINAL_UNKNOWN'],
  reads: ({ payload }) => [keyOf(duty, payload.duty), ...payload.people.map((one) => keyOf(employee, one.employee))],
  admit: ({ payload, rows }) => {
    const stranger = payload.people.find((one) => rows.get(employee, one.employee)?.status !== 'active');
    return stranger === undefined ? ok(null) : err({ code: 'ORIGINAL_UNKNOWN', detail: { field: 'people' } });
  },
  apply: ({ payload: { duty: id, people } }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: duty.name, id, row: { people } }],
  }),
});
