import type { Cbor } from '../kernel/cbor.ts';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { CertificateKind } from '../tables/certificate.ts';
import type { AnyRow, RowKey, RowOf, Table } from '../tables/define.ts';
import type { Post } from '../tables/employee.ts';
import type { Fields, RecordOf } from '../tables/fields.ts';
import type { ExceptionCode, RefusalCode } from './codes.ts';

/** Y allowed offline, L within limits, N not offline, P pre-acceptance (domain 4.4). */
export type OfflineClass = 'Y' | 'L' | 'N' | 'P';
export type Basis = 'request' | 'advice' | 'application';
export type Door = 'terminal' | 'office' | 'import' | 'hub' | 'message';
export type Verdict = 'posted' | 'posted_with_exception' | 'suspense' | 'rejected';

/** Everything a command may know beside its payload and the rows it named. No clock, no randomness, no network. */
export interface Facts {
  readonly commandId: string;
  /** Row id for what this command records. */
  readonly rowId: string;
  readonly door: Door;
  readonly branch: string;
  readonly device: string | null;
  readonly seq: number | null;
  readonly basis: Basis;
  readonly businessDate: BusinessDate;
  /** Trusted (corrected) capture time. */
  readonly capturedAt: Instant;
  readonly anchored: boolean;
  readonly offline: boolean;
  readonly maker: string | null;
  readonly checker: string | null;
  readonly approved: boolean;
  readonly leaseId: string | null;
  readonly replicaAsOf: Instant | null;
  readonly deadline: Instant | null;
  readonly replaces: string | null;
  /** null on a terminal. */
  readonly hub: {
    readonly receivedAt: Instant;
    readonly postingDate: BusinessDate;
    readonly clockAnomaly: boolean;
    readonly numbers: Readonly<Record<string, string>>;
    readonly recorded: {
      readonly verdict: string;
      readonly code: string | null;
      readonly split: {
        readonly accountFen: Fen;
        readonly suspenseLedger: string | null;
        readonly suspenseFen: Fen;
      } | null;
    } | null;
    readonly pinyinOf: (name: string) => string;
    /** Of a command that stands in for a tablet's entry: where that entry is. */
    readonly original?: 'lost' | 'awaited' | 'here' | 'unknown';
  } | null;
}

/** Typed view of the rows that were loaded. Asking for a key that `reads` did not name is a bug. */
export interface Rows {
  get<T extends Table>(table: T, id: string): RowOf<T> | null;
}

export interface Refusal<C extends string = RefusalCode> {
  readonly code: C;
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface CaseDraft {
  readonly code: ExceptionCode;
  /** The entry the case is about, when it is not the one being judged (an interaction row id). */
  readonly subject?: string;
  /** Only where it depends on the figures; else the severity of the code. */
  readonly severity?: 'info' | 'low' | 'medium' | 'high' | 'critical';
  readonly amountFen?: Fen;
  readonly account?: string | null;
  readonly customer?: string | null;
  /** Only where it is not the device of the entry. */
  readonly device?: string;
  readonly suspenseLedger?: string | null;
  readonly suspenseFen?: Fen;
  /** Short facts `name=value;…`: what the outlet saw, what the centre knew. */
  readonly outletRecord?: string;
  readonly centreRecord?: string;
}

export type Change =
  | { readonly op: 'put'; readonly table: string; readonly id: string; readonly row: AnyRow }
  | { readonly op: 'delete'; readonly table: string; readonly id: string }
  /** Debit positive, credit negative, in fen. */
  | { readonly op: 'posting'; readonly ledger: string; readonly account: string | null; readonly fen: Fen }
  | { readonly op: 'case'; readonly raised: CaseDraft }
  | { readonly op: 'journal'; readonly order: JournalOrder }
  | {
      readonly op: 'message';
      readonly toBranch: string;
      readonly command: string;
      readonly payload: Readonly<Record<string, unknown>>;
    };

/** What people decided about a device's journal; the engine carries it out with the command. */
export type JournalOrder =
  | { readonly kind: 'declare_lost'; readonly device: string; readonly before: number }
  | { readonly kind: 'adopt'; readonly device: string; readonly receivedUntil: Instant }
  | {
      readonly kind: 'set_status';
      readonly device: string;
      readonly status: 'active' | 'suspended' | 'lost' | 'revoked';
    };

export interface Applied {
  readonly verdict: Verdict;
  readonly code: RefusalCode | null;
  readonly split: {
    readonly accountFen: Fen;
    readonly suspenseLedger: string | null;
    readonly suspenseFen: Fen;
  } | null;
  readonly changes: readonly Change[];
}

export interface Input<P extends Fields = Fields> {
  readonly payload: RecordOf<P>;
  readonly facts: Facts;
  readonly rows: Rows;
}

export interface CommandDef<P extends Fields = Fields, C extends RefusalCode = RefusalCode> {
  /** `area.verb`, as domain 4.5 names it. */
  readonly name: string;
  /** Version of the payload. */
  readonly version: number;
  readonly payload: P;
  readonly offline: OfflineClass;
  readonly bases: readonly Basis[];
  readonly doors: readonly Door[];
  /** Posts that may do it; null = no person (system, import). */
  readonly roles: readonly Post[] | null;
  /** Certificate its maker must hold on the business date (domain 4.2 check 4); `both`: the second person too. */
  readonly certificate: { readonly kind: CertificateKind; readonly of: 'maker' | 'both' } | null;
  /** Moves cash or controlled vouchers: a till must be held. */
  readonly movesCash: boolean;
  /** Overtakes the queue (loss, freeze). */
  readonly priority: boolean;
  /** Session of the maker on this device: open, at least signed on (it may be locked), or not needed. */
  readonly session: 'open' | 'signed_on' | 'none';
  /**
   * The business date it may be captured on: `open` (business: not closed, at most a day behind the calendar),
   * `behind` (what ends a day that has fallen behind), `any` (a closed one too).
   */
  readonly date: 'open' | 'behind' | 'any';
  /** May be reversed the same day (domain 4.7). */
  readonly reversible: boolean;
  readonly receipt: 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5' | 'seizure' | 'passbook' | null;
  /** Refusals `admit` may give: a closed list, each with its sentence in both languages. */
  readonly rejections: readonly C[];
  /** Numbers the hub draws before judging. */
  readonly numbers: readonly ('customer' | 'account')[];
  /** What σ counts: direction and amount of cash. */
  readonly sigma: (payload: RecordOf<P>) => { readonly direction: 'in' | 'out' | 'none'; readonly fen: Fen };
  /** Keys to load; called again with what was found until nothing new is named. */
  readonly reads: (input: Input<P>) => readonly RowKey[];
  /** Post that must have approved, or null (domain 4.2 check 21). Judged after the other checks. */
  readonly checker: (input: Input<P>) => Post | null;
  readonly admit: (input: Input<P>) => Result<null, Refusal<C>>;
  /** Checks 22-24 of domain 4.2, which come after the approval. */
  readonly admitLast: (input: Input<P>) => Result<null, Refusal<C>>;
  readonly apply: (input: Input<P>) => Applied;
  /** Payload of an older version (decoded CBOR array) to the present one; undefined = cannot be read. */
  readonly upgrade: Readonly<Record<number, (old: Cbor) => RecordOf<P> | undefined>>;
}

type Optional =
  | 'priority'
  | 'reversible'
  | 'receipt'
  | 'numbers'
  | 'checker'
  | 'upgrade'
  | 'sigma'
  | 'doors'
  | 'bases'
  | 'movesCash'
  | 'certificate'
  | 'session'
  | 'date'
  | 'admitLast';

/** One command, one file. What is left out takes the quiet default. */
export function defineCommand<const P extends Fields, const C extends RefusalCode>(
  definition: Omit<CommandDef<P, C>, Optional> & Partial<Pick<CommandDef<P, C>, Optional>>,
): CommandDef<P, C> {
  return {
    priority: false,
    session: 'open',
    date: 'open',
    admitLast: () => ok(null),
    reversible: false,
    receipt: null,
    numbers: [],
    movesCash: false,
    certificate: null,
    checker: () => null,
    upgrade: {},
    sigma: () => ({ direction: 'none', fen: 0 }),
    doors: ['terminal'],
    bases: ['advice'],
    ...definition,
  };
}
