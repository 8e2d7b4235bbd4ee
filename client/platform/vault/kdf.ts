import { argon2id } from 'hash-wasm';
import { textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { HKDF_SALT } from '../../../shared/kernel/sealed-form.ts';

/**
 * Password -> key-encryption key: Argon2id, then HKDF, then AES-KW. The parameters are stored with each slot,
 * so a tablet that could only afford the floor is raised at the clerk's next sign-on on a better one.
 */
export interface KdfParams {
  readonly algorithm: 'argon2id';
  readonly memoryKib: number;
  readonly passes: number;
  readonly salt: Bytes;
}

export const KDF_AIM = { memoryKib: 65_536, passes: 3 } as const;
export const KDF_FLOOR = { memoryKib: 19_456, passes: 2 } as const;

export interface KdfCost {
  readonly memoryKib: number;
  readonly passes: number;
}

const isAffordable = (cost: KdfCost): boolean =>
  cost.memoryKib >= KDF_FLOOR.memoryKib && cost.passes >= KDF_FLOOR.passes;

async function stretch(password: string, params: KdfParams): Promise<Bytes> {
  const hash = await argon2id({
    password: password.normalize('NFC'),
    salt: params.salt,
    iterations: params.passes,
    memorySize: params.memoryKib,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });
  return hash as Bytes;
}

/** One purpose, one key: HKDF-SHA-256 of `secret` with the purpose as info. */
export async function deriveBytes(secret: Uint8Array, purpose: string): Promise<Bytes> {
  const base = await crypto.subtle.importKey('raw', secret as Bytes, 'HKDF', false, ['deriveBits']);
  const info = textToBytes(purpose);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: HKDF_SALT, info }, base, 256),
  );
}

export async function deriveAesGcm(secret: Uint8Array, purpose: string): Promise<CryptoKey> {
  const raw = await deriveBytes(secret, purpose);
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export async function deriveAesKw(secret: Uint8Array, purpose: string): Promise<CryptoKey> {
  const raw = await deriveBytes(secret, purpose);
  return crypto.subtle.importKey('raw', raw, 'AES-KW', false, ['wrapKey', 'unwrapKey']);
}

/** The AES-KW key of a password. About a second at the aim. */
export async function passwordKey(password: string, params: KdfParams): Promise<CryptoKey> {
  return deriveAesKw(await stretch(password, params), 'kek');
}

/** Fresh parameters; falls back to the floor when the tablet cannot give the memory. */
export async function newPasswordKey(
  password: string,
  cost: KdfCost = KDF_AIM,
): Promise<{ key: CryptoKey; params: KdfParams }> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const wanted = isAffordable(cost) ? cost : KDF_FLOOR;
  const params: KdfParams = { algorithm: 'argon2id', ...wanted, salt };
  try {
    return { key: await passwordKey(password, params), params };
  } catch (thrown) {
    if (wanted.memoryKib === KDF_FLOOR.memoryKib) throw thrown;
    const floor: KdfParams = { algorithm: 'argon2id', ...KDF_FLOOR, salt };
    return { key: await passwordKey(password, floor), params: floor };
  }
}
