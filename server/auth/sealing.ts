import { webcrypto } from 'node:crypto';
import { textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor } from '../../shared/kernel/cbor.ts';
import {
  boxInfo,
  entryPlace,
  HKDF_SALT,
  IV_BYTES,
  joinBox,
  placeBytes,
  segmentPurpose,
  splitBox,
  splitRecord,
} from '../../shared/kernel/sealed-form.ts';
import type { OpenedEntry, SealedPart, SealOpener } from '../../sync/index.ts';

/** Opens with the hub's sealing key what tablets seal to it. What does not open is null, never a throw. */

const subtle = webcrypto.subtle;
const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;

async function decrypt(
  key: webcrypto.CryptoKey,
  parts: { readonly iv: Bytes; readonly body: Bytes },
  additionalData: Bytes,
): Promise<Bytes | null> {
  try {
    return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: parts.iv, additionalData }, key, parts.body));
  } catch {
    return null;
  }
}

async function boxKey(
  own: webcrypto.CryptoKey,
  point: Uint8Array,
  purpose: string,
  use: 'encrypt' | 'decrypt',
): Promise<webcrypto.CryptoKey> {
  const other = await subtle.importKey('raw', point, ECDH, false, []);
  const secret = await subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
  const base = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: HKDF_SALT, info: textToBytes(boxInfo(purpose)) };
  return subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, [use]);
}

export async function openBox(own: webcrypto.CryptoKey, purpose: string, box: Uint8Array): Promise<Bytes | null> {
  const parts = splitBox(box);
  if (parts === null) return null;
  try {
    return await decrypt(await boxKey(own, parts.point, purpose, 'decrypt'), parts, textToBytes(purpose));
  } catch {
    return null;
  }
}

/** What only the holder of a private key opens, and only for this purpose. */
export async function sealTo(publicKey: Uint8Array, purpose: string, plain: Uint8Array): Promise<Bytes> {
  const pair = await subtle.generateKey(ECDH, false, ['deriveBits']);
  const point = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  const key = await boxKey(pair.privateKey, publicKey, purpose, 'encrypt');
  const iv = webcrypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: textToBytes(purpose) };
  return joinBox(point, iv, new Uint8Array(await subtle.encrypt(algorithm, key, plain)));
}

async function openEntry(key: webcrypto.CryptoKey, seq: number, sealed: Bytes): Promise<OpenedEntry | null> {
  const parts = splitRecord(sealed);
  const plain = parts === null ? null : await decrypt(key, parts, placeBytes(entryPlace(seq), parts.version));
  const cbor = plain === null ? null : decodeCbor(plain);
  if (cbor === null || !cbor.ok || !Array.isArray(cbor.value)) return null;
  const [canonical, hash] = cbor.value as readonly unknown[];
  return canonical instanceof Uint8Array && hash instanceof Uint8Array && hash.length === 32
    ? { canonical: canonical as Bytes, hash: hash as Bytes }
    : null;
}

export function createSealOpener(open: (purpose: string, box: Uint8Array) => Promise<Bytes | null>): SealOpener {
  return {
    async open(device: string, part: SealedPart) {
      const raw = part.entries.length === 0 ? null : await open(segmentPurpose(device, part.segment), part.box);
      if (raw?.length !== 32) return part.entries.map(() => null);
      const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
      return Promise.all(part.entries.map((sealed, n) => openEntry(key, part.firstSeq + n, sealed)));
    },
  };
}
