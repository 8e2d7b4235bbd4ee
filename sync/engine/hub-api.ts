import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import type { CommandId, DeviceId } from '../../shared/kernel/ids.ts';
import type { CloseReason } from '../protocol/close-reasons.ts';
import type { Compressor } from '../protocol/codec.ts';
import type { EvidenceState, KeyUse, SealedPart, SignedBatch } from '../protocol/messages.ts';
import type { VouchPage } from '../protocol/vouch.ts';
import type { RowsAfter } from './live-lane.ts';
import type { DeviceRecord, Domain, HubStore, OutboxMessage, Receipt, Refusal, Split, Verdict } from './ports.ts';
import type { Verifier } from './world.ts';

/** What the hub's half of the engine is given and what it answers. Types only. */

/** A journal entry out of its seal: canonical bytes, and the chain hash sealed with them. */
export interface OpenedEntry {
  readonly canonical: Bytes;
  readonly hash: Bytes;
}
/** The hub's sealing key. */
export interface SealOpener {
  /** The entries in order, null for each that does not open; all of them when the key's box is not for this hub and device. */
  open(device: DeviceId, part: SealedPart): Promise<readonly (OpenedEntry | null)[]>;
}

/** Keeps pictures that terminals bring, whole and durable, in the branch they came from. */
export interface EvidenceKeeper {
  /** Takes a piece that goes on where the last ended, nothing when it does not; answers how far it has the picture. */
  keep(piece: {
    readonly branch: string;
    readonly device: DeviceId;
    readonly hash: Bytes;
    readonly total: number;
    readonly from: number;
    readonly part: Bytes;
    readonly at: Instant;
  }): Promise<{ readonly bytes: number; readonly state: EvidenceState }>;
}

/** Keeps what terminals vouch for until people approve opening balances from it. */
export interface VouchKeeper {
  /** The first page that the hub lacks of a device's rows; null = it has them all. */
  wanted(branch: string, device: DeviceId): Promise<number | null>;
  /** Keeps a page that follows those it has; answers the next one it lacks. */
  keep(page: VouchPage, signed: SignedBatch, at: Instant): Promise<number | null>;
}

export interface HubEngine {
  readonly store: HubStore;
  readonly domain: Domain;
  now(): Instant;
  /** First open centre day. */
  postingDate(): BusinessDate;
  readonly verifier: Verifier;
  /** The hub's own signature over the receipts of a batch. */
  signOutcome(bytes: Bytes): Promise<Bytes>;
  /** Public keys this hub has signed outcomes with, for receipts that a restored hub has forgotten. */
  readonly outcomeKeys: readonly Bytes[];
  random(length: number): Bytes;
  pinyinOf(name: string): string;
  readonly compressor: Compressor;
  readonly sealing: SealOpener;
  /** None = this hub takes no pictures. */
  readonly evidence?: EvidenceKeeper;
  /** None = this hub asks nobody to vouch for rows. */
  readonly vouches?: VouchKeeper;
}

/** What became of a command that came by a door without a journal. */
export interface CommandOutcome {
  readonly id: CommandId;
  readonly verdict: Exclude<Verdict, 'duplicate'>;
  readonly code: string | null;
  /** Figures of the refusal's sentence (limits, amounts); empty when repeated. */
  readonly detail: Refusal['detail'];
  readonly split: Split | null;
  readonly version: number;
  /** true: the command was known already, this is its first outcome. */
  readonly repeated: boolean;
  /** Numbers drawn for it, by kind; empty when repeated. */
  readonly numbers: Readonly<Record<string, string>>;
}

export interface PushRequest {
  readonly branch: string;
  readonly device: DeviceId;
  readonly firstSeq: number;
  /** Canonical bytes of consecutive entries. */
  readonly entries: readonly Bytes[];
  readonly previousHash: Bytes;
  /** null only where something else was verified: the hello of a vault session, or the message around what was delivered. */
  readonly signature: Bytes | null;
  readonly signedWith: KeyUse;
  readonly early: boolean;
  /** Delivered ahead of a signature that exists already: nobody needs to look after these. */
  readonly signatureFollows?: boolean;
  /** Receipts of an earlier life of this hub, verified before they are believed. */
  readonly recorded?: readonly SignedBatch[];
}
export type PushResult =
  | {
      readonly kind: 'taken';
      readonly receipts: readonly Receipt[];
      readonly receivedSeq: number;
      readonly signedSeq: number;
      readonly archivedSeq: number;
      /** What the hub signed and its signature. */
      readonly signed: Bytes;
      readonly signature: Bytes;
      /** true when rows changed: others of the branch should be poked. */
      readonly changed: boolean;
      /** Branches that messages wait for. */
      readonly messagesTo: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: 'unknown_device' | 'bad_signature' | 'bad_message' };

export interface HubSession {
  /** Sends the challenge. */
  start(): void;
  /** One message from the wire; messages are handled strictly one after another. Never throws on bad input. */
  receive(bytes: Bytes): Promise<void>;
  /**
   * The branch has moved: a terminal that follows it is sent what changed, or a hint where that cannot be.
   * @param rowsAfter reads the store not before now; several lines may share one
   */
  poke(branch: string, rowsAfter?: RowsAfter): void;
  /** Resolves when what is in hand now is handed to the carrier. */
  flushed(): Promise<void>;
  /** Answers what is in hand, says goodbye and closes. Resolves when all of it was sent. */
  end(reason: CloseReason): Promise<void>;
  /** The connection is gone. */
  ended(): void;
  /** null until the hello was verified. */
  readonly device: DeviceRecord | null;
  /** Branches this terminal follows, empty until welcomed. */
  readonly follows: readonly string[];
}
export interface HubSessionHooks {
  /** `said` is what its hello claims of itself, signed by its vault key. */
  onReady?(device: DeviceRecord, said: { readonly headSeq: number; readonly appVersion: string }): Promise<void>;
  /** After every push that was taken. */
  onProgress?(device: DeviceRecord): void;
  /** A branch moved by this session: poke all that follow it, this one too. */
  onChanged?(branch: string): void;
  /** With this device the last one has come back to a restored branch. */
  onRecovered?(branch: string): void;
  /** Messages wait in the outbox of this branch. */
  onMessages?(branch: string): void;
}
export interface HubSessionOut {
  send(bytes: Bytes): void;
  /** Bytes handed over that the terminal is not known to have read. None = unknown. */
  unread?(): number;
  close(reason: CloseReason): void;
}

/** Messages as the relay takes them from an outbox, with where they came from. */
export interface RelayedMessage extends OutboxMessage {
  readonly fromBranch: string;
  readonly businessDate: BusinessDate;
  readonly capturedAt: Instant;
}
