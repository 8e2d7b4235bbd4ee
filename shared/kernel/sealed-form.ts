import { concatBytes, textToBytes, type Bytes } from './bytes.ts';

/**
 * The form of what is sealed on a tablet and opened on the hub, without the cryptography: both sides build it with
 * the keys and ciphers of their own platform.
 *
 * Record: key version (1) | record version (8, big endian) | IV (12) | AES-256-GCM ciphertext and tag. The associated
 * data binds a ciphertext to its place, so a record moved to another place or another life does not open.
 * Box: ephemeral P-256 point (65) | IV (12) | AES-256-GCM ciphertext and tag under HKDF-SHA-256 of the shared secret.
 */
export const CIPHER_KEY_VERSION = 1;
const HEADER_BYTES = 9;
export const IV_BYTES = 12;
const POINT_BYTES = 65;

export interface Place {
  readonly store: string;
  readonly id: string;
}

export const placeBytes = (place: Place, version: number): Bytes =>
  textToBytes(`${place.store}|${place.id}|${version}|${CIPHER_KEY_VERSION}`);

export function joinRecord(version: number, iv: Uint8Array, body: Uint8Array): Bytes {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = CIPHER_KEY_VERSION;
  new DataView(header.buffer).setBigUint64(1, BigInt(version));
  return concatBytes(header, iv, body);
}

/** null when this is no sealed record of this key version. */
export function splitRecord(
  sealed: Uint8Array,
): { readonly version: number; readonly iv: Bytes; readonly body: Bytes } | null {
  if (sealed.length < HEADER_BYTES + IV_BYTES || sealed[0] !== CIPHER_KEY_VERSION) return null;
  const version = Number(new DataView(sealed.buffer, sealed.byteOffset).getBigUint64(1));
  const body = sealed.slice(HEADER_BYTES + IV_BYTES) as Bytes;
  return { version, iv: sealed.slice(HEADER_BYTES, HEADER_BYTES + IV_BYTES) as Bytes, body };
}

export const joinBox = (point: Uint8Array, iv: Uint8Array, body: Uint8Array): Bytes => concatBytes(point, iv, body);

/** null when it is too short to be a box. */
export function splitBox(box: Uint8Array): { readonly point: Bytes; readonly iv: Bytes; readonly body: Bytes } | null {
  if (box.length < POINT_BYTES + IV_BYTES) return null;
  return {
    point: box.slice(0, POINT_BYTES) as Bytes,
    iv: box.slice(POINT_BYTES, POINT_BYTES + IV_BYTES) as Bytes,
    body: box.slice(POINT_BYTES + IV_BYTES) as Bytes,
  };
}

/** Salt of every key derivation of the vault, and what the derivation of a box's key is told. */
export const HKDF_SALT: Bytes = textToBytes('yizhan vault 1');
export const boxInfo = (purpose: string): string => `box ${purpose}`;

/** What a box with the key of a journal segment is for. */
export const segmentPurpose = (deviceId: string, segment: number): string => `segment ${deviceId} ${segment}`;
/** Where a journal entry lies: the plain bytes inside are CBOR of [canonical entry, chain hash]. */
export const entryPlace = (seq: number): Place => ({ store: 'journal', id: String(seq) });
