import * as v from 'valibot';
import { isDate, type BusinessDate, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import type { Suspended } from '../commands/case-work.ts';
import type { ExceptionCode } from '../commands/codes.ts';
import type { Post } from '../tables/employee.ts';
import type { StepLine, Worker } from './office-cases.ts';
import type { JournalState } from './office-journal.ts';
import type { Right } from './office-rights.ts';

/**
 * What the office pages and the hub's office door say to each other. Every answer carries
 * `asOf`: the hub's time when it was true. Money is whole fen; null means that the reader's post may not see it.
 */

// ---- sign-on ---------------------------------------------------------------------------------------------

export const officeSignOn = v.object({
  employeeNo: v.pipe(v.string(), v.regex(/^\d{11}$/)),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** What the person chooses instead: a one-time password opens nothing without it. */
  newPassword: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
});
export type OfficeSignOn = v.InferOutput<typeof officeSignOn>;

export interface OfficeUnit {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly level: 'province' | 'city' | 'county' | 'outlet';
}
export interface OfficeMe {
  readonly employeeNo: string;
  readonly name: string;
  readonly unit: OfficeUnit;
  readonly posts: readonly Post[];
  readonly rights: readonly Right[];
  readonly asOf: Instant;
}

// ---- outlets and devices ----------------------------------------------------------------------------------

export interface DayFigures {
  readonly interactions: number;
  readonly depositCount: number;
  readonly depositFen: Fen;
  readonly withdrawCount: number;
  readonly withdrawFen: Fen;
  /** What this day's entries put into suspense. */
  readonly suspenseFen: Fen;
}
export interface OutletLine {
  readonly unit: OfficeUnit;
  readonly county: string;
  readonly kind: string;
  readonly network: string;
  readonly phone: string | null;
  /** Last answer exchanged with any of its tablets; null = never. */
  readonly lastSeenAt: Instant | null;
  /** Capture time of the newest entry that has arrived. */
  readonly dataTime: Instant | null;
  /** Newest business date an entry has arrived for. */
  readonly businessDate: BusinessDate | null;
  readonly devices: number;
  /** Of those the reader may see; null when the reader sees no cases. */
  readonly openCases: number | null;
  readonly recovering: boolean;
  /** The hub has lost everything: this outlet's journals are held until its opening balances are approved. */
  readonly rebuilding: boolean;
  /** Of the asked business date; null without the right to money. */
  readonly day: DayFigures | null;
}
export interface OutletsAnswer {
  readonly asOf: Instant;
  readonly businessDate: BusinessDate;
  readonly outlets: readonly OutletLine[];
  readonly total: DayFigures | null;
}

export interface DeviceLine {
  readonly id: string;
  readonly deviceNo: string;
  readonly outlet: OfficeUnit;
  readonly status: string;
  readonly enrolledAt: Instant | null;
  readonly lastSeenAt: Instant | null;
  /** Highest entry taken in order, and how far it is safely archived. */
  readonly seq: number;
  readonly archivedSeq: number;
  readonly held: number;
  /** Of what two persons declared lost, how much has not come since. */
  readonly lost: number;
  /** Said at the last hello and not taken in order: what the device has and the hub has not. */
  readonly waiting: number;
  readonly appVersion: string | null;
  /** How far the tablet's own clock was from trusted time at its newest entry, ms; null = no entry yet. */
  readonly clockOffsetMs: number | null;
  readonly forkedAt: number | null;
  /** Its storage does not hold the outlet's rows any more, as it told: to be exchanged. */
  readonly wornSince: Instant | null;
}
export interface DevicesAnswer {
  readonly asOf: Instant;
  readonly devices: readonly DeviceLine[];
}

// ---- interactions ------------------------------------------------------------------------------------------

export interface InteractionLine {
  readonly id: string;
  readonly outlet: OfficeUnit;
  readonly kind: string;
  readonly channel: string;
  readonly status: string;
  readonly direction: 'in' | 'out' | 'none';
  readonly amountFen: Fen;
  readonly accountFen: Fen;
  readonly suspenseLedger: string | null;
  readonly suspenseFen: Fen;
  readonly businessDate: BusinessDate;
  readonly capturedAt: Instant;
  readonly offline: boolean;
  readonly voucherNo: string | null;
  readonly maker: string | null;
  readonly checker: string | null;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
  /** How often its slip was printed again (补打), as far as its tablet has sent it. */
  readonly reprints: number;
}
const unitCode = v.pipe(v.string(), v.regex(/^\d{2,8}$/));
const YEARS_FROM = '1900-01-01';
/** A day that is in the calendar, near enough to now that days before and after it are too. */
const isoDate = v.pipe(
  v.string(),
  v.isoDate(),
  v.check((text) => isDate(text) && text >= YEARS_FROM),
);
export const outletsQuery = v.object({ date: v.optional(isoDate) });
export const interactionsQuery = v.object({
  unit: v.optional(unitCode),
  from: v.optional(isoDate),
  to: v.optional(isoDate),
  channel: v.optional(v.pipe(v.string(), v.maxLength(20))),
  show: v.optional(v.picklist(['all', 'in', 'out', 'suspense'])),
});
export type InteractionsQuery = v.InferOutput<typeof interactionsQuery>;
export interface InteractionsAnswer {
  readonly asOf: Instant;
  readonly interactions: readonly InteractionLine[];
  /** Of all that match, shown or not. */
  readonly count: number;
  readonly inFen: Fen;
  readonly outFen: Fen;
  readonly suspenseFen: Fen;
}
export const INTERACTIONS_MAX = 500;

// ---- cases -----------------------------------------------------------------------------------------------------

/** What a database can look for: no half characters and no zero. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
export const casesQuery = v.object({
  status: v.optional(v.picklist(['open', 'closed', 'all'])),
  severity: v.optional(v.picklist(['info', 'low', 'medium', 'high', 'critical'])),
  code: v.optional(v.pipe(v.string(), v.regex(/^[A-Z_]{3,40}$/))),
  unit: v.optional(unitCode),
  /** Business date of what they are about. */
  date: v.optional(isoDate),
  /** Part of a case's id, or a whole account number, its last four, a customer's name, a voucher or an employee number. */
  find: v.optional(v.pipe(v.string(), v.maxLength(60), v.check(isStorable))),
  owner: v.optional(v.picklist(['mine', 'nobody'])),
  /** Over their time limit. */
  late: v.optional(v.picklist(['over'])),
  /** What is to be reported: AML cases and large cash. For the aml post. */
  only: v.optional(v.picklist(['aml'])),
});
export type CasesQuery = v.InferOutput<typeof casesQuery>;
export interface CaseLine {
  readonly id: string;
  readonly outlet: OfficeUnit;
  readonly code: ExceptionCode;
  readonly severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  readonly status: 'open' | 'claimed' | 'proposed' | 'closed';
  readonly aml: boolean;
  readonly amountFen: Fen | null;
  readonly suspenseLedger: string | null;
  readonly suspenseFen: Fen | null;
  readonly businessDate: BusinessDate;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly closedAt: Instant | null;
  readonly owner: string | null;
}
export interface CasesAnswer {
  readonly asOf: Instant;
  readonly cases: readonly CaseLine[];
  readonly open: number;
}
export interface Fact {
  readonly name: string;
  readonly value: string;
}
export interface PostingLine {
  readonly ledger: string;
  readonly fen: Fen;
  readonly businessDate: BusinessDate;
  readonly valueDate: BusinessDate;
  readonly postingDate: BusinessDate;
}
/** One line of the account's history around the case, in corrected time. */
export interface AxisLine {
  readonly interaction: string;
  readonly kind: string;
  readonly channel: string;
  readonly fen: Fen;
  readonly balanceFen: Fen;
  readonly capturedAt: Instant;
  readonly isThis: boolean;
}
export interface CashRefundLine {
  readonly payeeName: string;
  readonly fen: Fen;
  readonly status: 'proposed' | 'agreed' | 'paid' | 'withdrawn';
}
/** What the customer signed: the hash its entry carries, and whether the tablet has brought the picture. */
export interface SignatureLine {
  readonly hash: string;
  readonly isHere: boolean;
}
export interface CaseDetail extends CaseLine {
  readonly asOf: Instant;
  readonly outletRecord: readonly Fact[];
  readonly centreRecord: readonly Fact[];
  readonly interaction: InteractionLine | null;
  readonly signature: SignatureLine | null;
  /** What the case has in suspense now: of its entry, or of cash on its way. */
  readonly suspended: Suspended | null;
  readonly deviceNo: string | null;
  readonly accountTail: string | null;
  readonly customerName: string | null;
  /** When the hub had it in hand, and what it answered. */
  readonly receivedAt: Instant | null;
  readonly verdict: string | null;
  readonly postings: readonly PostingLine[];
  readonly axis: readonly AxisLine[];
  /** Of the device, where the case is about its journal. */
  readonly journal: JournalState | null;
  readonly resolution: string | null;
  /** Its money is to be given back in cash, or was. */
  readonly cashRefund: CashRefundLine | null;
  /** What people did about it, oldest first. */
  readonly steps: readonly StepLine[];
  /** Who may take it over, of the reader's own unit. */
  readonly workers: readonly Worker[];
}
export const caseKey = v.object({ branch: unitCode, id: v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,120}$/)) });

/** `name=value;name=value` as cases carry it. A part without `=` keeps its text under an empty name. */
export function readFacts(record: string): readonly Fact[] {
  return record
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? { name: '', value: part } : { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
    });
}

// ---- analysis -----------------------------------------------------------------------------------------------------

/** Below this share of arrived branch-days a figure is provisional 暂估 (domain 7.12). */
export const COVERAGE_FIRM_PPM = 950_000;

export interface Coverage {
  readonly arrived: number;
  readonly expected: number;
}
/** Arrived share in ppm, floored, so that 94.99 % never reads as firm; nothing expected counts as whole. */
export const coveragePpm = (one: Coverage): number =>
  one.expected === 0 ? 1_000_000 : Math.floor((one.arrived * 1_000_000) / one.expected);
export const isProvisional = (one: Coverage): boolean => coveragePpm(one) < COVERAGE_FIRM_PPM;

export interface AnalysisDay {
  readonly date: BusinessDate;
  readonly coverage: Coverage;
  /** Interactions by channel. */
  readonly channels: Readonly<Record<string, number>>;
  readonly depositFen: Fen;
  readonly withdrawFen: Fen;
  /** What customers have on account at the end of the day. */
  readonly balanceFen: Fen;
}
export const analysisQuery = v.object({
  unit: v.optional(unitCode),
  to: v.optional(isoDate),
  days: v.optional(v.picklist(['7', '30', '90'])),
});
export type AnalysisQuery = v.InferOutput<typeof analysisQuery>;
export interface AnalysisAnswer {
  /** When the feed last wrote these figures. */
  readonly asOf: Instant;
  readonly unit: OfficeUnit;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly coverage: Coverage;
  readonly days: readonly AnalysisDay[];
}
