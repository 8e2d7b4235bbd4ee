import { join } from 'node:path';
import type { HubEngine } from '../../../sync/index.ts';
import { loadHubKeys, type HubKeys } from '../../auth/keys.ts';
import { createEngine } from '../../engine.ts';
import type { Database } from '../../store/database.ts';
import { openTestDatabase } from '../../store/testing/database.ts';

/** A hub on a real database of its own, for one test file. Nobody is connected, so nothing is compressed. */
export interface TestHub {
  readonly hub: HubEngine;
  readonly db: Database;
  readonly keys: HubKeys;
  close(): Promise<void>;
}

/** The engine on an open database, with keys in the given folder. */
export async function hubOn(db: Database, folder: string): Promise<{ hub: HubEngine; keys: HubKeys }> {
  const keys = await loadHubKeys(join(folder, 'keys'));
  const hub: HubEngine = { ...createEngine({ db, keys, now: () => Date.now() }), postingDate: () => '2026-11-25' };
  return { hub, keys };
}

export async function openTestHub(): Promise<TestHub> {
  const { db, folder, close } = await openTestDatabase();
  return { ...(await hubOn(db, folder)), db, close };
}
