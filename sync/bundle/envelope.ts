import { concatBytes, equalBytes, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import type { DeviceId } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { branch, device } from '../protocol/parts.ts';
import { bytes, count, record, word, type Shape } from '../protocol/shape.ts';

/**
 * A file of the mail van (邮车同步). Whoever carries it learns which tablet it belongs to and nothing else:
 *
 *   "YIZHANV1" (8) | length of the whole file (4, big endian) | length of the head (2) | head, CBOR |
 *   body in a box to the receiver's public key | signature (64) over everything before it
 *
 * Up it is signed with the tablet's delivery key and sealed to the hub; down it is signed by the hub and sealed to the
 * tablet. The form is final from its first release: a later one has another first line.
 */
export const BUNDLE_BYTES_MAX = 33_554_432;

/** up: the journal of a tablet. down: what became of it, and what is new at its outlet. */
export type BundleWay = 'up' | 'down';
export interface BundleHead {
  readonly way: BundleWay;
  /** Which hub it comes from or goes to: see `hubName`. */
  readonly hub: Bytes;
  readonly device: DeviceId;
  readonly branch: string;
  /** Up: counted by the tablet. Down: the hub's time when it was made. Of two files the newer has the higher one. */
  readonly number: number;
  /** Up by the tablet's clock, down by the hub's. */
  readonly madeAt: Instant;
}

/** What can be wrong with a file; each has a sentence that says what to do. */
export const BUNDLE_FAULTS = [
  'VAN_NOT_A_BUNDLE',
  'VAN_TOO_LARGE',
  'VAN_NEWER',
  'VAN_TRUNCATED',
  'VAN_TAMPERED',
  'VAN_FOREIGN',
  'VAN_WRONG_WAY',
  'VAN_UNKNOWN_DEVICE',
  'VAN_OTHER_DEVICE',
  'VAN_REPLAYED',
  'VAN_STALE',
  'VAN_OTHER_LIFE',
] as const;
export type BundleFault = (typeof BUNDLE_FAULTS)[number];

const MAGIC = textToBytes('YIZHANV1');
/** All but the last letter, which is the form's number. */
const FAMILY = MAGIC.slice(0, -1);
const SIGNATURE_BYTES = 64;
const FIXED = MAGIC.length + 4 + 2;

const head: Shape<BundleHead> = record<BundleHead>({
  way: word(['up', 'down']),
  hub: bytes(8, 8),
  device,
  branch,
  number: count,
  madeAt: count,
});

/** The form of a file as one text: its hash is pinned by a test. */
export const describeBundleHead = (): string => head.text;

/** How files call a hub: the first 8 bytes of the hash of its public signing key. */
export const hubName = (signingKey: Bytes): Bytes => sha256(signingKey).slice(0, 8);

/** What the box around the body is for: a body does not open under another head's device, way or number. */
export const bundlePurpose = (of: Pick<BundleHead, 'way' | 'device' | 'number'>): string =>
  `van ${of.way} ${of.device} ${of.number}`;

export interface BundleFile {
  readonly head: BundleHead;
  readonly sealed: Bytes;
  /** What the signature covers. */
  readonly signed: Bytes;
  readonly signature: Bytes;
}

function u32(value: number): Bytes {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

/** @throws Error when the body is larger than a file may be: whoever makes it keeps within the bound. */
export async function writeBundle(
  of: BundleHead,
  sealed: Bytes,
  sign: (bytes: Bytes) => Promise<Bytes>,
): Promise<Bytes> {
  const said = encodeCbor(head.to(of));
  const total = FIXED + said.length + sealed.length + SIGNATURE_BYTES;
  if (total > BUNDLE_BYTES_MAX) throw new Error(`a bundle of ${total} bytes`);
  const signed = concatBytes(MAGIC, u32(total), u32(said.length).slice(2), said, sealed);
  return concatBytes(signed, await sign(signed));
}

function readHead(raw: Bytes): BundleHead | undefined {
  const cbor = decodeCbor(raw);
  return cbor.ok ? head.from(cbor.value as Cbor) : undefined;
}

/** Takes a file apart. Nothing in it is believed before its signature is checked. Never throws. */
export function readBundle(file: Bytes): Result<BundleFile, BundleFault> {
  if (file.length > BUNDLE_BYTES_MAX) return err('VAN_TOO_LARGE');
  if (file.length === 0 || !equalBytes(file.slice(0, FAMILY.length), FAMILY.slice(0, file.length)))
    return err('VAN_NOT_A_BUNDLE');
  if (file.length > FAMILY.length && file[FAMILY.length] !== MAGIC[FAMILY.length]) return err('VAN_NEWER');
  if (file.length < FIXED) return err('VAN_TRUNCATED');
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const [total, headLength] = [view.getUint32(MAGIC.length), view.getUint16(MAGIC.length + 4)];
  if (total > BUNDLE_BYTES_MAX || total < FIXED + headLength + SIGNATURE_BYTES) return err('VAN_TAMPERED');
  if (file.length < total) return err('VAN_TRUNCATED');
  if (file.length > total) return err('VAN_TAMPERED');
  const said = readHead(file.slice(FIXED, FIXED + headLength));
  if (said === undefined) return err('VAN_TAMPERED');
  const end = total - SIGNATURE_BYTES;
  return ok({
    head: said,
    sealed: file.slice(FIXED + headLength, end),
    signed: file.slice(0, end),
    signature: file.slice(end),
  });
}
