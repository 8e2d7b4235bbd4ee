import { DEVICE_CASES, isWithin, rightsOf, type Right } from '../../shared/read-models/office-rights.ts';
import type { CaseDetail, CaseLine } from '../../shared/read-models/office.ts';
import { maySetting, type SettingStep } from '../../shared/rules/setting-authority.ts';
import type { SettingKind } from '../../shared/tables/setting-change.ts';
import type { OfficeSession } from './office-ports.ts';

/** The one place that says whether a session may read or do something at the office door, and what it sees of it. */

export const may = (session: OfficeSession, right: Right): boolean => rightsOf(session.posts).has(right);

/** The unit a query may look at: the one asked for when it lies in the reader's subtree, else null. */
export function scopeOf(session: OfficeSession, asked: string | undefined): string | null {
  if (asked === undefined) return session.unit.code;
  return isWithin(session.unit.code, asked) ? asked : null;
}

/** Who proposes or agrees to a setting of a unit: one's own subtree, and what the post and the level allow. */
export const mayChange = (
  session: OfficeSession,
  step: SettingStep,
  of: { readonly what: SettingKind; readonly subject: string; readonly branch: string },
): boolean =>
  isWithin(session.unit.code, of.branch) && maySetting({ posts: session.posts, level: session.unit.level }, step, of);

/** Who is on the stop list is business: a post without money figures (system administrator, personnel) does not see it. */
export const seesSetting = (session: OfficeSession, what: SettingKind): boolean =>
  what !== 'hot_entry' || may(session, 'money');

/** Which cases a session sees at all. AML cases: the aml post only (no tipping-off). */
export function seesCase(session: OfficeSession, one: Pick<CaseLine, 'aml' | 'code'>): boolean {
  if (one.aml) return may(session, 'aml');
  return may(session, 'cases') || (may(session, 'device_cases') && DEVICE_CASES.includes(one.code));
}

const maskLine = { amountFen: null, suspenseFen: null, suspenseLedger: null };

/** IT sees that a device misbehaves, never whose money it was. */
export const caseLineFor = (session: OfficeSession, one: CaseLine): CaseLine =>
  may(session, 'cases') || one.aml ? one : { ...one, ...maskLine };

export function caseDetailFor(session: OfficeSession, one: CaseDetail): CaseDetail {
  if (may(session, 'cases') || one.aml) return one;
  const steps = one.steps.map((step) => ({ ...step, fen: 0, toAccountTail: null }));
  const journal =
    one.journal === null ? null : { ...one.journal, held: one.journal.held.map((held) => ({ ...held, fen: null })) };
  return {
    ...one,
    ...maskLine,
    journal,
    interaction: null,
    signature: null,
    suspended: null,
    accountTail: null,
    customerName: null,
    cashRefund: null,
    postings: [],
    axis: [],
    steps,
  };
}
