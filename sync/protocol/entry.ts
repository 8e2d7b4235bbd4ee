import { bytesToHex, hexToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { dateToDay, dayToDate, type BusinessDate, type Instant } from '../../shared/kernel/dates.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import type { DeviceId } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';

export const BASES = ['request', 'advice', 'application'] as const;
/** request: nothing has moved yet, may be refused. advice: cash has moved, never refused. application: a request without deadline. */
export type Basis = (typeof BASES)[number];

/**
 * One journal entry. Its canonical bytes are deterministic CBOR of the fields in the order of `ENTRY_FIELDS`,
 * final from the first release: the chain hash, every signature and every printed code rest on them.
 */
export interface Entry {
  readonly format: 1;
  readonly branch: string;
  readonly device: DeviceId;
  /** 1, 2, 3 … without gaps over the life of the device. */
  readonly seq: number;
  readonly command: string;
  readonly payloadVersion: number;
  readonly basis: Basis;
  readonly businessDate: BusinessDate;
  /** What the tablet's wall clock said. */
  readonly wallAt: Instant;
  /** Trusted time: anchor of the awake segment + monotonic time. */
  readonly capturedAt: Instant;
  readonly segment: number;
  readonly monoMs: number;
  /** false in a segment the hub has not anchored yet. */
  readonly anchored: boolean;
  readonly offline: boolean;
  readonly maker: string;
  readonly checker: string | null;
  /** Hash of what the second person was shown. */
  readonly approval: Bytes | null;
  readonly lease: string | null;
  /** When the rows this was decided on were true. */
  readonly replicaAsOf: Instant | null;
  /** Requests only, in hub time. */
  readonly deadline: Instant | null;
  /** seq of the request that this advice or abandon replaces. */
  readonly replaces: number | null;
  readonly payload: Cbor;
}

export const ENTRY_FIELDS = 22;
/** Canonical bytes of one entry never pass this. */
export const ENTRY_BYTES_MAX = 32_768;

/** @throws RangeError when a field holds what CBOR cannot carry (a bug of the caller). */
export function encodeEntry(entry: Entry): Bytes {
  return encodeCbor([
    entry.format,
    entry.branch,
    hexToBytes(entry.device),
    entry.seq,
    entry.command,
    entry.payloadVersion,
    BASES.indexOf(entry.basis),
    dateToDay(entry.businessDate),
    entry.wallAt,
    entry.capturedAt,
    entry.segment,
    entry.monoMs,
    entry.anchored,
    entry.offline,
    entry.maker,
    entry.checker,
    entry.approval,
    entry.lease,
    entry.replicaAsOf,
    entry.deadline,
    entry.replaces,
    entry.payload,
  ]);
}

/** hash = SHA-256(previous hash | canonical bytes). The first entry's predecessor is 32 zero bytes. */
export const linkHash = (previous: Uint8Array, canonical: Uint8Array): Bytes => sha256(previous, canonical);

export type EntryFault = 'entry_too_large' | 'entry_not_cbor' | 'entry_format' | 'entry_field';

const isInt = (value: Cbor): value is number => typeof value === 'number';
const isIntOrNull = (value: Cbor): value is number | null => value === null || typeof value === 'number';
const isTextOrNull = (value: Cbor): value is string | null => value === null || typeof value === 'string';
const isBytes = (value: Cbor | undefined, length: number): value is Bytes =>
  value instanceof Uint8Array && value.length === length;

/** Reads what a device sent. Never throws; an entry that cannot be read is kept as bytes by the caller. */
export function decodeEntry(bytes: Uint8Array): Result<Entry, EntryFault> {
  if (bytes.length > ENTRY_BYTES_MAX) return err('entry_too_large');
  const decoded = decodeCbor(bytes);
  if (!decoded.ok) return err('entry_not_cbor');
  const f = decoded.value;
  if (!Array.isArray(f) || f.length !== ENTRY_FIELDS || f[0] !== 1) return err('entry_format');
  const at = (index: number): Cbor => (f as readonly Cbor[])[index] ?? null;
  const basis = isInt(at(6)) ? BASES[at(6) as number] : undefined;
  const day = at(7);
  const device = at(2);
  const ints = [3, 5, 8, 9, 10, 11].every((index) => isInt(at(index)));
  const texts = [1, 4, 14].every((index) => typeof at(index) === 'string' && (at(index) as string).length <= 64);
  const flags = typeof at(12) === 'boolean' && typeof at(13) === 'boolean';
  const nullableTexts = isTextOrNull(at(15)) && isTextOrNull(at(17));
  const nullableInts = isIntOrNull(at(18)) && isIntOrNull(at(19)) && isIntOrNull(at(20));
  const approval = at(16);
  if (!ints || !texts || !flags || !nullableTexts || !nullableInts || basis === undefined) return err('entry_field');
  if (!isInt(day) || Math.abs(day) > 1_000_000 || !isBytes(device, 16)) return err('entry_field');
  if (approval !== null && !isBytes(approval, 32)) return err('entry_field');
  if ((at(3) as number) < 1 || (at(5) as number) < 1) return err('entry_field');
  return ok({
    format: 1,
    branch: at(1) as string,
    device: bytesToHex(device),
    seq: at(3) as number,
    command: at(4) as string,
    payloadVersion: at(5) as number,
    basis,
    businessDate: dayToDate(day),
    wallAt: at(8) as number,
    capturedAt: at(9) as number,
    segment: at(10) as number,
    monoMs: at(11) as number,
    anchored: at(12) as boolean,
    offline: at(13) as boolean,
    maker: at(14) as string,
    checker: at(15) as string | null,
    approval,
    lease: at(17) as string | null,
    replicaAsOf: at(18) as number | null,
    deadline: at(19) as number | null,
    replaces: at(20) as number | null,
    payload: at(21),
  });
}
