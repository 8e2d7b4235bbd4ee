import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from './bytes.ts';

/** SHA-256 of the parts joined. Synchronous, because linking a chain must not wait inside a storage transaction. */
export function sha256(...parts: readonly Uint8Array[]): Bytes {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest() as Bytes;
}

export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Bytes => hmac(nobleSha256, key, message) as Bytes;
