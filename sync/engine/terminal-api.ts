import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';
import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import type { CommandId, DeviceId } from '../../shared/kernel/ids.ts';
import type { Result } from '../../shared/kernel/result.ts';
import type { CloseReason } from '../protocol/close-reasons.ts';
import type { Compressor } from '../protocol/codec.ts';
import type { Basis, Entry } from '../protocol/entry.ts';
import type { Pictures } from './evidence-lane.ts';
import type { AppendFault, Domain, FeedToken, Judgement, Receipt, Refusal, TerminalStore } from './ports.ts';
import type { Clock, Signer, Timer, Transport, Verifier } from './world.ts';

/** What the terminal's half of the engine is given and what it answers. Types only. */

/** What is kept about trusted time across restarts. */
export interface AnchorRecord {
  /** Number of the awake segment. */
  readonly segment: number;
  /** Highest trusted time ever given out; time never runs back behind it. */
  readonly lastTrustedAt: Instant;
  /** When the rows of the own branch were last known equal to the hub's; null before the first load. */
  readonly dataAt: Instant | null;
}
export interface AnchorStore {
  load(): Promise<AnchorRecord | null>;
  save(record: AnchorRecord): Promise<void>;
}

export interface TerminalIdentity {
  readonly device: DeviceId;
  readonly branch: string;
  /** The branch and its ancestors, nearest first. */
  readonly lineage: readonly string[];
  readonly appVersion: string;
}

export interface TerminalDeps {
  readonly store: TerminalStore;
  readonly domain: Domain;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly identity: TerminalIdentity;
  /** The hub's public signing key. */
  readonly hubKey: Bytes;
  /** In [0, 1), for jitter. */
  random(): number;
  readonly anchors: AnchorStore;
  readonly compressor: Compressor;
  /** Pictures that go up after all money. None = this terminal keeps none. */
  readonly pictures?: Pictures;
  /** The highest protocol this build speaks; left out = the present one. */
  readonly protocol?: number;
  onStatus(status: SessionStatus): void;
  /** Rows of these tables changed: pages that show them load again. */
  onRows(tables: readonly string[]): void;
}

/** What a clerk wants recorded. The engine adds seq, times and the chain. */
export interface CaptureDraft {
  readonly command: string;
  readonly payloadVersion: number;
  readonly basis: Basis;
  readonly businessDate: BusinessDate;
  /** Judged by the offline rules. A request is never offline. */
  readonly offline: boolean;
  readonly maker: string;
  readonly checker: string | null;
  readonly approval: Bytes | null;
  readonly lease: string | null;
  /** seq of the request this replaces or abandons. */
  readonly replaces: number | null;
  readonly payload: Cbor;
}
export interface CaptureDone {
  readonly seq: number;
  readonly command: CommandId;
  readonly rowId: string;
  readonly entry: Entry;
  /** What it did here. Of a request only what it binds: its verdict comes by `answer`. */
  readonly judgement: Judgement;
}
/**
 * not_live, earlier_unsent, unanchored: a request cannot be offered now; work by the offline rules. rebuilding: nor can
 * it, as the hub has lost its past and nobody has approved what accounts hold.
 */
export type CaptureFault = AppendFault | 'not_live' | 'earlier_unsent' | 'unanchored' | 'rebuilding';

/** What may be said to the clerk about a request. Only `posted` may be paid out. */
export type RequestAnswer =
  | { readonly kind: 'posted' | 'rejected' | 'held'; readonly receipt: Receipt }
  /** An abandon or a replacing advice was captured: the verdict no longer counts. */
  | { readonly kind: 'replaced' }
  | { readonly kind: 'unknown' };

export type Phase = 'offline' | 'connecting' | 'greeting' | 'catching_up' | 'live' | 'backing_off' | 'stopped';

export interface SessionStatus {
  readonly phase: Phase;
  readonly stopped: CloseReason | 'bug' | null;
  /** An answer from the hub within 60 s. */
  readonly online: boolean;
  readonly lastAnswerAt: Instant | null;
  /** When the replica of the own branch was last known equal to the hub; null before the first load. */
  readonly dataAt: Instant | null;
  readonly headSeq: number;
  readonly receivedSeq: number;
  readonly archivedSeq: number;
  /** Recorded here, not received yet. */
  readonly waiting: number;
  readonly oldestWaitingAt: Instant | null;
  /** Received, effect not applied here yet. */
  readonly unsettled: number;
  /** Recorded entries this build cannot show the effect of: they are delivered all the same, and need repair. */
  readonly broken: readonly number[];
  readonly bootstrap: { readonly branch: string; readonly rowsDone: number; readonly rowsTotal: number } | null;
  readonly nextTryAt: Instant | null;
  readonly anchored: boolean;
  readonly recovering: boolean;
  /** The hub has lost everything: it takes the journal, holds it, and has no rows to give until people approve some. */
  readonly rebuilding: boolean;
}

/** Where the tablet stands with the hub, as far as it knows. */
export interface BundleStanding {
  /** Every entry up to here was received by the hub; those behind it are packed. */
  readonly receivedSeq: number;
  /** From here on some entry's outcome is unknown, or only that it is held. */
  readonly askFrom: number;
  readonly tokens: readonly FeedToken[];
}
/** The hub's answer to a file, out of its box. */
export interface DownBody {
  /** Number of the file this answers. */
  readonly answers: number;
  readonly hubTime: Instant;
  readonly receivedSeq: number;
  readonly signedSeq: number;
  readonly archivedSeq: number;
  /** The hub was restored since the tablet's rows were current: these come over a line only. */
  readonly otherLife: boolean;
  /** `outcome` and `changes` messages, encoded, in their order. */
  readonly messages: readonly Bytes[];
}

/** What an answer of the mail van brought. */
export interface MailTaken {
  /** Entries whose outcome is known now and was not before. */
  readonly outcomes: number;
  /** Batches of rows that came in use. */
  readonly batches: number;
  /** The hub was restored since: outcomes and rows come over a line only. */
  readonly otherLife: boolean;
}

export interface TerminalSession {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Try now instead of waiting for the next attempt. */
  nudge(): void;
  /** The device woke from sleep: opens a new awake segment. */
  wake(): void;
  /** Answers when the entry is durable. For a request call `answer` next. */
  capture(draft: CaptureDraft): Promise<Result<CaptureDone, Refusal | CaptureFault>>;
  /** The checks of capture without capturing. */
  admit(draft: CaptureDraft): Promise<Result<null, Refusal>>;
  /** Waits for the verdict of a request, at most until its deadline. */
  answer(seq: number): Promise<RequestAnswer>;
  /** Where it stands with the hub, for a file of the mail van. */
  standing(): BundleStanding;
  /** What the hub answered by a file. Receipts and rows come in use as if they had come over a line. */
  takeMail(mail: DownBody): Promise<MailTaken>;
  /** Asks the hub again about a request without a verdict. */
  inquire(seq: number): Promise<RequestAnswer>;
  status(): SessionStatus;
  /** Trusted time now, ms since 1970, and whether the hub has confirmed this awake segment. */
  now(): { readonly at: Instant; readonly anchored: boolean };
}
