import { keyOf } from '../../tables/define.ts';
import { digits, id, opt } from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { ok } from '../../kernel/result.ts';
import { defineCommand } from '../define.ts';

/** Says which household an employee belongs to; null = none that is known. Kept apart from the employee: only one check reads it. */
export const setHousehold = defineCommand({
  name: 'org.set_household',
  version: 1,
  payload: { employee_no: digits(11), household: opt(id()) },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['hr', 'ops_manager'],
  rejections: [],
  reads: ({ payload }) => [keyOf(staffHousehold, payload.employee_no)],
  admit: () => ok(null),
  apply: ({ payload: { employee_no, household } }) => {
    const at = { table: staffHousehold.name, id: employee_no };
    const change =
      household === null ? ({ op: 'delete', ...at } as const) : ({ op: 'put', ...at, row: { household } } as const);
    return { verdict: 'posted', code: null, split: null, changes: [change] };
  },
});
