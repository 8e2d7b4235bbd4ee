import { DAY_MS, HOUR_MS, type Instant } from '../kernel/dates.ts';
import { addWorkingDays, type WorkingCalendar } from '../rules/working-days.ts';
import type { RowOf } from '../tables/define.ts';
import { amlCase, exceptionCase } from '../tables/exception-case.ts';
import type { Book } from './book.ts';
import type { ExceptionCode } from './codes.ts';
import type { CaseDraft, Facts } from './define.ts';

/**
 * Exceptions of domain 4.8 as rows: severity, deadline, and where the case lives. A case belongs to the entry it
 * is about (`subject`), so its row id is the same whichever of two reports arrives first.
 */

type Severity = RowOf<typeof exceptionCase>['severity'];
interface Kind {
  readonly severity: Severity;
  readonly due: (opened: Instant, calendar: WorkingCalendar) => Instant;
}

const hours = (count: number) => (opened: Instant) => opened + count * HOUR_MS;
const calendarDays = (count: number) => (opened: Instant) => opened + count * DAY_MS;
const workingDays = (count: number) => (opened: Instant, calendar: WorkingCalendar) =>
  addWorkingDays(opened, count, calendar);
const kind = (severity: Severity, due: Kind['due']): Kind => ({ severity, due });

export const CASE_KINDS: Readonly<Record<ExceptionCode, Kind>> = {
  OVERDRAFT: kind('high', workingDays(1)),
  DUPLICATE_SUSPECTED: kind('medium', workingDays(1)),
  CARD_LOST_ELSEWHERE: kind('critical', hours(2)),
  LOST_AFTER_PAYMENT: kind('info', calendarDays(3)),
  ACCOUNT_CLOSED_ELSEWHERE: kind('high', workingDays(1)),
  ACCOUNT_FROZEN_ELSEWHERE: kind('critical', hours(2)),
  LIMIT_EXCEEDED: kind('medium', workingDays(1)),
  LEASE_EXPIRED: kind('medium', workingDays(1)),
  IDENTITY_MISMATCH: kind('high', workingDays(1)),
  UNKNOWN_ACCOUNT: kind('high', workingDays(1)),
  CLOCK_ANOMALY: kind('medium', workingDays(2)),
  SEQ_GAP: kind('high', hours(4)),
  CHAIN_BROKEN: kind('critical', hours(2)),
  SEQ_CONFLICT: kind('critical', hours(2)),
  TILL_MISMATCH: kind('high', workingDays(1)),
  REVERSAL_LATE: kind('medium', workingDays(1)),
  CARD_USED_AFTER_LOSS: kind('critical', hours(2)),
  VERSION_CONFLICT: kind('low', workingDays(5)),
  DUPLICATE_CUSTOMER: kind('low', workingDays(5)),
  SESSION_OVERLAP: kind('medium', workingDays(1)),
  LARGE_CASH: kind('info', workingDays(5)),
  STRUCTURING_SUSPECTED: kind('high', workingDays(5)),
  RAW_UNREADABLE: kind('high', hours(4)),
  RETURNED_CASH: kind('high', workingDays(1)),
  UNSIGNED_TAIL: kind('high', hours(4)),
  DEVICE_REVOKED_ENTRY: kind('high', hours(4)),
  TRANSFER_ONE_SIDED: kind('high', workingDays(1)),
  VOUCHER_GAP: kind('high', workingDays(1)),
  VOUCHER_DUP: kind('high', workingDays(1)),
  DAY_CLOSE_LATE: kind('medium', hours(8)),
  CASH_DIFFERENCE: kind('high', workingDays(3)),
  TRANSFER_REJECTED: kind('medium', workingDays(1)),
  RESTORE_GAP: kind('high', workingDays(1)),
  REBUILD_OPENING: kind('high', workingDays(5)),
  VOUCHER_FINDING: kind('medium', workingDays(1)),
  BILL_PAID_ELSEWHERE: kind('medium', workingDays(1)),
  STAND_IN_DIFFERS: kind('high', workingDays(1)),
  LARGE_TRANSFER: kind('info', workingDays(5)),
  STOP_UNCONFIRMED: kind('medium', workingDays(1)),
};

/** Cases an outlet must not learn of. */
const HIDDEN: ReadonlySet<ExceptionCode> = new Set(['STRUCTURING_SUSPECTED', 'LARGE_TRANSFER']);

export const caseId = (subject: string, code: ExceptionCode): string => `${subject}/${code}`;

/** Closes a case that nobody has to decide any more, where there is one open. */
export function endCase(book: Book, facts: Facts, id: string, resolution: string): void {
  const open = book.get(exceptionCase, id);
  if (open === null || open.status === 'closed') return;
  book.put(exceptionCase, id, { ...open, status: 'closed', closed_at: facts.capturedAt, resolution });
}

/**
 * The row of a new case. Opened when the hub received the entry (on a terminal: when it was captured). `calendar` names
 * the statutory days off its time limit passes over.
 */
export function caseRow(raised: CaseDraft, facts: Facts, calendar: WorkingCalendar = []) {
  const { code } = raised;
  const opened = facts.hub?.receivedAt ?? facts.capturedAt;
  const subject = raised.subject ?? facts.rowId;
  const table = HIDDEN.has(code) ? amlCase : exceptionCase;
  const body: RowOf<typeof exceptionCase> = {
    code,
    severity: raised.severity ?? CASE_KINDS[code].severity,
    status: 'open',
    command: facts.commandId,
    interaction: subject,
    account: raised.account ?? null,
    customer: raised.customer ?? null,
    device: raised.device ?? facts.device,
    amount_fen: raised.amountFen ?? 0,
    suspense_ledger: raised.suspenseLedger ?? null,
    suspense_fen: raised.suspenseFen ?? 0,
    business_date: facts.businessDate,
    opened_at: opened,
    due_at: CASE_KINDS[code].due(opened, calendar),
    owner: null,
    closed_at: null,
    resolution: null,
    outlet_record: (raised.outletRecord ?? '').slice(0, 600),
    centre_record: (raised.centreRecord ?? '').slice(0, 600),
  };
  return { code, table: table.name, id: caseId(subject, code), body };
}
