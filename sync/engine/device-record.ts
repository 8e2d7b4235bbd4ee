import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { EMPTY_HASH, type DeviceId } from '../../shared/kernel/ids.ts';

/** Where a device and its journal stand on the hub, and what people decide about it. */

export type DeviceStatus = 'active' | 'suspended' | 'lost' | 'revoked';

/** Row of `device` as ingest sees it. */
export interface DeviceRecord {
  readonly id: DeviceId;
  readonly branch: string;
  readonly deviceNo: string;
  readonly status: DeviceStatus;
  /** Raw P-256 public keys. */
  readonly signingKey: Bytes;
  readonly deliveryKey: Bytes;
  /** Highest seq taken in order and the chain hash after it. */
  readonly seq: number;
  readonly head: Bytes;
  /** Highest seq whose chain was covered by a signature of the signing key. */
  readonly signedSeq: number;
  /** Priority entries taken ahead of their turn, with the hash they claimed. */
  readonly early: readonly { readonly seq: number; readonly hash: Bytes }[];
  /** Set when a fork or broken chain was found: this and later entries are held. */
  readonly forkedAt: number | null;
  /** What two persons declared lost and has not come since, ascending. The head may stand behind it. */
  readonly lost: readonly LostRange[];
  readonly archivedSeq: number;
  readonly lastSeenAt: Instant;
  readonly lastCapturedAt: Instant;
}

/** A device that was taken in and has sent nothing yet. */
export const newDeviceRecord = (
  of: Pick<DeviceRecord, 'id' | 'branch' | 'deviceNo' | 'signingKey' | 'deliveryKey'>,
): DeviceRecord => ({
  ...of,
  status: 'active',
  seq: 0,
  head: EMPTY_HASH,
  signedSeq: 0,
  early: [],
  forkedAt: null,
  lost: [],
  archivedSeq: 0,
  lastSeenAt: 0,
  lastCapturedAt: 0,
});

/** Seqs [from, to] that are missing for good, as far as anybody knows. */
export interface LostRange {
  readonly from: number;
  readonly to: number;
  /** Chain hash before `from`, and at `to` as the entry behind it says; null where nobody knows it. */
  readonly head: Bytes | null;
  readonly tail: Bytes | null;
}

/** A decision of people about what a device has sent, or has not. It is carried out with the command that says so. */
export type JournalOrder =
  /** What is missing before `before` will not come: what waits behind it takes its turn. */
  | { readonly kind: 'declare_lost'; readonly device: DeviceId; readonly before: number }
  /** Entries held since before `receivedUntil` are judged, signed or not. */
  | { readonly kind: 'adopt'; readonly device: DeviceId; readonly receivedUntil: Instant }
  | { readonly kind: 'set_status'; readonly device: DeviceId; readonly status: DeviceStatus };

/** What is known of an entry that another command is to stand in for. */
export type Original =
  /** Declared lost, and not come since. */
  | 'lost'
  /** Not come, and waited for. */
  | 'awaited'
  /** Here, judged or held: nobody stands in for it. */
  | 'here'
  /** There is no such device here. */
  | 'unknown';
