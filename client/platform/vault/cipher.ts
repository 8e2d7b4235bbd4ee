import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { IV_BYTES, joinRecord, placeBytes, splitRecord, type Place } from '../../../shared/kernel/sealed-form.ts';

export type { Place } from '../../../shared/kernel/sealed-form.ts';

/** Sealed records: AES-256-GCM with a random 96-bit IV, in the form of `shared/kernel/sealed-form.ts`. */

/** Thrown when a record does not open: the storage was damaged or changed by other hands. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';

  /** For what can be had again elsewhere: null in its place. */
  static toNull(this: void, thrown: unknown): null {
    if (thrown instanceof SealBroken) return null;
    throw thrown;
  }
}

/** `version` is any whole number that grows with each write of the same place. */
export async function seal(key: CryptoKey, place: Place, version: number, plain: Uint8Array): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: placeBytes(place, version) };
  const sealed = await crypto.subtle.encrypt(algorithm, key, plain as Bytes);
  return joinRecord(version, iv, new Uint8Array(sealed));
}

/** @throws SealBroken */
export async function unseal(key: CryptoKey, place: Place, sealed: Uint8Array): Promise<Bytes> {
  const parts = splitRecord(sealed);
  if (parts === null) throw new SealBroken(place.store);
  const algorithm = { name: 'AES-GCM', iv: parts.iv, additionalData: placeBytes(place, parts.version) };
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, parts.body);
    return new Uint8Array(plain);
  } catch {
    throw new SealBroken(`${place.store}|${place.id}`);
  }
}
