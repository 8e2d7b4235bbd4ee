import { concatBytes, textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';

/**
 * Sealed records: AES-256-GCM with a random 96-bit IV. The associated data binds a ciphertext to its place
 * (store, id, version, key version), so a record moved to another place or another life does not open.
 * Layout: key version (1) | record version (8, big endian) | IV (12) | ciphertext and tag.
 */
export const CIPHER_KEY_VERSION = 1;
const HEADER_BYTES = 9;
const IV_BYTES = 12;

export interface Place {
  readonly store: string;
  readonly id: string;
}

/** Thrown when a record does not open: the storage was damaged or changed by other hands. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const placeBytes = (place: Place, version: number): Bytes =>
  textToBytes(`${place.store}|${place.id}|${version}|${CIPHER_KEY_VERSION}`);

function header(version: number): Bytes {
  const out = new Uint8Array(HEADER_BYTES);
  out[0] = CIPHER_KEY_VERSION;
  new DataView(out.buffer).setBigUint64(1, BigInt(version));
  return out;
}

/** `version` is any whole number that grows with each write of the same place. */
export async function seal(key: CryptoKey, place: Place, version: number, plain: Uint8Array): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: placeBytes(place, version) };
  const sealed = await crypto.subtle.encrypt(algorithm, key, plain as Bytes);
  return concatBytes(header(version), iv, new Uint8Array(sealed));
}

/** @throws SealBroken */
export async function unseal(key: CryptoKey, place: Place, sealed: Uint8Array): Promise<Bytes> {
  if (sealed.length < HEADER_BYTES + IV_BYTES || sealed[0] !== CIPHER_KEY_VERSION) throw new SealBroken(place.store);
  const version = Number(new DataView(sealed.buffer, sealed.byteOffset).getBigUint64(1));
  const iv = sealed.slice(HEADER_BYTES, HEADER_BYTES + IV_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: placeBytes(place, version) };
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, sealed.slice(HEADER_BYTES + IV_BYTES));
    return new Uint8Array(plain);
  } catch {
    throw new SealBroken(`${place.store}|${place.id}`);
  }
}
