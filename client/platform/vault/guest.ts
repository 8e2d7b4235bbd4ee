import * as v from 'valibot';
import { base64ToBytes, bytesToBase64, type Bytes } from '../../../shared/kernel/bytes.ts';
import { guestAnswerPurpose, guestPurpose } from '../../../shared/read-models/doors.ts';
import type { DeviceRecord, KeyDatabase } from './key-database.ts';
import { openBox, sealTo } from './sealed-box.ts';

/**
 * The way in for a clerk who is new to a locked tablet, or whose password was given anew. The tablet keeps one more
 * wrapped copy of the data key, under a random key that it seals to the hub and forgets. The hub gives that key out to
 * this tablet for a person who may sign on here; alone, neither the tablet nor the hub can open anything with it.
 */
const kept = v.object({
  /** Data key by AES-KW under the forgotten key. */
  wrapped: v.string(),
  /** The forgotten key, sealed to the hub. */
  box: v.string(),
});

const WRAP = 'AES-KW';
const importWrap = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, WRAP, false, ['wrapKey', 'unwrapKey']);

async function readKept(db: KeyDatabase): Promise<v.InferOutput<typeof kept> | null> {
  const fact = (await db.facts.get('guest'))?.value;
  if (typeof fact !== 'string') return null;
  try {
    return v.parse(kept, JSON.parse(fact));
  } catch {
    return null;
  }
}

/** With the vault open: a copy under a new key takes the place of the one before, whatever became of that. */
export async function keepGuestCopy(db: KeyDatabase, device: DeviceRecord, raw: Bytes): Promise<void> {
  const between = crypto.getRandomValues(new Uint8Array(32));
  const data = await crypto.subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt', 'decrypt']);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', data, await importWrap(between), WRAP));
  const box = await sealTo(device.hubSealingKey, guestPurpose(device.deviceId), between);
  between.fill(0);
  const value = JSON.stringify({ wrapped: bytesToBase64(wrapped), box: bytesToBase64(box) });
  await db.facts.put({ key: 'guest', value });
}

export interface GuestAsk {
  /** What goes to the hub with the clerk's password: the box, and the point its answer is sealed to. */
  readonly asked: { readonly box: string; readonly point: string };
  /** The data key out of the hub's answer; null when it is not the answer to this. */
  open(answer: Bytes, employeeNo: string): Promise<Bytes | null>;
}

/** null where this tablet keeps no such copy: its vault was not opened since that exists. */
export async function guestAsk(db: KeyDatabase, device: DeviceRecord): Promise<GuestAsk | null> {
  const copy = await readKept(db);
  if (copy === null) return null;
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    asked: { box: copy.box, point: bytesToBase64(point) },
    async open(answer, employeeNo) {
      try {
        const between = await openBox(pair.privateKey, guestAnswerPurpose(device.deviceId, employeeNo), answer);
        const wrap = await importWrap(between);
        const wrapped = base64ToBytes(copy.wrapped);
        const data = await crypto.subtle.unwrapKey('raw', wrapped, wrap, WRAP, 'AES-GCM', true, ['encrypt', 'decrypt']);
        return new Uint8Array(await crypto.subtle.exportKey('raw', data));
      } catch {
        return null;
      }
    },
  };
}
