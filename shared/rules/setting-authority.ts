import { isAtLeast, type Level } from './case-authority.ts';

/**
 * Who may propose a setting and who may agree to it (domain 4.1, 4.5 I): one literal line per kind, and the lowest level
 * of unit from which it is done. The law's own figures are the province's alone.
 */

interface Authority {
  readonly propose: readonly string[];
  readonly confirm: readonly string[];
  readonly from: Level;
  /** Lowest level that agrees, when it is not the one that proposes. */
  readonly confirmFrom?: Level;
}

const AUTHORITY: Readonly<Record<string, Authority>> = {
  config: { propose: ['ops_manager'], confirm: ['ops_manager'], from: 'county' },
  employee: { propose: ['hr', 'it_admin'], confirm: ['ops_manager'], from: 'county' },
  duty: { propose: ['outlet_manager', 'ops_manager'], confirm: ['ops_manager'], from: 'outlet', confirmFrom: 'county' },
  unit: { propose: ['ops_manager', 'it_admin'], confirm: ['ops_manager'], from: 'county' },
  product: { propose: ['ops_manager'], confirm: ['ops_manager'], from: 'province' },
  rate: { propose: ['ops_manager'], confirm: ['ops_manager'], from: 'province' },
  calendar: { propose: ['ops_manager'], confirm: ['ops_manager'], from: 'province' },
  hot_entry: { propose: ['ops_manager', 'card_mgmt'], confirm: ['ops_manager'], from: 'county' },
  biller: { propose: ['ops_manager'], confirm: ['ops_manager'], from: 'province' },
  password: { propose: ['hr', 'it_admin'], confirm: ['ops_manager'], from: 'county' },
  certificate: { propose: ['hr'], confirm: ['ops_manager'], from: 'county' },
};

/** Keys of domain 4.3 whose figure is the law's. */
export const LAW_KEYS: readonly string[] = [
  'cash.large_report_fen',
  'transfer.large_report_fen',
  'cash.cdd_fen',
  'lost.oral_days',
];

export interface Asking {
  readonly posts: readonly string[];
  readonly level: Level;
}
export type SettingStep = 'propose' | 'confirm';

export function maySetting(who: Asking, step: SettingStep, of: { what: string; subject: string }): boolean {
  const line = AUTHORITY[of.what];
  if (line === undefined || !line[step].some((post) => who.posts.includes(post))) return false;
  const own = step === 'confirm' ? (line.confirmFrom ?? line.from) : line.from;
  return isAtLeast(who.level, of.what === 'config' && LAW_KEYS.includes(of.subject) ? 'province' : own);
}
