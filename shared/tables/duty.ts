import { defineTable } from './define.ts';
import { digits, list } from './fields.ts';

export const DUTIES = ['new_product', 'marketing_service', 'tech_support', 'statistics'] as const;
export type Duty = (typeof DUTIES)[number];

/** Who answers for one of the four duties of a unit (R52). Row id = duty; nobody named is a gap. */
export const duty = defineTable({
  name: 'duty',
  kind: 131,
  scope: 'outlet',
  fields: { people: list({ employee: digits(11) }, 12) },
});
