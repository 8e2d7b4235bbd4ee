import { defineTable } from './define.ts';
import { bytes, code, date, digits, list, opt, text } from './fields.ts';

export const POSTS = [
  'teller',
  'chief_teller',
  'outlet_manager',
  'account_manager',
  'field_officer',
  'lobby_manager',
  'agent',
  'agent_lead',
  'atm_keeper',
  'supervision',
  'ops_manager',
  'card_mgmt',
  'marketing',
  'aml',
  'analyst',
  'kpi_admin',
  'hr',
  'it_admin',
  'auditor',
  'customer',
] as const;
export type Post = (typeof POSTS)[number];

/** An employee of a unit (domain 3.2). Row id = employee number. The PIN verifier serves approvals inside an open vault only. */
export const employee = defineTable({
  name: 'employee',
  kind: 2,
  scope: 'outlet',
  fields: {
    employee_no: digits(11),
    name: text(50),
    unit: digits(2, 8),
    posts: list({ post: code(...POSTS), from: date(), to: opt(date()) }, 12),
    status: code('active', 'on_leave', 'mandatory_leave', 'suspended', 'left'),
    /** PBKDF2-SHA-256 (210,000 rounds) of the approval PIN. */
    pin_salt: opt(bytes(16)),
    pin_hash: opt(bytes(32)),
    id_no_hash: opt(bytes(32)),
  },
});
