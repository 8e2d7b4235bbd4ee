import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { credentialBytes } from '../../../shared/read-models/doors.ts';
import { seal, unseal } from './cipher.ts';
import {
  publicBytes,
  signBytes,
  unwrapEcdh,
  unwrapSigning,
  verifyBytes,
  wrapPrivate,
  type NewKeys,
} from './device-keys.ts';
import { deriveAesGcm, deriveAesKw, deriveBytes, newPasswordKey, passwordKey, type KdfCost } from './kdf.ts';
import { keepGuestCopy } from './guest.ts';
import type { DeviceRecord, KeyDatabase, SlotRecord } from './key-database.ts';
import { createTries } from './tries.ts';

/**
 * The vault: one random data key, a wrapped copy per clerk, sub-keys per purpose. While it is open the keys
 * live in this worker's memory only; `close` forgets them. Offline, revocation is expiry: a slot opens the
 * vault only until the date the hub signed.
 */
export interface OpenVault {
  readonly device: DeviceRecord;
  /** Rows, pages, receipts and head. */
  readonly rowKey: CryptoKey;
  /** Wraps the keys of journal segments. */
  readonly segmentKey: CryptoKey;
  /** Names of sealed records in the database. */
  readonly nameKey: Bytes;
  readonly outletKey: Bytes;
  readonly ecdh: CryptoKey;
  sign(bytes: Uint8Array): Promise<Bytes>;
  /** A wrapped copy of the data key for one more clerk. */
  addClerk(clerk: NewClerk, cost?: KdfCost): Promise<void>;
  /** The spare copy for clerks who are new to this tablet (guest.ts), made anew. */
  keepGuestCopy(): Promise<void>;
  close(): void;
  readonly isOpen: boolean;
}

export interface Credential {
  readonly employeeNo: string;
  readonly name: string;
  readonly posts: readonly string[];
  readonly expiresAt: number;
  readonly signature: Bytes;
}
export interface NewClerk extends Credential {
  readonly password: string;
}

export type OpenFault = 'LOGIN_BAD' | 'TOO_MANY_TRIES' | 'CREDENTIAL_OLD' | 'UNKNOWN_CLERK_OFFLINE' | 'NOT_ENROLLED';

const asWrappable = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt', 'decrypt']);

async function wrapFor(
  raw: Bytes,
  clerk: NewClerk,
  cost: KdfCost | undefined,
  lastOnAt: number | null,
): Promise<SlotRecord> {
  const { key, params } = await newPasswordKey(clerk.password, cost);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', await asWrappable(raw), key, 'AES-KW'));
  const { password: _password, ...credential } = clerk;
  return { ...credential, kdf: params, wrapped, lastOnAt };
}

async function unwrapSlot(slot: SlotRecord, password: string): Promise<Bytes | null> {
  const kek = await passwordKey(password, slot.kdf);
  try {
    const key = await crypto.subtle.unwrapKey('raw', slot.wrapped, kek, 'AES-KW', 'AES-GCM', true, [
      'encrypt',
      'decrypt',
    ]);
    return new Uint8Array(await crypto.subtle.exportKey('raw', key));
  } catch {
    return null;
  }
}

const OUTLET_KEY_PLACE = { store: 'device', id: 'outlet-key' };

async function openWith(db: KeyDatabase, device: DeviceRecord, raw: Bytes): Promise<OpenVault> {
  const rowKey = await deriveAesGcm(raw, 'rows');
  const vaultKey = await deriveAesGcm(raw, 'device');
  const signing = await unwrapSigning(vaultKey, device.signingWrapped);
  const outletKey = await unseal(vaultKey, OUTLET_KEY_PLACE, device.outletKeyWrapped);
  let live: { raw: Bytes; signing: CryptoKey } | null = { raw, signing };
  const opened = () => {
    if (live === null) throw new Error('the vault is closed');
    return live;
  };
  return {
    device,
    rowKey,
    segmentKey: await deriveAesKw(raw, 'segments'),
    nameKey: await deriveBytes(raw, 'names'),
    outletKey,
    ecdh: await unwrapEcdh(vaultKey, device.ecdhWrapped),
    sign: (bytes) => signBytes(opened().signing, bytes),
    addClerk: async (clerk, cost) => {
      const known = await db.slots.get(clerk.employeeNo);
      await db.slots.put(await wrapFor(opened().raw, clerk, cost, known?.lastOnAt ?? null));
    },
    keepGuestCopy: () => keepGuestCopy(db, device, opened().raw),
    close: () => {
      live?.raw.fill(0);
      outletKey.fill(0);
      live = null;
    },
    get isOpen() {
      return live !== null;
    },
  };
}

export interface Enrolled {
  readonly deviceId: string;
  readonly deviceNo: string;
  readonly outlet: DeviceRecord['outlet'];
  readonly certificate: Bytes;
  readonly certificateSignature: Bytes;
  readonly hubSigningKey: Bytes;
  readonly hubSealingKey: Bytes;
  readonly outletKey: Bytes;
  readonly enrolledAt: number;
}

/** Stores the device and its first clerk in one strict transaction: a tablet is enrolled whole or not at all. */
export async function createVault(
  db: KeyDatabase,
  enrolled: Enrolled,
  keys: NewKeys,
  clerk: NewClerk,
  cost?: KdfCost,
): Promise<OpenVault> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const vaultKey = await deriveAesGcm(raw, 'device');
  const { outletKey, ...rest } = enrolled;
  const device: DeviceRecord = {
    key: 'device',
    ...rest,
    signingPublic: await publicBytes(keys.signing),
    deliveryPublic: await publicBytes(keys.delivery),
    ecdhPublic: await publicBytes(keys.ecdh),
    signingWrapped: await wrapPrivate(vaultKey, 'signing', keys.signing.privateKey),
    ecdhWrapped: await wrapPrivate(vaultKey, 'ecdh', keys.ecdh.privateKey),
    outletKeyWrapped: await seal(vaultKey, OUTLET_KEY_PLACE, 1, outletKey),
    deliveryPrivate: keys.delivery.privateKey,
  };
  const slot = await wrapFor(raw, clerk, cost, null);
  await db.transaction('rw', db.device, db.slots, async () => {
    await db.device.put(device);
    await db.slots.put(slot);
  });
  return openWith(db, device, raw);
}

async function slotValid(device: DeviceRecord, slot: SlotRecord, now: number): Promise<boolean> {
  if (slot.expiresAt <= now) return false;
  return verifyBytes(
    device.hubSigningKey,
    slot.signature,
    credentialBytes(device.deviceId, slot.employeeNo, slot.expiresAt),
  );
}

/** Opens the vault with a clerk's own password. `now` in trusted time, ms. Durable against guessing (see tries). */
export async function openVault(
  db: KeyDatabase,
  input: { employeeNo: string; password: string; now: number; ignoreExpiry?: boolean },
): Promise<Result<OpenVault, OpenFault>> {
  const device = await db.device.get('device');
  if (device === undefined) return err('NOT_ENROLLED');
  const slot = await db.slots.get(input.employeeNo);
  if (slot === undefined) return err('UNKNOWN_CLERK_OFFLINE');
  const tries = createTries(db);
  const key = `sign-on:${input.employeeNo}`;
  if ((await tries.begin(key, input.now)) !== null) return err('TOO_MANY_TRIES');
  const raw = await unwrapSlot(slot, input.password);
  if (raw === null) return err((await tries.lockedUntil(key, input.now)) === null ? 'LOGIN_BAD' : 'TOO_MANY_TRIES');
  await tries.succeeded(key);
  if (input.ignoreExpiry !== true && !(await slotValid(device, slot, input.now))) return err('CREDENTIAL_OLD');
  return ok(await openWith(db, device, raw));
}

/** Opens the vault with the data key itself, out of the hub's hands (guest.ts). @throws SealBroken for another key */
export const openWithKey = (db: KeyDatabase, device: DeviceRecord, raw: Bytes): Promise<OpenVault> =>
  openWith(db, device, raw);

/** Notes a renewed credential (the hub's new expiry) or a sign-on without touching the wrapped key. */
export async function touchSlot(
  db: KeyDatabase,
  employeeNo: string,
  change: Partial<Omit<SlotRecord, 'employeeNo'>>,
): Promise<void> {
  await db.slots.update(employeeNo, change);
}

/** What the delivery key signs when a clerk asks the hub for a credential. */
export const signDelivery = (device: DeviceRecord, bytes: Uint8Array): Promise<Bytes> =>
  signBytes(device.deliveryPrivate, bytes);
