import { concatBytes, equalBytes, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { hmacSha256, sha256 } from '../../shared/kernel/hash.ts';

/** A box for tests: readable by everybody, but only for its purpose, and damage shows. */
const boxKey = (purpose: string): Bytes => sha256(textToBytes(`box ${purpose}`));

export const sealBox = (purpose: string, plain: Bytes): Bytes => concatBytes(hmacSha256(boxKey(purpose), plain), plain);

/** null for what does not open. */
export function openBox(purpose: string, box: Bytes): Bytes | null {
  const plain = box.slice(32);
  return equalBytes(hmacSha256(boxKey(purpose), plain), box.slice(0, 32)) ? plain : null;
}
