import { webcrypto } from 'node:crypto';
import { textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor } from '../../shared/kernel/cbor.ts';
import {
  boxInfo,
  entryPlace,
  HKDF_SALT,
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

export async function openBox(own: webcrypto.CryptoKey, purpose: string, box: Uint8Array): Promise<Bytes | null> {
  const parts = splitBox(box);
  if (parts === null) return null;
  try {
    const other = await subtle.importKey('raw', parts.point, ECDH, false, []);
    const secret = await subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
    const base = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: HKDF_SALT, info: textToBytes(boxInfo(purpose)) };
    const key = await subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    return await decrypt(key, parts, textToBytes(purpose));
  } catch {
    return null;
  }
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
