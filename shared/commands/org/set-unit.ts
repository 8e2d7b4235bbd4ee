import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { defineCommand } from '../define.ts';

/**
 * Writes a unit of the organisation tree into its own branch; the parent's branch learns it by message.
 * The code of a parent is the prefix of its child's, one level up.
 */

/** Digits of a unit's code by level. */
export const UNIT_CODE_LENGTH = { province: 2, city: 4, county: 6, outlet: 8 } as const;
export type UnitLevel = keyof typeof UNIT_CODE_LENGTH;

interface Unit {
  readonly code: string;
  readonly level: UnitLevel;
  readonly parent: string | null;
}

/** Name of the field that breaks the tree, or null. */
export function treeFault({ code, level, parent }: Unit): 'code' | 'parent' | null {
  if (code.length !== UNIT_CODE_LENGTH[level]) return 'code';
  return parent === (level === 'province' ? null : code.slice(0, -2)) ? null : 'parent';
}

export const setUnit = defineCommand({
  name: 'org.set_unit',
  version: 1,
  payload: orgUnit.fields,
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office', 'message'],
  roles: ['ops_manager', 'it_admin'],
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(orgUnit, payload.code)],
  admit: ({ payload }) => {
    const fault = treeFault(payload);
    return fault === null ? ok(null) : err({ code: 'FIELD_FORMAT', detail: { field: fault } });
  },
  apply: ({ payload, facts }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [
      { op: 'put', table: orgUnit.name, id: payload.code, row: payload },
      ...(payload.parent === null || facts.branch !== payload.code
        ? []
        : [{ op: 'message' as const, toBranch: payload.parent, command: 'org.set_unit', payload }]),
    ],
  }),
});
