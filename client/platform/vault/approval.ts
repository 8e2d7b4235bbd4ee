import { equalBytes, textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';

/**
 * A second person's PIN against the verifier in the employee row. Worth nothing on a locked tablet: the rows
 * are inside the vault. The caller counts the tries.
 */
export const PIN_ROUNDS = 210_000;

/** PBKDF2-SHA-256, 32 bytes. */
export async function pinHash(pin: string, salt: Uint8Array): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', textToBytes(pin.normalize('NFC')), 'PBKDF2', false, ['deriveBits']);
  const params = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as Bytes, iterations: PIN_ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, 256));
}

export async function pinMatches(
  pin: string,
  verifier: { salt: Uint8Array | null; hash: Uint8Array | null },
): Promise<boolean> {
  if (verifier.salt === null || verifier.hash === null) return false;
  return equalBytes(await pinHash(pin, verifier.salt), verifier.hash);
}
