import { equalBytes } from '../kernel/bytes.ts';
import { isAmount, type Fen } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { available, offlineAvailable } from '../rules/available.ts';
import { isSheet, sheetTotal, type DenominationLine } from '../rules/denominations.ts';
import { frozenAt, lostAt, stoppedAt } from '../rules/loss.ts';
import type { account } from '../tables/account.ts';
import { nextNumber, type NumberRange } from '../rules/voucher-ranges.ts';
import { card } from '../tables/card.ts';
import type { customer } from '../tables/customer.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { employee } from '../tables/employee.ts';
import { hotAccountId, hotCardId, hotEntry } from '../tables/hot-entry.ts';
import { staffHousehold } from '../tables/staff-household.ts';
import { tellerSession } from '../tables/teller-session.ts';
import { till } from '../tables/till.ts';
import type { RefusalCode } from './codes.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { idNoHash } from './identity.ts';
import { isClosed, isDuplicate, type CashPart } from './judge.ts';
import { ageHours, leaseInForce, payoutLimits, percentNow, valueOf } from './payout-limits.ts';

/** Checks 8-24 of domain 4.2 for cash at the counter, one function per number. Null means passed. */

type Check<C extends RefusalCode> = Refusal<C> | null;
type Account = RowOf<typeof account>;
type Customer = RowOf<typeof customer>;

const no = <const C extends RefusalCode>(code: C, detail: Refusal['detail'] = {}): Refusal<C> => ({ code, detail });

/** Runs the checks in their order; the first failure wins. */
export function inOrder<C extends RefusalCode>(checks: readonly (() => Check<C>)[]): Result<null, Refusal<C>> {
  for (const check of checks) {
    const found = check();
    if (found !== null) return err(found);
  }
  return ok(null);
}

/** 6, second half: the payload names the till its session holds. */
export function checkOwnTill(rows: Rows, facts: Facts, tillNo: string) {
  const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
  return facts.door !== 'terminal' || session?.till === tillNo ? null : no('NO_TILL');
}

/** 8 */
export const checkSheet = (lines: readonly DenominationLine[]) =>
  isSheet(lines) ? null : no('FIELD_FORMAT', { field: 'denominations' });

/** 9 */
export const checkAmount = (fen: Fen) => (isAmount(fen) ? null : no('AMOUNT_INVALID', { fen }));

/** 10. A person whose identity is in doubt may still bring money. */
export function checkCustomer(person: Customer | null, deposit: boolean) {
  if (person === null) return null;
  const barred =
    ['deceased', 'merged', 'closed'].includes(person.status) || (!deposit && person.status === 'frozen_id');
  return barred ? no('CUSTOMER_STATUS', { status: person.status }) : null;
}

/** 11. What the clerk typed from the paper must be the record's; an expired paper is no evidence. */
export function checkIdentity(
  person: Customer | null,
  facts: Facts,
  seen: { required: boolean; idSeen: boolean; last4: string | null },
) {
  if (!seen.idSeen) return seen.required ? no('ID_REQUIRED') : null;
  if (person === null) return null;
  const expected = person.id_no.slice(-4).toUpperCase();
  if (seen.last4 === null || seen.last4.toUpperCase() !== expected) return no('ID_MISMATCH');
  const until = person.id_valid_to;
  return until !== null && until < facts.businessDate ? no('ID_EXPIRED', { valid_to: until }) : null;
}

/** 12 for a payout (domain 11.5). */
export function checkPayoutAccount(row: Account | null, facts: Facts, oralDays: number) {
  if (row === null) return no('ACCOUNT_NOT_FOUND');
  if (isClosed(row)) return no('ACCOUNT_STATUS', { status: row.status });
  if (lostAt(row, facts.capturedAt, oralDays)) return no('ACCOUNT_STATUS', { status: row.status });
  if (frozenAt(row, facts.capturedAt))
    return no('ACCOUNT_STATUS', { status: stoppedAt(row, facts.capturedAt) ? 'stop_pay' : 'frozen' });
  if (row.status === 'dormant' || row.status === 'long_suspended') return no('ACCOUNT_STATUS', { status: row.status });
  return row.kind === 'demand' ? null : no('ACCOUNT_STATUS', { status: row.kind });
}

/** 13 */
export function checkCard(rows: Rows, facts: Facts, cardId: string | null, oralDays: number) {
  const used = cardId === null ? null : rows.get(card, cardId);
  if (used === null) return null;
  const lapsed = used.status === 'lost_oral' && !lostAt(used, facts.capturedAt, oralDays);
  return used.status === 'active' || lapsed ? null : no('CARD_STATE', { status: used.status });
}

/** Keys of the stop entries a payout from this account with this card would meet. */
export function hotReads(rows: Rows, of: { account: string | null; card: string | null }): RowKey[] {
  const used = of.card === null ? null : rows.get(card, of.card);
  return [
    ...(of.account === null ? [] : [keyOf(hotEntry, hotAccountId(of.account))]),
    ...(used === null ? [] : [keyOf(hotEntry, hotCardId(used.last4, used.tag))]),
  ];
}

function isStopped(entry: RowOf<typeof hotEntry> | null, facts: Facts): boolean {
  if (entry === null || facts.capturedAt < entry.from) return false;
  if (entry.lifted_at !== null && facts.capturedAt >= entry.lifted_at) return false;
  return facts.offline || entry.reason !== 'offline_block';
}

/** 13, second half, payouts only: the county's stop list; an unresolved overdraft stops offline payments. */
export function checkHotList(rows: Rows, facts: Facts, of: { account: string; row: Account; card: string | null }) {
  if (facts.offline && of.row.offline_block) return no('HOT_LISTED', { why: 'overdraft' });
  const used = of.card === null ? null : rows.get(card, of.card);
  const byCard = used === null ? null : rows.get(hotEntry, hotCardId(used.last4, used.tag));
  const byAccount = rows.get(hotEntry, hotAccountId(of.account));
  return isStopped(byCard, facts) || isStopped(byAccount, facts) ? no('HOT_LISTED', { why: 'stop_list' }) : null;
}

/** 14. A visiting customer's account and a person of high risk are not paid offline. */
export function checkOfflineClass(row: Account, person: Customer | null, facts: Facts) {
  if (!facts.offline) return null;
  if (row.home_outlet !== facts.branch) return no('OFFLINE_NOT_ALLOWED');
  return person?.risk_level === 'high' ? no('RISK_HIGH_OFFLINE') : null;
}

/** 15. The lease is tested before the replica's age. */
export function checkLease(rows: Rows, facts: Facts) {
  if (!facts.offline) return null;
  if (!leaseInForce(rows, facts)) return no('LEASE_EXPIRED');
  return percentNow(rows, facts) === 0 ? no('REPLICA_STALE', { age_h: ageHours(facts) }) : null;
}

/** 16 */
export function checkFunds(row: Account, facts: Facts, fen: Fen) {
  const can = facts.offline ? offlineAvailable(row) : available(row);
  return fen > can ? no('INSUFFICIENT_FUNDS', { allowed_fen: Math.max(0, can) }) : null;
}

/** 17, payouts. Equal to a limit is allowed. */
export function checkPayoutLimits(rows: Rows, facts: Facts, of: { account: string; till: string; fen: Fen }) {
  if (!facts.offline) return null;
  const broken = payoutLimits(rows, facts, of).find((limit) => limit.usedFen + of.fen > limit.limitFen);
  if (broken === undefined) return null;
  return no(broken.code, {
    limit: broken.name,
    limit_fen: broken.baseFen,
    used_fen: broken.usedFen,
    allowed_fen: Math.max(0, broken.limitFen - broken.usedFen),
    percent: percentNow(rows, facts),
    age_h: ageHours(facts),
  });
}

/** 18 */
export function checkTillCash(rows: Rows, tillNo: string, fen: Fen) {
  const cash = rows.get(till, tillNo)?.cash_fen ?? 0;
  return fen > cash ? no('TILL_CASH_SHORT', { till_fen: cash }) : null;
}

/** 19. A count sheet is optional; one that was entered must agree. */
export function checkCount(lines: readonly DenominationLine[], fen: Fen) {
  const counted = sheetTotal(lines);
  return lines.length > 0 && counted !== fen
    ? no('DENOM_MISMATCH', { counted_fen: counted, difference_fen: counted - fen })
    : null;
}

/** 20, for a command that hands out a controlled voucher: the next number of those in hand and no other. */
export function checkVoucher(ranges: readonly NumberRange[], number: string | null) {
  const next = nextNumber(ranges);
  if (next === null) return no('VOUCHER_OUT');
  return number === next ? null : no('VOUCHER_OUT', { next });
}

/** 23 */
export function checkSelfDealing(rows: Rows, facts: Facts, person: Customer | null) {
  const maker = facts.maker === null ? null : rows.get(employee, facts.maker);
  if (person === null || maker === null || maker.id_no_hash === null) return null;
  return equalBytes(maker.id_no_hash, idNoHash(person.id_no)) ? no('SELF_DEALING') : null;
}

/** 23, second half, soft: of the clerk's own household. A reason in the payload is the clerk's confirmation. */
export function checkHousehold(rows: Rows, facts: Facts, person: Customer | null, reason: string | null) {
  if (facts.maker === null || person === null || person.household === null) return null;
  if (reason !== null && reason.trim() !== '') return null;
  const own = rows.get(staffHousehold, facts.maker)?.household;
  return own === person.household ? no('SELF_DEALING', { household: 1 }) : null;
}

/** 24, soft: a reason in the payload is the clerk's confirmation. */
export function checkDuplicate(
  rows: Rows,
  facts: Facts,
  part: Pick<CashPart, 'kind' | 'fen' | 'account' | 'accountNo'>,
  reason: string | null,
) {
  if (reason !== null && reason.trim() !== '') return null;
  return isDuplicate(rows, facts, part, true)
    ? no('DUPLICATE_WARN', { window_s: valueOf(rows, 'dup.window_s', facts) })
    : null;
}
