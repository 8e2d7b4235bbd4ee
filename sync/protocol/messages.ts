import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import type { DeviceId } from '../../shared/kernel/ids.ts';
import type { ChangeBatch, FeedToken, Receipt, SnapshotPage } from '../engine/ports.ts';
import type { Claim } from './claim.ts';
import type { CloseReason } from './close-reasons.ts';

/**
 * Everything that travels between a terminal and the hub. The same messages go over every carrier.
 * A receiver that meets a kind it does not know closes with `bad_message`; new kinds need a new version.
 */

/** vault: the clerk's key is open, entries may be judged. delivery: stored and held until the vault key signs. */
export type KeyUse = 'vault' | 'delivery';

/** Hub -> terminal, first message of a session. */
export interface Challenge {
  readonly type: 'challenge';
  readonly nonce: Bytes;
  readonly hubTime: Instant;
  readonly protocol: number;
  /** Lowest protocol that may still pull. Journals are taken from every version ever released. */
  readonly floor: number;
}
/** Terminal -> hub: who I am, signed over the challenge. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  readonly device: DeviceId;
  readonly branch: string;
  readonly appVersion: string;
  readonly signedWith: KeyUse;
  readonly signature: Bytes;
  readonly headSeq: number;
  readonly headHash: Bytes;
  /** Of the newest entries, as many as the counts add up to. */
  readonly claims: readonly Claim[];
}
/** Hub -> terminal: where this device stands. */
export interface Welcome {
  readonly type: 'welcome';
  readonly hubTime: Instant;
  /** Every entry up to here is durable on the hub, held ones included. */
  readonly receivedSeq: number;
  /** Every entry up to here is covered by a vault signature the hub has seen. */
  readonly signedSeq: number;
  readonly archivedSeq: number;
  /** The branches this terminal follows, nearest first, with their present positions. */
  readonly tokens: readonly FeedToken[];
  readonly recovering: boolean;
  /** false when the protocol is below the floor: the journal is taken, nothing may be pulled. */
  readonly mayPull: boolean;
}
/** Terminal -> hub: consecutive entries. `early` is one priority entry ahead of its turn, with its own signature. */
export interface Push {
  readonly type: 'push';
  readonly firstSeq: number;
  /** Chain hash before the first entry. */
  readonly previousHash: Bytes;
  readonly entries: readonly Bytes[];
  /** Over `headBytes(device, last seq, hash after the last entry)`; null inside a live session opened with the vault key. */
  readonly signature: Bytes | null;
  readonly signedWith: KeyUse;
  readonly early: boolean;
  /** Outcomes this hub has forgotten (it was restored): its own signed receipts of these entries, to be followed as recorded. */
  readonly recorded: readonly SignedBatch[];
}
/** A batch of receipts as the hub signed it: `outcomeBytes` and the signature. */
export interface SignedBatch {
  readonly signed: Bytes;
  readonly signature: Bytes;
}
/** Hub -> terminal: receipts, signed by the hub as one batch. */
export interface Outcome {
  readonly type: 'outcome';
  readonly hubTime: Instant;
  readonly receivedSeq: number;
  readonly signedSeq: number;
  readonly archivedSeq: number;
  /** `outcomeBytes` of the receipts: kept whole with its signature. */
  readonly signed: Bytes;
  readonly signature: Bytes;
}
/** The end of a journal segment: the vault key signed `headBytes` of the chain up to `lastSeq` before it left memory. */
export interface SegmentHead {
  readonly lastSeq: number;
  readonly signature: Bytes;
}
/** Consecutive entries of one journal segment as they lie at rest. */
export interface SealedPart {
  readonly segment: number;
  /** The segment's key, in a box to the hub. */
  readonly box: Bytes;
  readonly firstSeq: number;
  /** Each its own ciphertext; none when only the head is still to be delivered. */
  readonly entries: readonly Bytes[];
  /** null while the segment is open: it was cut off, and its entries wait for the vault key. */
  readonly head: SegmentHead | null;
}
/** Terminal -> hub, while the vault is locked: what lies in the journal, opened by the hub's sealing key alone. */
export interface Sealed extends SealedPart {
  readonly type: 'sealed';
  /** The delivery key over `sealedBytes`. */
  readonly signature: Bytes;
}
/** Terminal -> hub: a piece of a picture whose hash an entry carries; no bytes = where do you have it? Form of a connection only. */
export interface Evidence {
  readonly type: 'evidence';
  /** SHA-256 of the whole. */
  readonly hash: Bytes;
  /** Bytes of the whole. */
  readonly total: number;
  readonly from: number;
  readonly part: Bytes;
}
export const EVIDENCE_STATES = ['part', 'whole', 'archived', 'refused'] as const;
/** part: so far. whole: durable here. archived: in every backup still offered. refused: too large, or not what its hash says. */
export type EvidenceState = (typeof EVIDENCE_STATES)[number];
/** Hub -> terminal: how far it has that picture. */
export interface EvidenceAt {
  readonly type: 'evidence_at';
  readonly hash: Bytes;
  readonly bytes: number;
  readonly state: EvidenceState;
}
/** Hub -> terminal: everything was lost here. Vouch for your rows from this page on; null = nothing more is asked for. */
export interface VouchAsked {
  readonly type: 'vouch_asked';
  readonly page: number | null;
}
/** Terminal -> hub: a page of its rows (`vouchBytes`). Form of a connection only, as what asks for it. */
export interface Vouch {
  readonly type: 'vouch';
  readonly body: Bytes;
  /** The vault key over `body`. */
  readonly signature: Bytes;
}
/** Terminal -> hub: what became of these? Answered by an outcome with a receipt for each one the hub knows. */
export interface Inquire {
  readonly type: 'inquire';
  readonly seqs: readonly number[];
  /** First bytes of the hashes of these entries, in that order, for a copy of the tablet uses the same seqs. */
  readonly marks?: Bytes;
}
/** Terminal -> hub: send what came after. */
export interface Pull {
  readonly type: 'pull';
  readonly token: FeedToken;
}
export interface Changes {
  readonly type: 'changes';
  readonly batch: ChangeBatch;
}
/**
 * Hub -> terminal: a branch moved, and these are its rows behind what this connection brought last. Nobody asked for
 * them; who cannot join them to the rows in use asks. Has only the packed form of a connection (`line.ts`).
 */
export interface Live {
  readonly type: 'live';
  readonly batch: ChangeBatch;
}
/** Hub -> terminal: that token is of another past; take a snapshot, and push again what this hub has not received. */
export interface Resync {
  readonly type: 'resync';
  readonly branch: string;
  readonly receivedSeq: number;
}
export interface PageRequest {
  readonly type: 'page_request';
  readonly branch: string;
  readonly position: string | null;
}
/**
 * Terminal -> hub: all pages of up to 2,048 rows from here on, one after another, and the changes behind the last. Has only the packed
 * form of a connection, as `taken` has.
 */
export interface Load {
  readonly type: 'load';
  readonly branch: string;
  readonly position: string | null;
}
/** Terminal -> hub: it keeps the oldest pages that flowed to it and of which it has not said so. */
export interface Taken {
  readonly type: 'taken';
  readonly pages: number;
}
export interface Page {
  readonly type: 'page';
  readonly page: SnapshotPage;
}
/** Hub -> terminal: this branch has moved. A hint; correctness comes from pulling. */
export interface Poke {
  readonly type: 'poke';
  readonly branch: string;
}
export interface Ping {
  readonly type: 'ping';
  /** Sender's monotonic clock, returned untouched. */
  readonly mono: number;
}
export interface Pong {
  readonly type: 'pong';
  readonly mono: number;
  readonly hubTime: Instant;
}
export interface Goodbye {
  readonly type: 'goodbye';
  readonly reason: CloseReason;
}

export type TerminalMessage =
  Hello | Push | Sealed | Inquire | Pull | PageRequest | Load | Taken | Evidence | Vouch | Ping | Goodbye;
export type HubMessage =
  Challenge | Welcome | Outcome | Changes | Live | Resync | Page | Poke | EvidenceAt | VouchAsked | Pong | Goodbye;
export type SyncMessage = TerminalMessage | HubMessage;

/** What an outcome's signature covers. */
export interface SignedReceipts {
  readonly device: DeviceId;
  readonly branch: string;
  readonly epoch: string;
  readonly receipts: readonly Receipt[];
  /** SHA-256 over the entry hashes of the batch, in order. */
  readonly entriesHash: Bytes;
}
