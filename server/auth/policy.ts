import type { Post } from '../../shared/tables/employee.ts';

/**
 * The one function that says who may see or do what at the hub's own doors. Posts come from domain 4.1, scope is
 * the actor's unit and everything below it (unit codes are prefixes of their children's codes). Commands check
 * their own roles again when they are judged; this table only opens the door.
 */
export interface Actor {
  readonly employeeNo: string;
  readonly name: string;
  readonly unit: string;
  readonly posts: readonly Post[];
}

export type Action =
  | 'units.read'
  | 'devices.read'
  | 'devices.enrol'
  | 'customers.read'
  | 'interactions.read'
  | 'cases.read'
  | 'aml.read'
  | 'figures.read'
  | 'loss.report';

export const POLICY: Readonly<Record<Action, readonly Post[]>> = {
  'units.read': [
    'teller', 'chief_teller', 'outlet_manager', 'account_manager', 'field_officer', 'lobby_manager', 'agent', 'agent_lead',
    'supervision', 'ops_manager', 'card_mgmt', 'marketing', 'aml', 'analyst', 'kpi_admin', 'hr', 'it_admin', 'auditor',
  ],
  'devices.read': ['chief_teller', 'outlet_manager', 'supervision', 'ops_manager', 'it_admin', 'auditor'],
  'devices.enrol': ['ops_manager', 'it_admin'],
  'customers.read': [
    'teller', 'chief_teller', 'outlet_manager', 'account_manager', 'field_officer', 'lobby_manager', 'agent', 'agent_lead',
    'supervision', 'ops_manager', 'card_mgmt', 'aml', 'auditor',
  ],
  'interactions.read': ['teller', 'chief_teller', 'outlet_manager', 'agent', 'agent_lead', 'supervision', 'ops_manager', 'card_mgmt', 'aml', 'auditor'],
  'cases.read': ['chief_teller', 'outlet_manager', 'supervision', 'ops_manager', 'card_mgmt', 'auditor'],
  'aml.read': ['aml'],
  'figures.read': ['outlet_manager', 'supervision', 'ops_manager', 'card_mgmt', 'marketing', 'analyst', 'kpi_admin', 'auditor'],
  'loss.report': ['teller', 'chief_teller', 'outlet_manager', 'lobby_manager', 'agent'],
};

/** Posts in force on a business date; `to` is the last day. */
export const postsInForce = (
  posts: readonly { readonly post: Post; readonly from: string; readonly to: string | null }[],
  on: string,
): readonly Post[] => posts.filter((one) => one.from <= on && (one.to === null || one.to >= on)).map((one) => one.post);

export const isWithin = (unit: string, scope: string): boolean => unit.startsWith(scope);

/** May this person do this in this unit? */
export const mayAct = (actor: Pick<Actor, 'unit' | 'posts'>, action: Action, unit: string): boolean =>
  isWithin(unit, actor.unit) && actor.posts.some((post) => POLICY[action].includes(post));
