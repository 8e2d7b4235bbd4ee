import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { deviceIdOf } from '../../../shared/kernel/ids.ts';
import { credentialBytes } from '../../../shared/read-models/doors.ts';
import { pinHash, pinMatches } from './approval.ts';
import { seal, SealBroken, unseal } from './cipher.ts';
import { newDeviceKeys, publicBytes, signBytes, verifyBytes } from './device-keys.ts';
import { KeyDatabase } from './key-database.ts';
import { openBox, sealTo } from './sealed-box.ts';
import { LOCK_MS } from './tries.ts';
import { createVault, openVault, type NewClerk } from './vault.ts';
import { KDF_FLOOR } from './kdf.ts';

const NOW = 1_794_300_000_000;
const PASSWORD = 'tian-shui-2026';
let nextName = 0;
let db: KeyDatabase;
const hub = await newDeviceKeys();

async function clerk(deviceId: string, employeeNo: string, expiresAt = NOW + 86_400_000): Promise<NewClerk> {
  const signature = await signBytes(hub.signing.privateKey, credentialBytes(deviceId, employeeNo, expiresAt));
  return { employeeNo, name: '王小明', posts: ['teller'], expiresAt, signature, password: PASSWORD };
}

async function enrol(expiresAt?: number) {
  const keys = await newDeviceKeys();
  const deviceId = deviceIdOf(await publicBytes(keys.signing));
  const enrolled = {
    deviceId,
    deviceNo: '02',
    outlet: { code: '41272801', name: '驿前', nameEn: 'Yiqian' },
    certificate: new Uint8Array([1]),
    certificateSignature: new Uint8Array([2]),
    hubSigningKey: await publicBytes(hub.signing),
    hubSealingKey: await publicBytes(hub.ecdh),
    outletKey: new Uint8Array(32).fill(7),
    enrolledAt: NOW,
  };
  return createVault(db, enrolled, keys, await clerk(deviceId, '41272801001', expiresAt), KDF_FLOOR);
}

beforeEach(() => {
  db = new KeyDatabase(`keys-${nextName++}`);
});

describe('the vault', () => {
  it('opens again with the password it was made with and reads what it sealed', async () => {
    const made = await enrol();
    const sealed = await seal(made.rowKey, { store: 'base', id: '1' }, 3, new Uint8Array([9, 8]));
    made.close();
    const opened = await openVault(db, { employeeNo: '41272801001', password: PASSWORD, now: NOW });
    if (!opened.ok) throw new Error(opened.error);
    expect(await unseal(opened.value.rowKey, { store: 'base', id: '1' }, sealed)).toEqual(new Uint8Array([9, 8]));
    const signature = await opened.value.sign(new Uint8Array([1]));
    expect(signature).toHaveLength(64);
    expect(await verifyBytes(opened.value.device.signingPublic, signature, new Uint8Array([1]))).toBe(true);
  });

  it('does not open a record that was moved to another place', async () => {
    const vault = await enrol();
    const sealed = await seal(vault.rowKey, { store: 'base', id: '1' }, 3, new Uint8Array([9]));
    await expect(unseal(vault.rowKey, { store: 'base', id: '2' }, sealed)).rejects.toBeInstanceOf(SealBroken);
    await expect(unseal(vault.rowKey, { store: 'delta', id: '1' }, sealed)).rejects.toBeInstanceOf(SealBroken);
  });

  it('locks a clerk for 30 minutes at the fifth wrong password, also for the right one', async () => {
    await enrol();
    const at = (now: number, password: string) => openVault(db, { employeeNo: '41272801001', password, now });
    for (let i = 0; i < 4; i++) expect(await at(NOW, 'wrong-password')).toEqual({ ok: false, error: 'LOGIN_BAD' });
    expect(await at(NOW, 'wrong-password')).toEqual({ ok: false, error: 'TOO_MANY_TRIES' });
    expect(await at(NOW + LOCK_MS - 1, PASSWORD)).toEqual({ ok: false, error: 'TOO_MANY_TRIES' });
    expect((await at(NOW + LOCK_MS, PASSWORD)).ok).toBe(true);
  });

  it('refuses a credential at the instant it expires', async () => {
    await enrol(NOW + 1000);
    const at = (now: number) => openVault(db, { employeeNo: '41272801001', password: PASSWORD, now });
    expect((await at(NOW + 999)).ok).toBe(true);
    expect(await at(NOW + 1000)).toEqual({ ok: false, error: 'CREDENTIAL_OLD' });
  });

  it('refuses a credential whose end was changed by hand', async () => {
    await enrol(NOW + 1000);
    await db.slots.update('41272801001', { expiresAt: NOW + 9_000_000 });
    expect(await openVault(db, { employeeNo: '41272801001', password: PASSWORD, now: NOW })).toEqual({
      ok: false,
      error: 'CREDENTIAL_OLD',
    });
  });

  it('lets a second clerk in with an own password and does not know a third', async () => {
    const vault = await enrol();
    await vault.addClerk(
      { ...(await clerk(vault.device.deviceId, '41272801002')), password: 'ma-lan-hua-77' },
      KDF_FLOOR,
    );
    vault.close();
    expect((await openVault(db, { employeeNo: '41272801002', password: 'ma-lan-hua-77', now: NOW })).ok).toBe(true);
    expect(await openVault(db, { employeeNo: '41272801003', password: PASSWORD, now: NOW })).toEqual({
      ok: false,
      error: 'UNKNOWN_CLERK_OFFLINE',
    });
  });

  it('cannot sign once it is closed', async () => {
    const vault = await enrol();
    vault.close();
    expect(() => vault.sign(new Uint8Array([1]))).toThrow('closed');
  });
});

describe('boxes and PINs', () => {
  it('opens a box only with the key and the purpose it was sealed to', async () => {
    const box = await sealTo(await publicBytes(hub.ecdh), 'segment 1', new Uint8Array([4, 5]));
    expect(await openBox(hub.ecdh.privateKey, 'segment 1', box)).toEqual(new Uint8Array([4, 5]));
    await expect(openBox(hub.ecdh.privateKey, 'segment 2', box)).rejects.toThrow();
  });

  it('accepts the PIN its verifier was made from and no other, and none without a verifier', async () => {
    const salt = new Uint8Array(16).fill(3);
    const hash = await pinHash('246810', salt);
    expect(await pinMatches('246810', { salt, hash })).toBe(true);
    expect(await pinMatches('246811', { salt, hash })).toBe(false);
    expect(await pinMatches('246810', { salt: null, hash: null })).toBe(false);
  });
});
