import { domain } from '../../../shared/commands/domain.ts';
import { createTerminalSession } from '../../../sync/index.ts';
import { fallbackTransport } from '../../platform/carriers.ts';
import { systemClock, systemTimer } from '../../platform/clock.ts';
import { streamCompressor } from '../../platform/compress.ts';
import { openForm, type OpenedForm } from '../../platform/dexie/forms.ts';
import { dropPractice } from '../../platform/dexie/practice-databases.ts';
import { raiseFence } from '../../platform/dexie/store.ts';
import { isPersisted } from '../../platform/files.ts';
import { httpTransport } from '../../platform/http-transport.ts';
import type { Port } from '../../platform/rpc.ts';
import { createWriting, takeTabLock } from '../../platform/tab-lock.ts';
import { verifyBytes } from '../../platform/vault/device-keys.ts';
import { KeyDatabase } from '../../platform/vault/key-database.ts';
import { webSocketTransport } from '../../platform/web-socket.ts';
import type { TerminalApi, TerminalEvent } from './api.ts';
import { terminalApi } from './api-of.ts';
import { App } from './app.ts';
import { serveApi, watchTime, type Announce } from './serve-api.ts';
import type { World } from './world.ts';

/**
 * The worker. Calls are answered from the first moment; until this tab leads, every call but `state` waits for the
 * lock. One worker serves one page.
 */
const APP_VERSION = '1';

const { origin } = self.location;
const socketUrl = `${origin.replace(/^http/, 'ws')}/sync`;

function makeWorld({ db, kept }: OpenedForm, fence: number, emit: (event: TerminalEvent) => void): World {
  return {
    keyDb: new KeyDatabase(),
    db,
    formKept: kept !== null,
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
    writing: createWriting(),
    appVersion: APP_VERSION,
    emit,
  };
}

async function lead(say: Announce): Promise<TerminalApi> {
  const lock = await takeTabLock(say.wait);
  const opened = await openForm();
  if (opened.kept !== null) console.error('the store is kept in its former form', opened.kept);
  const world = makeWorld(opened, await raiseFence(opened.db), say.emit);
  const app = new App(world);
  lock.onLost(() => void app.tabLost());
  await app.begin();
  // The engine starts a new awake segment after a sleep.
  watchTime(() => app.open()?.engine.wake());
  void dropPractice().catch((fault: unknown) => console.error('an old practice was not dropped', fault));
  return terminalApi(world, app);
}

serveApi(self as unknown as Port, false, lead);
