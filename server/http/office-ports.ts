import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { CalendarLine } from '../../shared/read-models/office-calendar.ts';
import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import type { Result } from '../../shared/kernel/result.ts';
import type { Worker } from '../../shared/read-models/office-cases.ts';
import type { JournalState } from '../../shared/read-models/office-journal.ts';
import type { VouchersAnswer } from '../../shared/read-models/office-vouchers.ts';
import type { BillersAnswer } from '../../shared/read-models/office-billers.ts';
import type { BagLine, BagsQuery } from '../../shared/read-models/office-bags.ts';
import type { NoticeDetail, NoticeKey, NoticeLine } from '../../shared/read-models/office-notices.ts';
import type { OutletLending } from '../../shared/read-models/office-lending.ts';
import type { RetentionAnswer } from '../../shared/read-models/office-retention.ts';
import type { OpeningFacts, OpeningFailure } from '../../shared/read-models/office-openings.ts';
import type { StandInsAnswer } from '../../shared/read-models/office-stand-ins.ts';
import type { DrillLine } from '../../shared/read-models/office-drills.ts';
import type { RatingLine } from '../../shared/read-models/office-ratings.ts';
import type { RepairLine } from '../../shared/read-models/office-repairs.ts';
import type { AccountLine, LossRecord } from '../../shared/read-models/office-loss.ts';
import type {
  AnalysisDay,
  CaseDetail,
  CaseLine,
  CasesQuery,
  Coverage,
  DeviceLine,
  InteractionsAnswer,
  InteractionsQuery,
  OfficeSignOn,
  OfficeUnit,
  OutletLine,
  DayFigures,
} from '../../shared/read-models/office.ts';
import type { Post } from '../../shared/tables/employee.ts';
import type { Command, CommandOutcome } from '../../sync/index.ts';
import type { OpenCase } from '../../shared/read-models/office-ageing.ts';
import type { SettingReads } from './setting-ports.ts';
import type { VanDoor } from './van.ts';

/**
 * What the office door needs from the hub. Every read takes `scope`, the code of the reader's unit: rows outside
 * its subtree are not found, whatever the query asks for.
 */
export interface OfficeReads {
  /** Outlets of the subtree, longest silence first. */
  outlets(scope: string): Promise<readonly Omit<OutletLine, 'day'>[]>;
  /** By outlet, what has arrived of one business date; outlets without entries are absent. */
  dayFigures(scope: string, businessDate: BusinessDate): Promise<ReadonlyMap<string, DayFigures>>;
  devices(scope: string): Promise<readonly DeviceLine[]>;
  /** null = no such device in the subtree. */
  journal(scope: string, of: { readonly branch: string; readonly device: string }): Promise<JournalState | null>;
  /** Open ones first, least time left first, at most 1,000. */
  cases(scope: string, query: CasesQuery, reader: Omit<CaseReader, 'now'>): Promise<readonly CaseLine[]>;
  /** Every open case, for counting. */
  openCases(scope: string, aml: boolean): Promise<readonly OpenCase[]>;
  caseDetail(
    scope: string,
    key: { branch: string; id: string },
    aml: boolean,
  ): Promise<Omit<CaseDetail, 'asOf' | 'workers'> | null>;
  /** A PNG; null = the tablet has not brought it. Who may see it is seen by the case. */
  signaturePicture(branch: string, hash: Bytes): Promise<Bytes | null>;
  interactions(scope: string, query: InteractionsQuery, max: number): Promise<Omit<InteractionsAnswer, 'asOf'>>;
  /** Branch-days of one month, outlets by code. */
  calendar(scope: string, month: string, today: BusinessDate): Promise<readonly CalendarLine[]>;
  /** Vouchers of one date that supervision looks at. */
  vouchers(scope: string, of: { date: string; today: string }): Promise<Omit<VouchersAnswer, 'asOf'>>;
  /** Bags between outlets and the county: those the county has said nothing of, or all. */
  bags(scope: string, query: BagsQuery): Promise<readonly BagLine[]>;
  /** What its counties owe billers, and what its outlets have still to hand over. */
  billers(scope: string): Promise<Omit<BillersAnswer, 'asOf'>>;
  /** Who serves customers, and how far each came in the drills of a month (`YYYY-MM`). */
  drills(scope: string, month: string): Promise<readonly DrillLine[]>;
  /** What customers pressed after being served, over a month (`YYYY-MM`), clerk by clerk. */
  ratings(scope: string, month: string): Promise<readonly RatingLine[]>;
  /** Entries of the subtree that are not posted though their time is over, oldest first. */
  repairs(scope: string): Promise<readonly RepairLine[]>;
  /** Entries of a device that were entered from paper, by seq, and the till it holds. */
  standIns(of: { readonly branch: string; readonly device: string }): Promise<Omit<StandInsAnswer, 'asOf'>>;
  /** Row id of the offline share that was in force on a device; null = none was. */
  leaseAt(of: { readonly branch: string; readonly device: string; readonly at: Instant }): Promise<string | null>;
  /** Outlets of the subtree without opening balances, by code. */
  openings(scope: string): Promise<readonly OpeningFacts[]>;
  /** What a proposal of these pages says; null = nobody vouches for them, or not wholly. */
  openingOf(branch: string, pagesHash: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** Offline quotas and limits, outlets by code. */
  lending(scope: string, today: BusinessDate): Promise<readonly OutletLending[]>;
  /** What is kept and what went, on tablets and at the centre. */
  retention(scope: string): Promise<Omit<RetentionAnswer, 'asOf'>>;
  /** Notices that concern the subtree, with how many of its people have read them. */
  notices(scope: string, on: BusinessDate): Promise<readonly Omit<NoticeLine, 'mayWithdraw'>[]>;
  /** null = none that concerns the subtree. */
  notice(
    scope: string,
    of: NoticeKey & { readonly on: BusinessDate },
  ): Promise<Omit<NoticeDetail, 'asOf' | 'mayWithdraw'> | null>;
  analysis(scope: string, from: BusinessDate, to: BusinessDate): Promise<OfficeAnalysis>;
  /** By whole account number, card tail (with the holder's name) or whole ID number. */
  accounts(scope: string, find: string): Promise<readonly AccountLine[]>;
  /** null = no such account in the subtree, or its holder is not known. */
  lossRecord(scope: string, branch: string, account: string): Promise<LossRecord | null>;
  unit(code: string): Promise<OfficeUnit | null>;
  /** Row id of an account of a branch by its number; null = no such account there. */
  accountByNo(branch: string, accountNo: string): Promise<string | null>;
  /** Active people of one unit with their posts, who may work on cases. */
  workers(unit: string): Promise<readonly (Worker & { readonly posts: readonly Post[] })[]>;
}
/** Who asks for cases. */
export interface CaseReader {
  /** Adds the cases that only the aml post may know of. */
  readonly aml: boolean;
  /** May look for cases by whose money they are about. */
  readonly persons: boolean;
  readonly employeeNo: string;
  readonly now: Instant;
}
export interface OfficeAnalysis {
  readonly asOf: Instant;
  readonly coverage: Coverage;
  readonly days: readonly AnalysisDay[];
}

export interface OfficeSession {
  readonly employeeNo: string;
  readonly name: string;
  readonly unit: OfficeUnit;
  /** Posts held today. */
  readonly posts: readonly Post[];
}
export type SignOnFault =
  | { readonly code: 'LOGIN_BAD' | 'PASSWORD_CHANGE' | 'PASSWORD_OVER' | 'PASSWORD_SHORT' | 'PASSWORD_SAME' }
  | { readonly code: 'RATE_LIMITED'; readonly waitS: number };
export interface OfficeSessions {
  /** `source` is the peer's address, for the rate limit. */
  signOn(
    request: OfficeSignOn,
    source: string,
  ): Promise<
    Result<{ readonly token: string; readonly session: OfficeSession; readonly maxAgeS: number }, SignOnFault>
  >;
  /** null = unknown, ended or run out. */
  find(token: string): Promise<OfficeSession | null>;
  signOff(token: string): Promise<void>;
}

export interface OfficeDeps {
  readonly reads: OfficeReads;
  readonly settings: SettingReads;
  readonly sessions: OfficeSessions;
  now(): Instant;
  /** First open centre day: the business date of what the office posts, and of figures "today". */
  postingDate(): BusinessDate;
  postCommands(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
  readonly devices: {
    /** A one-time code for a tablet of that outlet, shown once. */
    issueCode(outlet: string, by: string): Promise<{ readonly code: string; readonly expiresAt: Instant }>;
    /** A device that may not go on: its open session ends. */
    ended(device: string): Promise<void>;
    /** What is lent to terminals that are online is looked at now, not in the next round. */
    lendNow(): Promise<void>;
    /** A restored branch need not wait for that device. */
    released(branch: string, device: string): Promise<void>;
  };
  readonly van: VanDoor;
  /** Two persons have agreed to the opening balances of an outlet: they come into its books, and its journals are judged. */
  readonly openings: {
    /** Ends with the first try: one that breaks off is repeated by itself. */
    open(branch: string): Promise<void>;
    failureOf(branch: string): OpeningFailure | null;
  };
  /** One-time passwords; false = the person has chosen their own since the same command gave one. */
  givePassword(given: {
    readonly employeeNo: string;
    readonly branch: string;
    readonly password: string;
    readonly by: string;
    readonly until: Instant;
  }): Promise<boolean>;
  /** Cookies carry `Secure` behind TLS. */
  readonly secureCookies: boolean;
}
