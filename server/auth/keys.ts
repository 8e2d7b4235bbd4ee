import { webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync, fsyncSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { base64ToBytes, bytesToBase64, bytesToHex, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { hmacSha256, sha256 } from '../../shared/kernel/hash.ts';
import { openBox } from './sealing.ts';

/**
 * The hub's own keys, in one file of the data folder that only its owner may read. They are made at the first
 * start and never change by themselves: every device certificate, receipt and card token rests on them, so a
 * damaged file stops the hub instead of being replaced.
 */
export interface HubKeys {
  /** Raw P-256 points. */
  readonly signingKey: Bytes;
  readonly sealingKey: Bytes;
  /** ECDSA P-256 / SHA-256, raw 64 bytes. */
  sign(bytes: Bytes): Promise<Bytes>;
  /** Opens what was sealed to this hub for one purpose; null for everything else. */
  openBox(purpose: string, box: Uint8Array): Promise<Bytes | null>;
  /** Key of the 16-bit card tags of one outlet. */
  outletKey(outlet: string): Bytes;
  /** Lookup token of a card number: 64 hex digits. */
  panToken(pan: string): string;
  /** 16-bit tag of a card number as the terminals of an outlet know it. */
  panTag(outlet: string, pan: string): number;
  /** AES-256-GCM, 12 bytes of IV first. */
  encryptPan(pan: string): Promise<Bytes>;
}

const secret = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
const jwk = v.looseObject({ kty: v.literal('EC'), crv: v.literal('P-256'), x: secret, y: secret, d: secret });
const keyFile = v.object({ version: v.literal(1), signing: jwk, sealing: jwk, pan: secret, token: secret });
type KeyFile = v.InferOutput<typeof keyFile>;

export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const subtle = webcrypto.subtle;

async function makeKeys(): Promise<KeyFile> {
  const signing = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const sealing = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const random = () => bytesToBase64(webcrypto.getRandomValues(new Uint8Array(32)));
  return v.parse(keyFile, {
    version: 1,
    signing: await subtle.exportKey('jwk', signing.privateKey),
    sealing: await subtle.exportKey('jwk', sealing.privateKey),
    pan: random(),
    token: random(),
  });
}

/** Durable before it counts: written beside, flushed, then renamed. */
function writeDurably(path: string, text: string): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(beside, path);
}

function readKeyFile(path: string): KeyFile {
  try {
    return v.parse(keyFile, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new KeyFileError(
      `The key file ${path} cannot be read: restore it from the backup; without it no device and no receipt can be verified.`,
    );
  }
}

const rawPoint = (key: { x: string; y: string }): Bytes => {
  const out = new Uint8Array(65);
  out[0] = 4;
  out.set(base64ToBytes(key.x), 1);
  out.set(base64ToBytes(key.y), 33);
  return out;
};

const KEY_FILE = 'hub-keys.json';

/** For work that must not make new keys. */
export const hasHubKeys = (folder: string): boolean => existsSync(join(folder, KEY_FILE));

/** @throws KeyFileError when the file exists and is damaged. */
export async function loadHubKeys(folder: string): Promise<HubKeys> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, KEY_FILE);
  if (!existsSync(path)) writeDurably(path, JSON.stringify(await makeKeys()));
  const file = readKeyFile(path);
  const signing = await subtle.importKey('jwk', file.signing, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const sealing = await subtle.importKey('jwk', file.sealing, { name: 'ECDH', namedCurve: 'P-256' }, false, [
    'deriveBits',
  ]);
  const pan = await subtle.importKey('raw', base64ToBytes(file.pan), 'AES-GCM', false, ['encrypt']);
  const token = base64ToBytes(file.token);
  const outletKey = (outlet: string): Bytes => hmacSha256(token, textToBytes(`outlet|${outlet}`));
  return {
    signingKey: rawPoint(file.signing),
    sealingKey: rawPoint(file.sealing),
    sign: async (bytes) => new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signing, bytes)),
    openBox: (purpose, box) => openBox(sealing, purpose, box),
    outletKey,
    panToken: (number) => bytesToHex(hmacSha256(token, textToBytes(number))),
    panTag: (outlet, number) => {
      const mac = hmacSha256(outletKey(outlet), textToBytes(number));
      return ((mac[0] ?? 0) << 8) | (mac[1] ?? 0);
    },
    encryptPan: async (number) => {
      const iv = webcrypto.getRandomValues(new Uint8Array(12));
      const sealed = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, pan, textToBytes(number)));
      const out = new Uint8Array(12 + sealed.length);
      out.set(iv);
      out.set(sealed, 12);
      return out;
    },
  };
}

const IMPORTED_MAX = 4096;

/** Checks ECDSA P-256 signatures; a key that is not a point simply verifies nothing. */
export function createVerifier(): { verify(publicKey: Bytes, signature: Bytes, bytes: Bytes): Promise<boolean> } {
  const imported = new Map<string, webcrypto.CryptoKey>();
  const keyOf = async (publicKey: Bytes): Promise<webcrypto.CryptoKey | null> => {
    const name = bytesToHex(publicKey);
    const known = imported.get(name);
    if (known !== undefined) return known;
    try {
      const key = await subtle.importKey('raw', publicKey, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
      if (imported.size >= IMPORTED_MAX) imported.clear();
      imported.set(name, key);
      return key;
    } catch {
      return null;
    }
  };
  return {
    async verify(publicKey, signature, bytes) {
      if (publicKey.length !== 65 || signature.length !== 64) return false;
      const key = await keyOf(publicKey);
      return key !== null && subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes);
    },
  };
}

/** true when the bytes are a point of P-256 in raw form. */
export async function isPublicKey(bytes: Bytes, use: 'ECDSA' | 'ECDH'): Promise<boolean> {
  if (bytes.length !== 65) return false;
  try {
    await subtle.importKey('raw', bytes, { name: use, namedCurve: 'P-256' }, false, use === 'ECDSA' ? ['verify'] : []);
    return true;
  } catch {
    return false;
  }
}

/** What the directory keeps instead of a one-time code or a session token. */
export const secretHash = (text: string): Bytes => sha256(textToBytes(text));
