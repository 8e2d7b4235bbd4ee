import type { SettingVersion } from '../../../shared/rules/setting-version.ts';
import type { NoticesApi } from './api-notices.ts';
import type { PaymentsApi } from './api-payments.ts';
import type { PracticeApi } from './api-practice.ts';
import type { RepairApi } from './api-repair.ts';
import type { VanApi } from './api-van.ts';
import type { Post } from '../../../shared/tables/employee.ts';
import type { ClosingView, PassbookBegin, PassbookRow, PassbookView } from './api-counter.ts';
import type { CustomerCard, CustomerHit, DataLock, Lights } from './api-customer.ts';
import type {
  CaseView,
  CatchUpView,
  CashMovesView,
  DayEndView,
  HandCodeView,
  ReadCode,
  TillCountView,
  TillView,
  VoucherStockView,
} from './api-day.ts';
import type { DealView, ElsewhereAccount } from './api-elsewhere.ts';

export type * from './api-counter.ts';
export type * from './api-customer.ts';
export type * from './api-day.ts';
export type * from './api-notices.ts';
export type * from './api-payments.ts';
export type * from './api-practice.ts';
export type * from './api-elsewhere.ts';
export type * from './api-repair.ts';
export type * from './api-van.ts';

/**
 * The only door between the terminal's pages and the worker that holds vault, store and sync.
 * Calls answer with data, never throw for business or world reasons; a thrown error is a bug.
 * Everything here is structured-cloneable.
 */

export interface Failure {
  /** A refusal code of shared/commands/codes.ts or a fault code below. */
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Fault codes that are not refusals; each has its sentence in both dictionaries. */
export const FAULT_CODES = [
  'OFFLINE',
  'TIMEOUT',
  'CODE_WRONG',
  'CODE_USED',
  'TOO_MANY_TRIES',
  'STORAGE_FULL',
  'STORAGE_NOT_PERSISTENT',
  'DAMAGED',
  'ROWS_BROKEN',
  'OTHER_TAB',
  'LOCKED',
  'NOT_ENROLLED',
  'PASSWORD_SHORT',
  'PASSWORD_CHANGE',
  'PASSWORD_OVER',
  'PASSWORD_SAME',
  'VERSION_TOO_OLD',
  'UNKNOWN_CLERK_OFFLINE',
  'CLERK_NEEDS_OPEN_VAULT',
  'CODE_EXPIRED',
  'DEVICE_KNOWN',
  'OUTLET_FULL',
  'HAND_UNREADABLE',
  'HAND_FOREIGN',
  'HAND_OWN',
  'HAND_DATE',
  'PRACTICE',
  'PIN_FORMAT',
  'PIN_WEAK',
  'PIN_SAME',
  'BUG',
] as const;

export interface AppState {
  readonly phase: 'starting' | 'other_tab' | 'unenrolled' | 'locked' | 'open' | 'damaged';
  readonly outlet: { readonly code: string; readonly name: string; readonly nameEn: string } | null;
  readonly deviceNo: string | null;
  readonly persisted: boolean;
  /** What start-up checks found, when phase is damaged. */
  readonly damage: string | null;
  /** Practice (演练): nothing behind this worker is real. */
  readonly practice: boolean;
}

export interface SyncStatus {
  /** An answer from the hub within 60 s. */
  readonly online: boolean;
  readonly phase: 'offline' | 'connecting' | 'greeting' | 'catching_up' | 'live' | 'backing_off' | 'stopped';
  readonly stoppedReason: string | null;
  /** When the replica was last known true; null before the first load. */
  readonly dataAt: number | null;
  readonly lastAnswerAt: number | null;
  /** Recorded here, not yet received by the centre. */
  readonly waiting: number;
  readonly oldestWaitingAt: number | null;
  /** Received, outcome not applied yet. */
  readonly unsettled: number;
  readonly bootstrap: {
    readonly customers: number;
    readonly rowsDone: number;
    readonly rowsTotal: number;
    readonly secondsLeft: number | null;
  } | null;
  readonly nextTryAt: number | null;
  /**
   * Some of the outlet's rows cannot be read here and are fetched again: at the next line, or at `nextAt` where that was
   * done already. Worn out: it is not tried any more, the tablet has to be exchanged.
   */
  readonly mending: { readonly nextAt: number | null; readonly isWornOut: boolean } | null;
  /** The store is still in the form of the build before: bringing it into this one's failed and was undone. */
  readonly formKept: boolean;
  /** The centre has lost its data: it holds what comes, and no balance is approved yet. */
  readonly rebuilding: boolean;
}

export interface SessionStatus {
  readonly employeeNo: string;
  readonly name: string;
  readonly posts: readonly Post[];
  readonly businessDate: string;
  readonly locked: boolean;
  readonly till: TillView | null;
  readonly credentialUntil: number;
}

export interface QuotaView {
  readonly leaseUntil: number | null;
  readonly expired: boolean;
  /** Age of the replica and the share of the limits it leaves: 100, 50 or 0. */
  readonly ageMs: number | null;
  readonly percent: 100 | 50 | 0;
  readonly txnFen: number;
  /** What is left today for the account that was asked for; null = for none. */
  readonly accountLeftFen: number | null;
  readonly tillLeftFen: number;
  readonly tillLimitFen: number;
  readonly deviceLeftFen: number;
  readonly deviceShareFen: number;
}

export interface KnownClerk {
  readonly employeeNo: string;
  readonly name: string;
  readonly posts: readonly Post[];
  readonly lastOnAt: number | null;
  readonly credentialUntil: number;
  readonly lockedUntil: number | null;
}

/** A command a clerk is putting together. `payload` is the command's payload without what the worker adds. */
export interface Draft {
  readonly command: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly replaces?: number;
  /** outlet.day_close: tablets that could not be read (缺终端). */
  readonly missing?: readonly string[];
  /** PNG of the customer's signature: kept encrypted on this tablet beside the entry; `payload.signature_hash` is its SHA-256. */
  readonly signature?: Uint8Array;
}

export interface Limit {
  readonly name: 'txn' | 'account_day' | 'till_day' | 'device_share';
  readonly usedFen: number;
  readonly thisFen: number;
  readonly limitFen: number;
}
export interface Preview {
  readonly mode: 'online' | 'offline';
  /** Post that must approve, or null. */
  readonly checkerPost: Post | null;
  /** Amount from which that post must, where a limit says so. */
  readonly checkerFromFen: number | null;
  /** Who may approve here, without the maker. */
  readonly checkers: readonly { readonly employeeNo: string; readonly name: string; readonly posts: readonly Post[] }[];
  /** Short code of what is shown, for approver and journal. */
  readonly approvalCode: string;
  readonly refusal: Failure | null;
  readonly limits: readonly Limit[];
  readonly tillAfterFen: number | null;
  /** Fee of the entry in fen, beside its amount. */
  readonly feeFen: number;
  readonly percent: 100 | 50 | 0;
  /** Largest amount that would be allowed now, when an amount limit refused. */
  readonly allowedFen: number | null;
  /** The cash is out already and passes a limit: it is recorded all the same and the centre will flag it. */
  readonly warning: Failure | null;
}
export interface Approval {
  readonly employeeNo: string;
  readonly pin: string;
  readonly approvalCode: string;
}

export interface SlipLine {
  readonly label: string;
  readonly value: string;
}
export interface Slip {
  readonly kind: 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5' | 'seizure' | 'passbook';
  readonly title: string;
  readonly red: boolean;
  readonly lines: readonly SlipLine[];
  readonly offlineNote: string | null;
  readonly voucherNo: string | null;
  /** Rows for the passbook itself, where the paper is one. */
  readonly book: readonly PassbookRow[] | null;
  readonly printed: number;
}

export interface JournalLine {
  readonly seq: number;
  /** Row id of what the entry records: what a reversal names. */
  readonly interaction: string;
  /** The entry's payload, for an advice that takes the place of an unanswered request. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly command: string;
  readonly at: number;
  readonly businessDate: string;
  readonly customerName: string | null;
  readonly accountTail: string | null;
  readonly amountFen: number;
  readonly direction: 'in' | 'out' | 'none';
  readonly maker: string;
  /** Null where this tablet does not know the number. */
  readonly makerName: string | null;
  readonly checkerName: string | null;
  readonly offline: boolean;
  readonly lights: Lights;
  readonly verdictCode: string | null;
  readonly suspenseFen: number;
  readonly reversible: boolean;
  readonly reverses: number | null;
  readonly reversedBy: number | null;
  readonly voucherNo: string | null;
  /** The deal with another outlet this entry belongs to. */
  readonly deal: DealView | null;
  /** Of a transfer to another outlet, and of the entry that asked it back: how far that is. */
  readonly back: { readonly status: 'asked' | 'taken' | 'refused'; readonly refusal: string | null } | null;
  /** Score the customer gave; `open` while they may; null where nobody was served. */
  readonly rating: number | 'open' | null;
}

export interface Captured {
  readonly seq: number;
  readonly lights: Lights;
  /** Balance after, online and posted only. */
  readonly balanceFen: number | null;
  readonly tillCashFen: number | null;
  readonly slip: Slip | null;
}

export interface SignOnDayView {
  readonly date: string;
  /** Opens it: a second person is needed. */
  readonly first: boolean;
  /** Business dates since the last close on which nobody signed on. */
  readonly skipped: readonly string[];
  /** The clerk still has this till from `date`: they bring it back before they join a later one. */
  readonly oldTill: string | null;
  /** Without a network and after this tablet's own closing: up to here the outlet may have closed elsewhere. */
  readonly closedElsewhere: string | null;
}

export interface TerminalApi extends PaymentsApi, NoticesApi, PracticeApi, RepairApi, VanApi {
  state(): Promise<AppState>;
  /** Runs once: makes the keys, claims the code at the hub, stores the certificate. `password` opens the vault of the first clerk. */
  enrol(input: {
    readonly code: string;
    readonly employeeNo: string;
    readonly password: string;
    /** Chosen in place of a one-time password (fault PASSWORD_CHANGE). */
    readonly newPassword?: string | undefined;
  }): Promise<Answer<AppState>>;
  clerks(): Promise<readonly KnownClerk[]>;
  /** A clerk not known to this device needs the hub once. `witness`: the second person at the outlet's first sign-on of a day. */
  signOn(input: {
    readonly employeeNo: string;
    readonly password: string;
    /** Chosen in place of a one-time password (fault PASSWORD_CHANGE). */
    readonly newPassword?: string | undefined;
    readonly witness: Approval | null;
    /** Both persons say that the outlet was shut on the skipped dates: today is opened instead of the next one in turn. */
    readonly notWorked?: boolean;
    /** Both say that the outlet closed the date elsewhere (`SignOnDayView.closedElsewhere`): the one after it is joined. */
    readonly elsewhere?: boolean;
  }): Promise<Answer<SessionStatus>>;
  /** Which date the next sign-on joins or opens; null while the vault is closed. */
  signOnDay(employeeNo: string | null): Promise<SignOnDayView | null>;
  /** true when the next sign-on would be the outlet's first of its business date. */
  firstOfDay(): Promise<boolean>;
  lock(): Promise<void>;
  unlock(password: string): Promise<Answer<SessionStatus>>;
  signOff(): Promise<Answer<null>>;
  session(): Promise<SessionStatus | null>;

  tills(): Promise<readonly TillView[]>;
  /** null = not counted today. */
  tillCount(tillNo: string): Promise<TillCountView | null>;
  /** `missing`: tablets that cannot be read (缺终端), as `outlet.day_close` will say. */
  dayEnd(missing?: readonly string[]): Promise<DayEndView | null>;
  /** Whether the business date of the session is over; null: it is not. */
  dateIsOver(): Promise<CatchUpView['over']>;
  catchUp(): Promise<CatchUpView | null>;
  /** Cases of this outlet: those asked about first, then open ones by due time, then closed ones. */
  cases(): Promise<readonly CaseView[]>;
  /** Vouchers in hand of every till, in the order of tills. */
  voucherStocks(): Promise<readonly VoucherStockView[]>;
  cashMoves(): Promise<CashMovesView | null>;
  /** The sender's code of a transfer, or the receiver's answer to it; null = this tablet has none. */
  transferCode(transfer: string): Promise<HandCodeView | null>;
  /** This tablet's closing of today, for the chief teller's tablet; null before 终端交班. */
  closingCode(): Promise<HandCodeView | null>;
  /** Reads and verifies a code of another tablet. A closing is kept for the day's close. */
  readCode(text: string): Promise<Answer<ReadCode>>;
  /** @param account also what that account may still be paid offline today. */
  quota(account?: string): Promise<QuotaView>;
  /** Which settings this tablet works by; null while the vault is closed. */
  settings(): Promise<SettingVersion | null>;
  search(query: string, limit: number): Promise<readonly CustomerHit[]>;
  /** Not null: customers' data are locked, and `search` finds by a whole number only. */
  dataLock(): Promise<DataLock | null>;
  customer(id: string): Promise<CustomerCard | null>;
  /** Row id of the customer this tablet knows by a paper, or null. `idNo` whole, letters in capitals. */
  byPaper(idType: string, idNo: string): Promise<string | null>;
  /** Entry `seq` of this tablet asked for a person by that paper, and the centre has answered that nobody knows it. */
  paperUnknown(idType: string, idNo: string, seq: number): Promise<boolean>;
  /** Whose account of another outlet this is. Online only. */
  elsewhere(accountNo: string): Promise<Answer<ElsewhereAccount>>;
  /** null = its interest is not known here. */
  closing(account: string): Promise<ClosingView | null>;
  /** From the line and row on record, or from where the clerk begins. null = it has no passbook. */
  passbook(account: string, begin: PassbookBegin | null): Promise<PassbookView | null>;
  /** Full ID number for a stated reason; the reason is logged. */
  revealId(customer: string, reason: string): Promise<Answer<string>>;

  preview(draft: Draft): Promise<Answer<Preview>>;
  /** Journals the entry. Offline or advice: answers when it is durable. Online request: answers with the verdict, or lights `unknown`. */
  capture(draft: Draft, approval: Approval | null): Promise<Answer<Captured>>;
  /** Asks the hub about a request without an answer. */
  inquire(seq: number): Promise<Answer<Captured>>;
  /** The person signed on takes another approval PIN, by their present one. Online only. */
  changePin(present: string, chosen: string): Promise<Answer<Captured>>;
  journal(businessDate: string | null): Promise<readonly JournalLine[]>;
  slip(seq: number): Promise<Slip | null>;
  /** Text of the QR on a slip: the entry sealed to the centre; null where it does not fit. Apart, as no answer should wait for it. */
  slipCode(seq: number): Promise<string | null>;
  /** Notes one more print of a slip and returns it with its count; from the second on, an entry of its own (补打). */
  printed(seq: number): Promise<Answer<Slip | null>>;

  sync(): Promise<SyncStatus>;
  /** Clerk pressed "send now". */
  nudge(): Promise<void>;
  /** Full journal as a sealed file for rescue. */
  exportJournal(): Promise<Blob>;
}

/** Events the worker sends unasked. */
export type TerminalEvent =
  | { readonly type: 'state'; readonly state: AppState }
  | { readonly type: 'sync'; readonly sync: SyncStatus }
  | { readonly type: 'session'; readonly session: SessionStatus | null }
  /** Entries or rows changed: pages that show them load again. */
  | { readonly type: 'rows'; readonly tables: readonly string[] };
