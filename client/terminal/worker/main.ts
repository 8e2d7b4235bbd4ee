import { domain } from '../../../shared/commands/domain.ts';
import { createTerminalSession } from '../../../sync/index.ts';
import { fallbackTransport } from '../../platform/carriers.ts';
import { systemClock, systemTimer } from '../../platform/clock.ts';
import { streamCompressor } from '../../platform/compress.ts';
import { TerminalDatabase } from '../../platform/dexie/database.ts';
import { raiseFence } from '../../platform/dexie/store.ts';
import { isPersisted } from '../../platform/files.ts';
import { httpTransport } from '../../platform/http-transport.ts';
import { serve, type Port } from '../../platform/rpc.ts';
import { takeTabLock } from '../../platform/tab-lock.ts';
import { verifyBytes } from '../../platform/vault/device-keys.ts';
import { KeyDatabase } from '../../platform/vault/key-database.ts';
import { webSocketTransport } from '../../platform/web-socket.ts';
import type { AppState, TerminalApi, TerminalEvent } from './api.ts';
import { terminalApi } from './api-of.ts';
import { App } from './app.ts';
import type { World } from './world.ts';

/**
 * The worker. Calls are answered from the first moment; until this tab leads, every call but `state` waits for the
 * lock. One worker serves one page.
 */
const APP_VERSION = '1';

const { origin } = self.location;
const socketUrl = `${origin.replace(/^http/, 'ws')}/sync`;

function makeWorld(fence: number, emit: (event: TerminalEvent) => void): World {
  return {
    keyDb: new KeyDatabase(),
    db: new TerminalDatabase(),
    fence,
    fetch: (path, init) => fetch(`${origin}${path}`, init),
    transport: fallbackTransport(
      webSocketTransport(socketUrl),
      httpTransport(`${origin}/sync/http`, (input, init) => fetch(input, init)),
    ),
    clock: systemClock,
    timer: systemTimer,
    compressor: streamCompressor,
    verifier: { verify: verifyBytes },
    domain,
    createSession: createTerminalSession,
    random: () => Math.random(),
    persisted: isPersisted,
    appVersion: APP_VERSION,
    emit,
  };
}

const waitingState = (phase: 'starting' | 'other_tab'): AppState => ({
  phase,
  outlet: null,
  deviceNo: null,
  persisted: true,
  damage: null,
});

async function lead(emit: (event: TerminalEvent) => void, onWaiting: () => void): Promise<TerminalApi> {
  const lock = await takeTabLock(onWaiting);
  const fenceDb = new TerminalDatabase();
  const fence = await raiseFence(fenceDb);
  fenceDb.close();
  const world = makeWorld(fence, emit);
  const app = new App(world);
  lock.onLost(() => void app.tabLost());
  await app.begin();
  watchTime(app);
  return terminalApi(world, app);
}

/** A timer that fires late means the tablet slept: the engine starts a new awake segment. Each tick also sees whether the hub fell silent. */
const TICK_MS = 5000;
const SLEPT_MS = 20_000;
function watchTime(app: App): void {
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > SLEPT_MS) app.open()?.engine.wake();
    last = now;
  }, TICK_MS);
}

function start(port: Port): void {
  let phase: 'starting' | 'other_tab' = 'starting';
  let ready: TerminalApi | null = null;
  let announce = (_event: TerminalEvent): void => undefined;
  const leading = lead(
    (event) => announce(event),
    () => {
      phase = 'other_tab';
      announce({ type: 'state', state: waitingState('other_tab') });
    },
  ).then((api) => {
    ready = api;
    return api;
  });
  const call =
    (name: keyof TerminalApi) =>
    async (...args: unknown[]): Promise<unknown> => {
      const api = await leading;
      return (api[name] as (...args: unknown[]) => unknown)(...args);
    };
  const state = async (): Promise<AppState> => ready?.state() ?? waitingState(phase);
  const served = new Proxy({}, { get: (_, name) => (name === 'state' ? state : call(name as keyof TerminalApi)) });
  announce = serve<TerminalEvent>(port, served);
}

start(self as unknown as Port);
