import type { CautionRule, Withheld } from './withheld.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';
import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import type { CommandId, DeviceId } from '../../shared/kernel/ids.ts';
import type { Result } from '../../shared/kernel/result.ts';
import type { Claim } from '../protocol/claim.ts';
import type { Basis, Entry } from '../protocol/entry.ts';
import type { ColumnKinds } from '../protocol/typed-ways.ts';
import type { DeviceRecord, JournalOrder, Original } from './device-record.ts';
import type { Trace } from './trace.ts';
import type {
  ChangeBatch,
  FeedToken,
  PackedPage,
  PageAt,
  PageForm,
  RowBody,
  RowChange,
  RowKey,
  SnapshotPage,
  SnapshotPosition,
} from './feed.ts';

export type * from './device-record.ts';
export type * from './feed.ts';

/**
 * What the engine needs from the world. It moves entries, rows and outcomes without knowing what they mean:
 * `Domain` is satisfied by shape by `shared/commands/domain.ts`, the stores by the adapters of terminal and hub.
 */

/** Rows in memory, loaded before anything is decided. A key that was not loaded is a bug and throws. */
export interface RowReader {
  get(table: string, id: string): RowBody | null;
  has(table: string, id: string): boolean;
}

// ---- commands -----------------------------------------------------------------------------------------

export type Door = 'terminal' | 'office' | 'import' | 'hub' | 'message';

/** A command at any door; for the terminal door it is read from a journal entry. */
export interface Command {
  readonly id: CommandId;
  /** Row id of what it records: `device16.seq` for the journal, the command id elsewhere. */
  readonly rowId: string;
  readonly door: Door;
  readonly branch: string;
  readonly device: DeviceId | null;
  readonly seq: number | null;
  readonly name: string;
  readonly payloadVersion: number;
  readonly basis: Basis;
  readonly businessDate: BusinessDate;
  /** Trusted (corrected) capture time; decisions about loss, freeze and consent compare this. */
  readonly capturedAt: Instant;
  readonly anchored: boolean;
  readonly offline: boolean;
  readonly maker: string | null;
  readonly checker: string | null;
  readonly approval: Bytes | null;
  readonly lease: string | null;
  readonly replicaAsOf: Instant | null;
  readonly deadline: Instant | null;
  /** Row id of the request this one replaces. */
  readonly replaces: string | null;
  readonly payload: Cbor;
  /** Its seq was declared lost, or people let it in: somebody may have stood in for it meanwhile. */
  readonly late?: boolean;
}

/** What only the judging side knows. `null` on a terminal. */
export interface HubFacts {
  readonly receivedAt: Instant;
  /** First open centre day. */
  readonly postingDate: BusinessDate;
  /** The capture clock failed the checks of domain 4.8 CLOCK_ANOMALY. */
  readonly clockAnomaly: boolean;
  /** Numbers drawn for this command before it is judged, by kind (customer, account). */
  readonly numbers: Readonly<Record<string, string>>;
  /** A receipt of an earlier life of this hub: apply the entry as it was judged then. */
  readonly recorded: Receipt | null;
  /** Pinyin of a name, made on the hub. */
  readonly pinyinOf: (name: string) => string;
  /** Of a command that stands in for an entry: where that entry is. */
  readonly original?: Original;
}

export const VERDICTS = ['posted', 'posted_with_exception', 'suspense', 'held', 'rejected', 'duplicate'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Where the money of an entry went when it was not posted whole to the account. Amounts in fen. */
export interface Split {
  readonly accountFen: number;
  readonly suspenseLedger: string | null;
  readonly suspenseFen: number;
}

export interface Posting {
  readonly ledger: string;
  /** Row id of the account for the deposit ledger, else null. */
  readonly account: string | null;
  /** Debit positive, credit negative; the postings of one command sum to zero. */
  readonly fen: number;
}
export interface Message {
  readonly toBranch: string;
  readonly command: string;
  readonly payloadVersion: number;
  readonly payload: Cbor;
}
export interface CaseRaised {
  /** Closed list of domain 4.8, checked by the domain, opaque here. */
  readonly code: string;
  readonly table: string;
  readonly id: string;
  readonly body: RowBody;
}

/** What one command does. The same on both sides; only the hub keeps postings, cases and messages. */
export interface Judgement {
  readonly verdict: Exclude<Verdict, 'held' | 'duplicate'>;
  /** Refusal code when rejected, else null. */
  readonly code: string | null;
  readonly split: Split | null;
  readonly rows: readonly RowChange[];
  readonly postings: readonly Posting[];
  readonly cases: readonly CaseRaised[];
  readonly messages: readonly Message[];
  /** Figures of a refusal's sentence: for the answer at the door, kept nowhere. */
  readonly detail?: Refusal['detail'];
  /** What people decided about a journal; the hub carries it out in the same transaction. */
  readonly orders?: readonly JournalOrder[];
}

export interface Refusal {
  readonly code: string;
  /** Figures for the sentence shown to the clerk (limits, amounts); never names or numbers of people. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** σ: what the device claims per (command, direction, business date). */
export interface SigmaKey {
  readonly command: string;
  readonly direction: 'in' | 'out' | 'none';
  readonly fen: number;
}

export interface Domain {
  /** Keys to load before judging. Called again with what was loaded until it names nothing new (at most 4 rounds). */
  reads(command: Command, rows: RowReader): readonly RowKey[];
  /** May this be captured (terminal) or, for a request, posted (hub)? */
  admit(command: Command, rows: RowReader, hub: HubFacts | null): Result<null, Refusal>;
  /** Total for an advice: never refuses, never throws on business data. */
  apply(command: Command, rows: RowReader, hub: HubFacts | null): Judgement;
  /** true when the payload can be read by this build (after upgrade). */
  readable(command: Command): boolean;
  /** Loss and freeze reports: they overtake the queue and carry their own signature. */
  isPriority(name: string): boolean;
  /** How an entry or a message is recognised in rows that hold its effect. null, or none = it leaves nothing of its own. */
  traceOf?(command: Command): Trace | null;
  /** Tables whose rows a terminal vouches for to a hub that has lost everything, in this order. None = none. */
  readonly vouched?: readonly string[];
  /** The entry of a device that this command stands in for. None = it stands for itself. */
  standsFor?(command: Command): { readonly device: DeviceId; readonly seq: number } | null;
  /** Which numbers the hub must draw before judging (customer, account). */
  numbersFor(name: string): readonly string[];
  sigma(command: Command): SigmaKey;
  /** Sync scope of a table, for feeds to terminals. */
  scopeOf(table: string): 'never' | 'outlet' | 'reference';
  /** What the fields of a table are, so that its rows travel in typed columns; null for a table this build does not know. */
  kindsOf(table: string): ColumnKinds | null;
  /** What a terminal keeps back after a restore of the hub. None = nothing. */
  readonly caution?: CautionRule;
  /** The case for entries the engine had to keep without posting them. None when the business wants none. */
  incident?(incident: Incident): readonly CaseRaised[];
}

/** An entry kept as bytes only, or claims that differ, with the records of both sides. `unsigned` is raised once for a tail, at its first entry. */
export interface Incident {
  readonly reason: RawRecord['reason'] | 'claims';
  readonly command: CommandId;
  readonly rowId: string;
  readonly branch: string;
  readonly device: DeviceId | null;
  readonly seq: number | null;
  readonly businessDate: BusinessDate;
  readonly receivedAt: Instant;
  readonly records: { readonly outlet: string; readonly centre: string } | null;
}

// ---- receipts and tokens --------------------------------------------------------------------------------

export interface Receipt {
  readonly seq: number;
  readonly verdict: Verdict;
  /** Verdict given the first time, when this one is `duplicate`. */
  readonly first: Exclude<Verdict, 'duplicate'> | null;
  /** Why it was refused or is held; of an entry's exception the codes of its cases, parted by spaces. */
  readonly code: string | null;
  readonly split: Split | null;
  /** Branch version whose changes contain the effect; the entry leaves `pending` when it is applied. */
  readonly version: number;
}

/** A receipt that an earlier life of the hub signed. */
export interface RecordedReceipt extends Receipt {
  /** That life. */
  readonly epoch: string;
}
/** The position of an earlier life of the hub at which a terminal's rows stood that a branch was opened from. */
export type CopyBase = Pick<FeedToken, 'epoch' | 'version'>;

// ---- the hub's store --------------------------------------------------------------------------------------

/** Row of the immutable command log. */
export interface LogRecord {
  readonly command: CommandId;
  readonly rowId: string;
  readonly door: Door;
  readonly device: DeviceId | null;
  readonly seq: number | null;
  readonly hash: Bytes | null;
  /** Canonical entry bytes, or for other doors canonical CBOR of the command. */
  readonly bytes: Bytes;
  readonly name: string;
  readonly payloadVersion: number;
  readonly businessDate: BusinessDate;
  readonly capturedAt: Instant;
  readonly receivedAt: Instant;
  readonly maker: string | null;
  readonly checker: string | null;
  readonly verdict: Exclude<Verdict, 'duplicate'>;
  readonly code: string | null;
  readonly split: Split | null;
  readonly sigma: SigmaKey;
  readonly numbers: Readonly<Record<string, string>>;
}

export interface PostedPosting extends Posting {
  readonly command: CommandId;
  readonly ordinal: number;
  readonly businessDate: BusinessDate;
  readonly valueDate: BusinessDate;
  readonly postingDate: BusinessDate;
}

export interface OutboxMessage extends Message {
  readonly id: CommandId;
  readonly cause: CommandId;
  readonly ordinal: number;
}

/** Everything one batch writes, in one statement, under one new branch version. */
export interface WriteSet {
  readonly device: DeviceRecord | null;
  readonly log: readonly LogRecord[];
  readonly rows: readonly RowChange[];
  readonly postings: readonly PostedPosting[];
  readonly outbox: readonly OutboxMessage[];
  /** Message ids taken from another branch by this batch. */
  readonly inbox: readonly { readonly id: CommandId; readonly fromBranch: string }[];
  /** Kept as bytes only: unreadable (SUS-RAW, also in `log`) or held (not in it). Same (device, seq, hash): new reason. */
  readonly raw: readonly RawRecord[];
}
export interface RawRecord {
  readonly device: DeviceId;
  readonly seq: number;
  readonly hash: Bytes;
  /** What the push said it stands behind; with the bytes it makes the hash. */
  readonly previousHash: Bytes;
  readonly bytes: Bytes;
  readonly reason: HoldReason | 'unreadable' | 'assertion';
  readonly receivedAt: Instant;
  /** What an earlier life of the hub said of it, kept while it waits for opening balances. None = it said nothing. */
  readonly recorded?: RecordedReceipt;
}
/** rebuild: in its turn, in a branch that has no opening balances yet. */
export type HoldReason = 'gap' | 'fork' | 'broken_chain' | 'unsigned' | 'revoked' | 'rebuild';

/** A past outcome, for answering repeats. */
export interface LoggedOutcome {
  readonly device: DeviceId;
  readonly seq: number;
  readonly hash: Bytes;
  readonly verdict: Exclude<Verdict, 'duplicate'>;
  readonly code: string | null;
  readonly split: Split | null;
  readonly version: number;
}

/** One open transaction that holds the branch's lock. */
export interface BranchTx {
  readonly token: FeedToken;
  /** It waits for devices after a restore, or for its opening balances. */
  readonly recovering: boolean;
  /** Everything was lost, and nobody has approved what its accounts hold: entries are taken and held, nothing is judged. */
  readonly rebuilding: boolean;
  /** What its opening balances are of; null = they are the branch's own past. */
  readonly base: CopyBase | null;
  device(id: DeviceId): Promise<DeviceRecord | null>;
  /** Outcomes of a device's entries with seq in [fromSeq, toSeq]. */
  outcomes(device: DeviceId, fromSeq: number, toSeq: number): Promise<readonly LoggedOutcome[]>;
  /** Entries kept in `raw` for [fromSeq, toSeq] by seq, then hash; those judged since may be among them. */
  held(device: DeviceId, fromSeq: number, toSeq: number): Promise<readonly RawRecord[]>;
  /** Outcomes of commands that came by other doors. */
  known(ids: readonly CommandId[]): Promise<ReadonlyMap<CommandId, LoggedOutcome>>;
  /** Rows of this branch and, for reference tables, of its ancestors (nearest first). Missing keys are absent. */
  rows(keys: readonly RowKey[]): Promise<ReadonlyMap<string, RowBody>>;
  /** Draws `count` numbers of a kind that no restored hub will draw again. */
  draw(kind: string, count: number): Promise<readonly string[]>;
  /** Writes everything under version + 1 in one statement and returns the new token. Called at most once. */
  commit(write: WriteSet): Promise<FeedToken>;
}

export interface HubStore {
  /** Opens a transaction with the branch row locked; commits when `work` resolves, rolls back when it throws. */
  inBranch<T>(branch: string, work: (tx: BranchTx) => Promise<T>): Promise<T>;
  token(branch: string): Promise<FeedToken | null>;
  /** null = the token is of another past: the reader must take a snapshot. */
  changesAfter(token: FeedToken, rowsMax: number): Promise<ChangeBatch | null>;
  /** The page in that form. A store that keeps pages packs each once per version of its branch, for all who load it. */
  snapshotPage(at: PageAt, form: PageForm): Promise<PackedPage>;
  /** Sums over the logged entries of a device with seq in [first, last], per (command, direction, business date). */
  claims(branch: string, device: DeviceId, seqs: readonly [number, number]): Promise<readonly Claim[]>;
  /** The device has given a restored hub all again. @returns whether with it the last one of its branch has come back. */
  noteReturned(branch: string, device: DeviceId): Promise<boolean>;
  /** The branch itself and its ancestors, nearest first: what a terminal subscribes to. */
  lineage(branch: string): Promise<readonly string[]>;
}

// ---- the terminal's store -----------------------------------------------------------------------------------

export interface JournalHead {
  readonly seq: number;
  readonly hash: Bytes;
}
/** A journal entry as the engine handles it; at rest each one is its own ciphertext. */
export interface JournalRecord {
  readonly seq: number;
  readonly hash: Bytes;
  readonly canonical: Bytes;
  readonly entry: Entry;
  readonly state: 'recorded' | 'received' | 'settled';
  readonly receipt: Receipt | null;
}
export type AppendFault = 'head_moved' | 'fenced' | 'storage_full' | 'locked';

export interface TerminalState {
  readonly head: JournalHead;
  readonly receivedSeq: number;
  readonly archivedSeq: number;
  readonly tokens: readonly FeedToken[];
  /** Seqs not settled yet, ascending. A set, not a prefix. */
  readonly pending: readonly number[];
  /** The optimistic rows cannot be read any more: the next overlay that is written brings them back (SE25). */
  readonly isOverlayLost: boolean;
}

export interface TerminalStore {
  /**
   * Ids of all rows of a table as they stand, pending effects included.
   * @param ahead of this branch those of the replica beside the one in use
   */
  idsOf(table: string, ahead?: string): Promise<readonly string[]>;
  withheld(): Promise<readonly Withheld[]>;
  /** Takes the place of what was kept back before. */
  saveWithheld(kept: readonly Withheld[]): Promise<void>;
  /** Kept signed batches that hold receipts of seqs in [fromSeq, toSeq], oldest first, as given to `saveReceipts`. */
  signedBatches(fromSeq: number, toSeq: number): Promise<readonly Bytes[]>;
  load(): Promise<TerminalState>;
  /** One strict transaction: compares the head and the tab's fence, appends, writes the optimistic rows. */
  append(
    record: JournalRecord,
    optimistic: readonly RowChange[],
    previous: JournalHead,
  ): Promise<Result<null, AppendFault>>;
  /** Records after `afterSeq` in order, at most `countMax` and about `bytesMax` canonical bytes. */
  journalAfter(afterSeq: number, countMax: number, bytesMax: number): Promise<readonly JournalRecord[]>;
  records(seqs: readonly number[]): Promise<readonly JournalRecord[]>;
  /** Keeps the signed batch whole and notes receipts; rejected entries leave pending at once. */
  saveReceipts(signed: Bytes, receipts: readonly Receipt[], receivedSeq: number): Promise<void>;
  /** Some confirmed rows of this branch cannot be read any more, and its copy is to be fetched again now (SE23). */
  isBroken(branch: string): boolean;
  /** Confirmed rows (`confirmed: true`) or rows with pending effects on top. Missing keys are absent. */
  rows(keys: readonly RowKey[], confirmed?: boolean): Promise<ReadonlyMap<string, RowBody>>;
  /** One transaction: confirmed rows, the new token, settled seqs leave pending, the overlay is replaced. */
  applyChanges(batch: ChangeBatch, settled: readonly number[], overlay: readonly RowChange[]): Promise<void>;
  /** Adds a page; the first page of a new token starts a new replica beside the old one. Nothing is swapped yet. */
  saveSnapshotPage(page: SnapshotPage): Promise<void>;
  /** One transaction: changes behind a snapshot whose pages are all here, into the new replica; its token moves on. */
  saveSnapshotChanges(batch: ChangeBatch): Promise<void>;
  /** Where a snapshot that is not in use yet goes on, or null. `position` null: all pages are here. */
  snapshotPosition(branch: string): Promise<SnapshotPosition | null>;
  /** Confirmed rows as they will stand once the new replica of `branch` is in use. */
  snapshotRows(branch: string, keys: readonly RowKey[]): Promise<ReadonlyMap<string, RowBody>>;
  /** One transaction: the new replica and its token take the place of the old, settled seqs leave pending, new overlay. */
  swapSnapshot(branch: string, settled: readonly number[], overlay: readonly RowChange[]): Promise<void>;
}
