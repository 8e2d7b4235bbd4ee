import { equalBytes, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';
import { hmacSha256, sha256 } from '../../shared/kernel/hash.ts';
import { deviceIdOf, EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { Compressor } from '../protocol/codec.ts';
import { headBytes } from '../protocol/signed.ts';
import { encodeEntry, linkHash, type Entry } from '../protocol/entry.ts';
import type { HubEngine, PushRequest } from '../engine/hub-api.ts';
import { newDeviceRecord } from '../engine/device-record.ts';
import type { DeviceRecord, Domain, HubStore } from '../engine/ports.ts';
import type { Signer, Verifier } from '../engine/world.ts';
import { testSealing } from './sealing-kit.ts';

/** Keys, devices and entries for tests. The "signature" is an HMAC under the public key: quick, and wrong bytes fail. */

const sign = (key: Bytes, bytes: Bytes): Bytes => {
  const mac = hmacSha256(key, bytes);
  const out = new Uint8Array(64);
  out.set(mac);
  out.set(mac, 32);
  return out;
};
export const testVerifier: Verifier = {
  verify: (key, signature, bytes) => Promise.resolve(equalBytes(sign(key, bytes), signature)),
};
export const testSign = sign;

export interface DeviceKeys {
  readonly id: string;
  readonly signingKey: Bytes;
  readonly deliveryKey: Bytes;
}
export function deviceKeys(name: string): DeviceKeys {
  const signingKey = sha256(textToBytes(`signing ${name}`));
  return { id: deviceIdOf(signingKey), signingKey, deliveryKey: sha256(textToBytes(`delivery ${name}`)) };
}

export class TestSigner implements Signer {
  vaultOpen = true;
  constructor(private readonly keys: DeviceKeys) {}
  sign(use: 'vault' | 'delivery', bytes: Bytes): Promise<Bytes> {
    if (use === 'vault' && !this.vaultOpen) return Promise.reject(new Error('the vault is locked'));
    return Promise.resolve(sign(use === 'vault' ? this.keys.signingKey : this.keys.deliveryKey, bytes));
  }
}

export const newDevice = (keys: DeviceKeys, branch: string, deviceNo = '01'): DeviceRecord => {
  const { id, signingKey, deliveryKey } = keys;
  return newDeviceRecord({ id, branch, deviceNo, signingKey, deliveryKey });
};

export const HUB_KEY: Bytes = sha256(textToBytes('hub'));

/** Bytes as they are: messages stay readable in a debugger and cost nothing. */
export const noCompressor: Compressor = {
  deflate: (bytes) => Promise.resolve(bytes),
  inflate: (bytes, max) => Promise.resolve(bytes.length > max ? null : bytes),
};

export interface TestHub extends HubEngine {
  at: number;
}
export function testHub(store: HubStore, domain: Domain, at = 1_790_000_000_000): TestHub {
  let drawn = 0;
  const hub: TestHub = {
    at,
    store,
    domain,
    now: () => hub.at,
    postingDate: () => '2026-11-09',
    verifier: testVerifier,
    signOutcome: (bytes) => Promise.resolve(sign(HUB_KEY, bytes)),
    outcomeKeys: [HUB_KEY],
    random: (length) => sha256(textToBytes(`random ${(drawn += 1)}`)).slice(0, length),
    pinyinOf: (name) => name,
    compressor: noCompressor,
    sealing: testSealing,
  };
  return hub;
}

export interface EntryDraft extends Partial<Omit<Entry, 'payload' | 'command'>> {
  readonly command: string;
  readonly payload: Cbor;
}

/** A device's own journal, written by hand: what a terminal would send. */
export class TestJournal {
  readonly entries: {
    readonly seq: number;
    readonly canonical: Bytes;
    readonly previousHash: Bytes;
    readonly hash: Bytes;
  }[] = [];
  constructor(
    readonly keys: DeviceKeys,
    readonly branch: string,
    private readonly at = 1_789_999_000_000,
  ) {}

  get head(): Bytes {
    return this.entries.at(-1)?.hash ?? EMPTY_HASH;
  }

  add(...drafts: readonly EntryDraft[]): this {
    for (const draft of drafts) {
      const seq = this.entries.length + 1;
      const capturedAt = this.at + seq * 1000;
      const entry: Entry = {
        format: 1,
        branch: this.branch,
        device: this.keys.id,
        seq,
        payloadVersion: 1,
        basis: 'advice',
        businessDate: '2026-11-09',
        wallAt: capturedAt,
        capturedAt,
        segment: 1,
        monoMs: seq * 1000,
        anchored: true,
        offline: true,
        maker: '35010201001',
        checker: null,
        approval: null,
        lease: null,
        replicaAsOf: null,
        deadline: null,
        replaces: null,
        ...draft,
      };
      this.addRaw(encodeEntry(entry));
    }
    return this;
  }

  addRaw(canonical: Bytes): this {
    const previousHash = this.head;
    this.entries.push({
      seq: this.entries.length + 1,
      canonical,
      previousHash,
      hash: linkHash(previousHash, canonical),
    });
    return this;
  }

  /** Entries [from, to] as a push. */
  push(from = 1, to = this.entries.length, use: 'vault' | 'delivery' = 'vault'): PushRequest {
    const entries = this.entries.slice(from - 1, to);
    const previousHash = this.entries[from - 2]?.hash ?? EMPTY_HASH;
    const key = use === 'vault' ? this.keys.signingKey : this.keys.deliveryKey;
    const signature = sign(key, headBytes(this.keys.id, to, entries.at(-1)?.hash ?? previousHash));
    return {
      branch: this.branch,
      device: this.keys.id,
      firstSeq: from,
      entries: entries.map((one) => one.canonical),
      previousHash,
      signature,
      signedWith: use,
      early: false,
    };
  }
}

/** An entry of which only some fields matter. */
export const entryAt = (over: Partial<Entry>): Entry => ({
  format: 1,
  branch: '35010201',
  device: '00'.repeat(16),
  seq: 1,
  command: 'put',
  payloadVersion: 1,
  basis: 'advice',
  businessDate: '2026-11-09',
  wallAt: 0,
  capturedAt: 0,
  segment: 1,
  monoMs: 0,
  anchored: true,
  offline: true,
  maker: '35010201001',
  checker: null,
  approval: null,
  lease: null,
  replicaAsOf: null,
  deadline: null,
  replaces: null,
  payload: null,
  ...over,
});
