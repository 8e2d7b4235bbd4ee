import type { ExceptionCode } from '../commands/codes.ts';
import type { Post } from '../tables/employee.ts';

/** Who may see what at the office (domain 4.1): one literal line per post, and the subtree a reader stays in. */

export const RIGHTS = [
  'outlets',
  'money',
  'devices',
  'cases',
  'device_cases',
  'aml',
  'interactions',
  'analysis',
  'loss',
  'case_work',
  'case_answer',
  'device_work',
  'settings',
  'bags',
  'notices',
  'notice_work',
  'stand_ins',
  'biller_pay',
  'openings',
] as const;
export type Right = (typeof RIGHTS)[number];

const REGION: readonly Right[] = ['outlets', 'money', 'devices', 'cases', 'interactions', 'analysis', 'notices'];
const FIGURES: readonly Right[] = ['outlets', 'money', 'analysis'];

/** One literal line per post; a post that has no office page yet has an empty one. */
export const RIGHTS_OF_POST: Readonly<Record<Post, readonly Right[]>> = {
  teller: [],
  chief_teller: ['outlets', 'money', 'devices', 'cases', 'interactions', 'case_answer', 'notices'],
  outlet_manager: [
    'outlets',
    'money',
    'devices',
    'cases',
    'interactions',
    'analysis',
    'loss',
    'case_answer',
    'settings',
    'notices',
  ],
  account_manager: [],
  field_officer: [],
  lobby_manager: ['loss'],
  agent: ['loss'],
  agent_lead: [],
  atm_keeper: [],
  supervision: [...REGION, 'case_work', 'bags', 'stand_ins', 'openings'],
  ops_manager: [
    ...REGION,
    'case_work',
    'device_work',
    'settings',
    'bags',
    'notice_work',
    'stand_ins',
    'biller_pay',
    'openings',
  ],
  card_mgmt: [...FIGURES, 'settings'],
  marketing: FIGURES,
  aml: ['outlets', 'money', 'cases', 'aml', 'interactions', 'case_work'],
  analyst: FIGURES,
  kpi_admin: FIGURES,
  hr: ['settings'],
  /** No business data: devices, contact, and cases about devices without amounts or persons. */
  it_admin: ['outlets', 'devices', 'device_cases', 'case_work', 'device_work', 'settings'],
  auditor: [...REGION, 'settings'],
  customer: [],
};

/** The cases of domain 4.8 that are about a device and fall to IT. */
export const DEVICE_CASES: readonly ExceptionCode[] = [
  'CLOCK_ANOMALY',
  'SEQ_GAP',
  'CHAIN_BROKEN',
  'SEQ_CONFLICT',
  'RAW_UNREADABLE',
  'UNSIGNED_TAIL',
  'DEVICE_REVOKED_ENTRY',
];

export function rightsOf(posts: readonly Post[]): ReadonlySet<Right> {
  return new Set(posts.flatMap((post) => RIGHTS_OF_POST[post]));
}

/** Units below and including one: the code of a child begins with the code of its parent. */
export const isWithin = (unit: string, code: string): boolean => code.startsWith(unit);
