import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { seal, unseal } from './cipher.ts';

/**
 * The device's three P-256 key pairs: signing (speaks for the clerk's work, private part only under the vault
 * key), delivery (proves the tablet while it is locked, non-extractable in the key bucket) and ECDH (what is
 * sealed to this tablet).
 */
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;

export interface NewKeys {
  readonly signing: CryptoKeyPair;
  readonly delivery: CryptoKeyPair;
  readonly ecdh: CryptoKeyPair;
}

export async function newDeviceKeys(): Promise<NewKeys> {
  const signing = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const delivery = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  const ecdh = await crypto.subtle.generateKey(ECDH, true, ['deriveBits']);
  return { signing, delivery, ecdh };
}

/** Raw point, 65 bytes. */
export const publicBytes = async (pair: CryptoKeyPair): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));

type PrivateName = 'signing' | 'ecdh';
const place = (name: PrivateName) => ({ store: 'device', id: name });

export async function wrapPrivate(vaultKey: CryptoKey, name: PrivateName, key: CryptoKey): Promise<Bytes> {
  return seal(vaultKey, place(name), 1, new Uint8Array(await crypto.subtle.exportKey('pkcs8', key)));
}

/** @throws SealBroken */
export async function unwrapSigning(vaultKey: CryptoKey, wrapped: Uint8Array): Promise<CryptoKey> {
  const pkcs8 = await unseal(vaultKey, place('signing'), wrapped);
  return crypto.subtle.importKey('pkcs8', pkcs8, ECDSA, false, ['sign']);
}

/** @throws SealBroken */
export async function unwrapEcdh(vaultKey: CryptoKey, wrapped: Uint8Array): Promise<CryptoKey> {
  const pkcs8 = await unseal(vaultKey, place('ecdh'), wrapped);
  return crypto.subtle.importKey('pkcs8', pkcs8, ECDH, false, ['deriveBits']);
}

/** Raw 64-byte signature. */
export const signBytes = async (key: CryptoKey, bytes: Uint8Array): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign(SIGN, key, bytes as Bytes));

/** false for a wrong signature and for a public key that is not a point. */
export async function verifyBytes(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as Bytes, ECDSA, false, ['verify']);
    return await crypto.subtle.verify(SIGN, key, signature as Bytes, bytes as Bytes);
  } catch {
    return false;
  }
}
