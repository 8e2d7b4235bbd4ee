import { createTerminalSession } from '../../../../sync/index.ts';
import { noCompressor } from '../../../../sync/testing/device-kit.ts';
import { TerminalDatabase } from '../../../platform/dexie/database.ts';
import { raiseFence } from '../../../platform/dexie/store.ts';
import { FREE_WRITING } from '../../../platform/tab-lock.ts';
import { verifyBytes } from '../../../platform/vault/device-keys.ts';
import { KDF_FLOOR } from '../../../platform/vault/kdf.ts';
import { KeyDatabase } from '../../../platform/vault/key-database.ts';
import type { TerminalApi, TerminalEvent } from '../api.ts';
import { terminalApi } from '../api-of.ts';
import { App } from '../app.ts';
import { domain, START, type TestHub } from './hub-kit.ts';

/** A tablet in a Node test: the worker's own code on a fake IndexedDB, reloaded as a browser would. */
export interface Tablet {
  readonly api: TerminalApi;
  readonly events: TerminalEvent[];
  readonly db: TerminalDatabase;
  readonly keys: KeyDatabase;
  /** Time passes at the tablet, awake: its clock and what it measures agree. */
  pass(ms: number): void;
  /** The browser is killed and started again: memory is gone, the databases stay. */
  reload(): Promise<Tablet>;
}

let nextName = 0;

export async function newTablet(hub: TestHub): Promise<Tablet> {
  return startTablet(hub, `t${nextName++}`);
}

async function startTablet(hub: TestHub, name: string): Promise<Tablet> {
  const keys = new KeyDatabase(`keys-${name}`);
  const db = new TerminalDatabase(`terminal-${name}`);
  const began = performance.now();
  let passed = 0;
  const elapsed = (): number => Math.round(performance.now() - began) + passed;
  const events: TerminalEvent[] = [];
  const live = { on: true };
  const world = {
    keyDb: keys,
    db,
    fence: await raiseFence(db),
    fetch: (path: string, init: RequestInit) => hub.fetch(path, init),
    transport: hub.transport,
    clock: { wall: () => START + elapsed(), mono: elapsed },
    timer: {
      after: (ms: number, what: () => void) => {
        const handle = setTimeout(() => (live.on ? what() : undefined), ms);
        handle.unref();
        return () => clearTimeout(handle);
      },
    },
    compressor: noCompressor,
    verifier: { verify: verifyBytes },
    domain,
    createSession: createTerminalSession,
    random: () => 0.5,
    persisted: () => Promise.resolve(true),
    writing: FREE_WRITING,
    appVersion: 'test',
    kdf: KDF_FLOOR,
    emit: (event: TerminalEvent) => void events.push(event),
  };
  const app = new App(world);
  await app.begin();
  return {
    api: terminalApi(world, app),
    events,
    db,
    keys,
    pass: (ms) => {
      passed += ms;
    },
    reload: () => {
      live.on = false;
      return startTablet(hub, name);
    },
  };
}
