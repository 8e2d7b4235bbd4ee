import { DAY_MS, SECOND_MS } from '../kernel/dates.ts';
import { available } from '../rules/available.ts';
import { lostAt } from '../rules/loss.ts';
import { account } from '../tables/account.ts';
import { card } from '../tables/card.ts';
import type { RowOf } from '../tables/define.ts';
import { customerDay, recent } from '../tables/totals.ts';
import { customerDayId, recentId, type CashEntry, type Split } from './booking.ts';
import type { CaseDraft, Facts, Rows, Verdict } from './define.ts';
import { wasFrozen } from './freezes.ts';
import { judgesPerson } from './person-cash.ts';
import { ageHours, leaseInForce, payoutLimits, valueOf } from './payout-limits.ts';

/**
 * Where the money of a cash fact goes (domain 4.8, 11.6). The first of CARD_LOST, FROZEN, CLOSED, UNKNOWN,
 * LIMIT_EXCEEDED above 2x and OVERDRAFT decides; only OVERDRAFT splits; codes that only flag are all added.
 * An entry the hub already judged in an earlier life keeps what was recorded then.
 */

export interface Judged {
  readonly split: Split;
  readonly cases: readonly CaseDraft[];
}

type Account = RowOf<typeof account>;
export type CashPart = Pick<CashEntry, 'kind' | 'fen' | 'account' | 'accountNo' | 'customer' | 'card'> & {
  readonly till: string | null;
};

const toAccount = (fen: number): Split => ({ accountFen: fen, suspenseLedger: null, suspenseFen: 0 });
const toSuspense = (ledger: string, fen: number): Split => ({
  accountFen: 0,
  suspenseLedger: ledger,
  suspenseFen: fen,
});

const REFUSES_ALL: ReadonlySet<string> = new Set(['closed', 'pending', 'cancelled']);
export const isClosed = (row: Pick<Account, 'status'>): boolean => REFUSES_ALL.has(row.status);

/** A clock the hub has not anchored cannot prove that a payment of the day before a loss came first. */
const UNANCHORED_NEAR_MS = DAY_MS;

function isLost(rows: Rows, facts: Facts, of: { row: Account; card: string | null }): boolean {
  const days = valueOf(rows, 'lost.oral_days', facts);
  const used = of.card === null ? null : rows.get(card, of.card);
  return [of.row, used].some((state) => {
    if (state === null || state.lost_at === null) return false;
    if (lostAt(state, facts.capturedAt, days)) return true;
    const before = state.lost_at - facts.capturedAt;
    return !facts.anchored && before > 0 && before <= UNANCHORED_NEAR_MS && lostAt(state, state.lost_at, days);
  });
}

/** The payment came first, but the hub heard of the loss before it heard of the payment. */
function lossFollowed(rows: Rows, facts: Facts, of: { row: Account; card: string | null }): boolean {
  const used = of.card === null ? null : rows.get(card, of.card);
  return [of.row, used].some(
    (state) =>
      state !== null && state.lost_at !== null && facts.capturedAt < state.lost_at && state.status.startsWith('lost'),
  );
}

interface Excess {
  readonly over: boolean;
  readonly farOver: boolean;
  readonly record: string;
}

/** Limits are judged from the hub's own rows; 2x is of the configured limits before the ladder and of the last share. */
function payoutExcess(rows: Rows, facts: Facts, part: CashPart): Excess {
  const broken = payoutLimits(rows, facts, part).filter((limit) => limit.usedFen + part.fen > limit.limitFen);
  const farOver = broken.some((limit) => limit.usedFen + part.fen > 2 * limit.baseFen);
  const record = broken.map((limit) => `${limit.name}=${limit.usedFen}+${part.fen}>${limit.limitFen}`).join(';');
  return { over: broken.length > 0, farOver, record };
}

const overLimit = (part: CashPart, excess: Excess): CaseDraft => ({
  code: 'LIMIT_EXCEEDED',
  ...(excess.farOver ? { severity: 'high' as const } : {}),
  amountFen: part.fen,
  centreRecord: excess.record,
});

interface Ground {
  readonly split: Split;
  readonly raised: CaseDraft | null;
}

function payoutGround(rows: Rows, facts: Facts, part: CashPart, excess: Excess | null): Ground {
  const row = part.account === null ? null : rows.get(account, part.account);
  const bar = (code: CaseDraft['code'], ledger: string, centreRecord: string): Ground => ({
    split: toSuspense(ledger, part.fen),
    raised: { code, amountFen: part.fen, centreRecord },
  });
  if (row === null) return bar('UNKNOWN_ACCOUNT', 'SUS-UNK', `account_no=${part.accountNo ?? '-'}`);
  if (isLost(rows, facts, { row, card: part.card }))
    return bar('CARD_LOST_ELSEWHERE', 'SUS-LOST', `lost_at=${row.lost_at ?? '-'}`);
  if (part.account !== null && wasFrozen(rows, part.account, facts.capturedAt))
    return bar('ACCOUNT_FROZEN_ELSEWHERE', 'SUS-FRZ', `frozen_at=${row.frozen_at ?? row.stop_pay_at ?? '-'}`);
  if (isClosed(row))
    return bar('ACCOUNT_CLOSED_ELSEWHERE', 'SUS-OD', `status=${row.status};closed_at=${row.closed_at ?? '-'}`);
  if (excess?.farOver === true) return { split: toSuspense('SUS-LIM', part.fen), raised: overLimit(part, excess) };
  const can = Math.max(0, available(row));
  if (part.fen <= can) return { split: toAccount(part.fen), raised: null };
  const split = { accountFen: can, suspenseLedger: 'SUS-OD', suspenseFen: part.fen - can };
  return { split, raised: { code: 'OVERDRAFT', amountFen: part.fen, centreRecord: `available=${available(row)}` } };
}

/**
 * Same kind, account and amount within the window, inclusive, by another entry on any device. At capture the
 * request it replaces is not another entry; on the hub that one is mirrored and forgotten first.
 */
export function isDuplicate(
  rows: Rows,
  facts: Facts,
  part: Pick<CashPart, 'kind' | 'fen' | 'account' | 'accountNo'>,
  onlyDevice: boolean,
): boolean {
  const named = part.account ?? part.accountNo;
  const entries = named === null ? [] : (rows.get(recent, recentId(named, part.kind, part.fen))?.entries ?? []);
  const window = valueOf(rows, 'dup.window_s', facts) * SECOND_MS;
  return entries.some(
    (one) =>
      one.command !== facts.rowId &&
      (!onlyDevice || one.command !== facts.replaces) &&
      Math.abs(one.at - facts.capturedAt) <= window &&
      (!onlyDevice || one.device === facts.device),
  );
}

/** The customer's cash of this direction reaches the reporting line with this entry. */
function reachesLargeCash(rows: Rows, facts: Facts, part: CashPart, column: 'in' | 'out'): boolean {
  if (part.customer === null || !judgesPerson(rows, facts, part.customer)) return false;
  const day = rows.get(customerDay, customerDayId(part.customer, facts.businessDate));
  const before = (column === 'in' ? day?.cash_in_fen : day?.cash_out_fen) ?? 0;
  const line = valueOf(rows, 'cash.large_report_fen', facts);
  return before < line && before + part.fen >= line;
}

/** Cases that change no verdict: who must know of it is decided by the rows of now, whatever an earlier life said. */
function informing(rows: Rows, facts: Facts, part: CashPart, column: 'in' | 'out'): CaseDraft[] {
  const row = part.account === null || column === 'in' ? null : rows.get(account, part.account);
  const of = row === null ? null : { row, card: part.card };
  const flags: CaseDraft[] = [];
  if (of !== null && !isLost(rows, facts, of) && lossFollowed(rows, facts, of))
    flags.push({ code: 'LOST_AFTER_PAYMENT', amountFen: part.fen });
  if (reachesLargeCash(rows, facts, part, column)) flags.push({ code: 'LARGE_CASH', amountFen: part.fen });
  return flags;
}

function commonFlags(rows: Rows, facts: Facts, part: CashPart, column: 'in' | 'out'): CaseDraft[] {
  const again = isDuplicate(rows, facts, part, false);
  const flags: CaseDraft[] = again ? [{ code: 'DUPLICATE_SUSPECTED', amountFen: part.fen }] : [];
  return [...flags, ...informing(rows, facts, part, column)];
}

function withParties(facts: Facts, part: CashPart, judged: Judged): Judged {
  const record = `offline=${facts.offline ? 1 : 0};replica_age_h=${ageHours(facts)};lease=${facts.leaseId ?? '-'};anchored=${facts.anchored ? 1 : 0}`;
  const parties = { account: part.account, customer: part.customer, outletRecord: record };
  const { suspenseLedger, suspenseFen } = judged.split;
  // Suspense belongs to the one case that decided the money; the flags beside it carry none.
  return {
    split: judged.split,
    cases: judged.cases.map((one, index) =>
      index === 0 && suspenseLedger !== null
        ? { ...parties, suspenseLedger, suspenseFen, ...one }
        : { ...parties, ...one },
    ),
  };
}

const CASE_OF_LEDGER: Readonly<Record<string, CaseDraft['code']>> = {
  'SUS-OD': 'OVERDRAFT',
  'SUS-LOST': 'CARD_LOST_ELSEWHERE',
  'SUS-FRZ': 'ACCOUNT_FROZEN_ELSEWHERE',
  'SUS-CLOSED': 'ACCOUNT_CLOSED_ELSEWHERE',
  'SUS-UNK': 'UNKNOWN_ACCOUNT',
  'SUS-LIM': 'LIMIT_EXCEEDED',
};

/** The money as an earlier life of the hub judged it; money in suspense keeps a case. Its flags come by `withTold`. */
function asRecorded(rows: Rows, facts: Facts, part: CashPart, column: 'in' | 'out'): Judged | null {
  const recorded = facts.hub?.recorded ?? null;
  if (recorded === null) return null;
  const known = part.account !== null && rows.get(account, part.account) !== null;
  const whole = known ? toAccount(part.fen) : toSuspense('SUS-UNK', part.fen);
  const split = recorded.split !== null && (known || recorded.split.accountFen === 0) ? recorded.split : whole;
  const code = split.suspenseLedger === null ? undefined : CASE_OF_LEDGER[split.suspenseLedger];
  const ground = code === undefined ? [] : [{ code, amountFen: part.fen, centreRecord: 'recorded=1' }];
  return withParties(facts, part, { split, cases: [...ground, ...informing(rows, facts, part, column)] });
}

const lostGround = (part: CashPart, lostSince: number | null): Judged => ({
  split: toSuspense('SUS-LOST', part.fen),
  cases: [{ code: 'CARD_LOST_ELSEWHERE', amountFen: part.fen, centreRecord: `lost_at=${lostSince ?? '-'}` }],
});

/** A cash payout that has happened. */
export function judgePayout(rows: Rows, facts: Facts, part: CashPart): Judged {
  const row = part.account === null ? null : rows.get(account, part.account);
  const recorded = asRecorded(rows, facts, part, 'out');
  if (recorded !== null) {
    // The loss report moved this payment in the earlier life after its receipt was written; here it came first.
    const moved = row !== null && isLost(rows, facts, { row, card: part.card });
    return moved ? withParties(facts, part, lostGround(part, row.lost_at)) : recorded;
  }
  const excess = facts.offline ? payoutExcess(rows, facts, part) : null;
  const ground = payoutGround(rows, facts, part, excess);
  const cases: CaseDraft[] = ground.raised === null ? [] : [ground.raised];
  if (excess !== null && excess.over && !cases.some((one) => one.code === 'LIMIT_EXCEEDED'))
    cases.push(overLimit(part, excess));
  if (facts.offline && !leaseInForce(rows, facts)) cases.push({ code: 'LEASE_EXPIRED', amountFen: part.fen });
  cases.push(...commonFlags(rows, facts, part, 'out'));
  return withParties(facts, part, { split: ground.split, cases });
}

function depositGround(rows: Rows, facts: Facts, part: CashPart): Ground {
  const row = part.account === null ? null : rows.get(account, part.account);
  if (row !== null && isClosed(row)) {
    return {
      split: toSuspense('SUS-CLOSED', part.fen),
      raised: { code: 'ACCOUNT_CLOSED_ELSEWHERE', amountFen: part.fen, centreRecord: `status=${row.status}` },
    };
  }
  if (row === null) {
    return {
      split: toSuspense('SUS-UNK', part.fen),
      raised: { code: 'UNKNOWN_ACCOUNT', amountFen: part.fen, centreRecord: `account_no=${part.accountNo ?? '-'}` },
    };
  }
  const limit = valueOf(rows, 'offline.deposit.txn_fen', facts);
  if (!facts.offline || part.fen <= limit) return { split: toAccount(part.fen), raised: null };
  const excess = { over: true, farOver: part.fen > 2 * limit, record: `deposit_txn=${part.fen}>${limit}` };
  return {
    split: excess.farOver ? toSuspense('SUS-LIM', part.fen) : toAccount(part.fen),
    raised: overLimit(part, excess),
  };
}

/** Cash that has been taken in. Loss and freeze never keep money away from an account. */
export function judgeDeposit(rows: Rows, facts: Facts, part: CashPart): Judged {
  const recorded = asRecorded(rows, facts, part, 'in');
  if (recorded !== null) return recorded;
  const ground = depositGround(rows, facts, part);
  const cases = [...(ground.raised === null ? [] : [ground.raised]), ...commonFlags(rows, facts, part, 'in')];
  return withParties(facts, part, { split: ground.split, cases });
}

export const ONLY_INFORMS: ReadonlySet<CaseDraft['code']> = new Set(['LARGE_CASH', 'LOST_AFTER_PAYMENT']);

/** Nothing to the account is suspense; part of it, or flagged, is posted with exception. Cases that only inform change nothing. */
export function verdictOf(facts: Facts, judged: Judged): Verdict {
  const recorded = judged.split.suspenseLedger === 'SUS-LOST' ? undefined : facts.hub?.recorded?.verdict;
  if (recorded === 'posted' || recorded === 'posted_with_exception' || recorded === 'suspense') return recorded;
  if (judged.split.suspenseFen > 0 && judged.split.accountFen === 0) return 'suspense';
  const flagged = judged.cases.some((one) => !ONLY_INFORMS.has(one.code));
  return judged.split.suspenseFen > 0 || flagged ? 'posted_with_exception' : 'posted';
}
