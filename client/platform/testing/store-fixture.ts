import { deviceIdOf, EMPTY_HASH } from '../../../shared/kernel/ids.ts';
import { encodeEntry, linkHash, type Entry, type JournalHead, type JournalRecord } from '../../../sync/index.ts';
import { TerminalDatabase } from '../dexie/database.ts';
import { openSealedStore, raiseFence, type SealedStore } from '../dexie/store.ts';
import type { StoreKeys } from '../dexie/store-core.ts';
import { newDeviceKeys, publicBytes, signBytes, type NewKeys } from '../vault/device-keys.ts';
import { deriveAesGcm, deriveAesKw, deriveBytes } from '../vault/kdf.ts';

/** A store on a fake IndexedDB with real keys, for tests of the store and of what stands on it. */
export const NOW = 1_794_300_000_000;
export const hubKeys: NewKeys = await newDeviceKeys();
const device = await newDeviceKeys();
const secret = new Uint8Array(32).fill(5);
export const DEVICE = deviceIdOf(await publicBytes(device.signing));

export const storeKeys: StoreKeys = {
  rowKey: await deriveAesGcm(secret, 'rows'),
  segmentKey: await deriveAesKw(secret, 'segments'),
  nameKey: await deriveBytes(secret, 'names'),
  hubSealingKey: await publicBytes(hubKeys.ecdh),
  deviceId: DEVICE,
  sign: (bytes) => signBytes(device.signing.privateKey, bytes),
};

let nextName = 0;
export const newDatabase = (): TerminalDatabase => new TerminalDatabase(`terminal-${nextName++}`);

/** Opens as a tab does: takes the fence first. */
export async function openStore(
  db: TerminalDatabase,
  lineage: readonly string[] = ['41272801', '412728'],
  mayBeNew = true,
): Promise<SealedStore> {
  return openSealedStore({ db, keys: storeKeys, fence: await raiseFence(db), lineage, mayBeNew, now: () => NOW });
}

export function recordAfter(previous: JournalHead, over: Partial<Entry> = {}): JournalRecord {
  const seq = previous.seq + 1;
  const entry: Entry = {
    format: 1,
    branch: '41272801',
    device: DEVICE,
    seq,
    command: 'counter.deposit',
    payloadVersion: 1,
    basis: 'advice',
    businessDate: '2026-11-10',
    wallAt: NOW + seq,
    capturedAt: NOW + seq,
    segment: 1,
    monoMs: seq,
    anchored: true,
    offline: true,
    maker: '41272801001',
    checker: null,
    approval: null,
    lease: null,
    replicaAsOf: NOW,
    deadline: null,
    replaces: null,
    payload: [seq],
    ...over,
  };
  const canonical = encodeEntry(entry);
  return { seq, entry, canonical, hash: linkHash(previous.hash, canonical), state: 'recorded', receipt: null };
}

export const EMPTY: JournalHead = { seq: 0, hash: EMPTY_HASH };

/** Appends `count` entries, each with an optimistic row, and answers the head. */
export async function appendMany(store: SealedStore, count: number): Promise<JournalHead> {
  let { head } = await store.load();
  for (let i = 0; i < count; i++) {
    const record = recordAfter(head);
    const done = await store.append(record, [{ table: 'probe', id: `r${record.seq}`, body: { n: record.seq } }], head);
    if (!done.ok) throw new Error(done.error);
    head = { seq: record.seq, hash: record.hash };
  }
  return head;
}
