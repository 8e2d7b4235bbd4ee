import { textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { boxInfo, IV_BYTES, joinBox, splitBox } from '../../../shared/kernel/sealed-form.ts';
import { deriveAesGcm } from './kdf.ts';

/**
 * Sealing to a public key: a fresh ECDH pair, HKDF over the shared secret, AES-256-GCM, in the form of
 * `shared/kernel/sealed-form.ts`. The purpose is authenticated with it.
 */
const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;

async function sharedKey(privateKey: CryptoKey, publicKey: Uint8Array, purpose: string): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey('raw', publicKey as Bytes, ECDH, false, []);
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, privateKey, 256);
  return deriveAesGcm(new Uint8Array(secret), boxInfo(purpose));
}

export async function sealTo(publicKey: Uint8Array, purpose: string, plain: Uint8Array): Promise<Bytes> {
  const pair = await crypto.subtle.generateKey(ECDH, false, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const key = await sharedKey(pair.privateKey, publicKey, purpose);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: textToBytes(purpose) };
  return joinBox(point, iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain as Bytes)));
}

/** @throws when the box is not for this key and purpose. */
export async function openBox(privateKey: CryptoKey, purpose: string, box: Uint8Array): Promise<Bytes> {
  const parts = splitBox(box);
  if (parts === null) throw new Error('too short for a box');
  const key = await sharedKey(privateKey, parts.point, purpose);
  const algorithm = { name: 'AES-GCM', iv: parts.iv, additionalData: textToBytes(purpose) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, parts.body));
}
