import { Dexie, type EntityTable } from 'dexie';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import type { KdfParams } from './kdf.ts';

/**
 * The key bucket: everything that opens the vault and nothing else. Deleting this database is the crypto-erase.
 * In clear lie only wrapped keys, public keys, clerks' names, and the delivery key as a non-extractable handle.
 */
export interface DeviceRecord {
  readonly key: 'device';
  readonly deviceId: string;
  readonly deviceNo: string;
  readonly outlet: { readonly code: string; readonly name: string; readonly nameEn: string };
  readonly certificate: Bytes;
  readonly certificateSignature: Bytes;
  readonly hubSigningKey: Bytes;
  readonly hubSealingKey: Bytes;
  readonly signingPublic: Bytes;
  readonly deliveryPublic: Bytes;
  readonly ecdhPublic: Bytes;
  /** PKCS 8 sealed under the vault key. */
  readonly signingWrapped: Bytes;
  readonly ecdhWrapped: Bytes;
  /** Key of the card tags, sealed under the vault key. */
  readonly outletKeyWrapped: Bytes;
  readonly deliveryPrivate: CryptoKey;
  readonly enrolledAt: number;
}

/** One clerk's wrapped copy of the data key. `expiresAt` is hub time, signed by the hub. */
export interface SlotRecord {
  readonly employeeNo: string;
  readonly name: string;
  readonly posts: readonly string[];
  readonly kdf: KdfParams;
  readonly wrapped: Bytes;
  readonly expiresAt: number;
  readonly signature: Bytes;
  readonly lastOnAt: number | null;
}

/** Failed tries, counted before they are judged, so that a killed browser forgets none. */
export interface TriesRecord {
  /** `sign-on:<employee>` or `approve:<employee>`. */
  readonly key: string;
  readonly count: number;
  readonly lockedUntil: number | null;
}

/**
 * Small facts a locked tablet needs: `segment` and `trusted-at` (time), `data-at` (age of
 * the replica), `session` (who is signed on),
 * `business-date` (of the latest sign-on here), `closings` (of other tablets, scanned; sealed), `standing` and `van`
 * (where the journal stands with the hub and which files of the mail van were made and taken; JSON without amounts),
 * `retention` (when this tablet last let go what it no longer needs, and what it told the hub of it; JSON of counts),
 * `storage` (`worn` when the hub was told last that it does not hold),
 * `guest` (the spare copy of the data key, see guest.ts).
 */
export interface FactRecord {
  readonly key:
    | 'segment'
    | 'trusted-at'
    | 'data-at'
    | 'session'
    | 'business-date'
    | 'closings'
    | 'standing'
    | 'van'
    | 'retention'
    | 'storage'
    | 'guest';
  readonly value: string | number;
}

export class KeyDatabase extends Dexie {
  declare device: EntityTable<DeviceRecord, 'key'>;
  declare slots: EntityTable<SlotRecord, 'employeeNo'>;
  declare tries: EntityTable<TriesRecord, 'key'>;
  declare facts: EntityTable<FactRecord, 'key'>;

  constructor(name = 'yizhan-keys') {
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ device: 'key', slots: 'employeeNo', tries: 'key', facts: 'key' });
  }
}
