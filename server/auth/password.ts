import { pbkdf2, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { argon2id, argon2Verify } from 'hash-wasm';
import type { Bytes } from '../../shared/kernel/bytes.ts';

/**
 * Passwords rest on the hub as Argon2id (19 MiB, 2 passes), encoded with their salt. Approval PINs are short and
 * are only worth something inside an open vault; their verifier travels to the tablets with the employee row.
 */
const ARGON = { parallelism: 1, iterations: 2, memorySize: 19_456, hashLength: 32 } as const;
const PIN_ROUNDS = 210_000;

export const randomBytes = (length: number): Bytes => webcrypto.getRandomValues(new Uint8Array(length));

export const hashPassword = (password: string): Promise<string> =>
  argon2id({ ...ARGON, password, salt: randomBytes(16), outputType: 'encoded' });

/** A hash nobody's password has: checked for unknown names, so that they take as long as known ones. */
let nobody: Promise<string> | null = null;

export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody at all');
  const matches = await argon2Verify({ password, hash: hash ?? (await nobody) });
  return matches && hash !== null;
}

const derive = promisify(pbkdf2);

/** Verifier of an approval PIN: PBKDF2-SHA-256, 210,000 rounds. */
export const pinVerifier = async (pin: string, salt: Bytes): Promise<Bytes> =>
  new Uint8Array(await derive(pin, salt, PIN_ROUNDS, 32, 'sha256'));

const PIN_DIGITS = 6;

/** A new approval PIN. Bytes above 249 are drawn again: every digit is as likely. */
export function drawPin(): string {
  let pin = '';
  while (pin.length < PIN_DIGITS)
    for (const byte of randomBytes(PIN_DIGITS)) if (byte < 250 && pin.length < PIN_DIGITS) pin += String(byte % 10);
  return pin;
}
