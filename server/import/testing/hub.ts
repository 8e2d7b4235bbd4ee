import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { domain } from '../../../shared/commands/domain.ts';
import type { HubEngine } from '../../../sync/index.ts';
import { createVerifier, loadHubKeys, type HubKeys } from '../../auth/keys.ts';
import { pinyinOf } from '../../names.ts';
import { createPostgresStore } from '../../store/postgres-store.ts';
import type { Database } from '../../store/database.ts';
import { openTestDatabase } from '../../store/testing/database.ts';

/** A hub on a real database of its own, for one test file. Nobody is connected, so nothing is compressed. */
export interface TestHub {
  readonly hub: HubEngine;
  readonly db: Database;
  readonly keys: HubKeys;
  close(): Promise<void>;
}

const asIs = (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(bytes);

/** The engine on an open database, with keys in the given folder. */
export async function hubOn(db: Database, folder: string): Promise<{ hub: HubEngine; keys: HubKeys }> {
  const keys = await loadHubKeys(join(folder, 'keys'));
  const hub: HubEngine = {
    store: createPostgresStore(db, domain),
    domain,
    now: () => Date.now(),
    postingDate: () => '2026-11-25',
    verifier: createVerifier(),
    signOutcome: (bytes) => keys.sign(bytes),
    outcomeKeys: [keys.signingKey],
    random: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
    pinyinOf,
    compressor: { deflate: asIs, inflate: asIs },
  };
  return { hub, keys };
}

export async function openTestHub(): Promise<TestHub> {
  const { db, folder, close } = await openTestDatabase();
  return { ...(await hubOn(db, folder)), db, close };
}
