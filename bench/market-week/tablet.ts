import { domain } from '../../shared/commands/domain.ts';
import { createTerminalSession, type Compressor, type Domain, type Transport } from '../../sync/index.ts';
import { streamCompressor } from '../../client/platform/compress.ts';
import { TerminalDatabase } from '../../client/platform/dexie/database.ts';
import { FREE_WRITING } from '../../client/platform/tab-lock.ts';
import { raiseFence } from '../../client/platform/dexie/store.ts';
import { verifyBytes } from '../../client/platform/vault/device-keys.ts';
import { KDF_FLOOR } from '../../client/platform/vault/kdf.ts';
import { KeyDatabase } from '../../client/platform/vault/key-database.ts';
import { webSocketTransport } from '../../client/platform/web-socket.ts';
import type { TerminalApi } from '../../client/terminal/worker/api.ts';
import { terminalApi } from '../../client/terminal/worker/api-of.ts';
import { App } from '../../client/terminal/worker/app.ts';
import { during } from './busy.ts';
import type { SimTime } from './time.ts';

/** The road of one outlet. */
export interface Road {
  open: boolean;
  /** Lines in use: cut when the road closes. */
  readonly lines: Set<() => void>;
}

export function setRoad(road: Road, open: boolean): void {
  road.open = open;
  if (!open) for (const cut of [...road.lines]) cut();
}

function overRoad(road: Road, real: Transport): Transport {
  return {
    connect(events) {
      let over = false;
      const end = (reason: string): void => {
        if (over) return;
        over = true;
        road.lines.delete(cut);
        events.closed(reason);
      };
      const cut = (): void => {
        line?.close();
        end('no road');
      };
      const line = road.open
        ? real.connect({
            opened: () => void (over || events.opened()),
            message: (bytes) => void (over || events.message(bytes)),
            closed: end,
          })
        : null;
      if (line === null) setImmediate(() => end('no road'));
      else road.lines.add(cut);
      return {
        send: (bytes) => void (over || line?.send(bytes)),
        close: () => {
          over = true;
          road.lines.delete(cut);
          line?.close();
        },
        buffered: () => line?.buffered() ?? 0,
      };
    },
  };
}

/** A tablet of the play: the worker that runs in the product, on an IndexedDB in memory, behind its outlet's road. */
export async function openTablet(of: {
  readonly name: string;
  readonly port: number;
  readonly road: Road;
  readonly time: SimTime;
}): Promise<TerminalApi> {
  const { name, port, road, time } = of;
  const db = new TerminalDatabase(`week-${name}`);
  const origin = `http://127.0.0.1:${port}`;
  const world = {
    keyDb: new KeyDatabase(`week-keys-${name}`),
    db,
    fence: await raiseFence(db),
    fetch: (path: string, init: RequestInit) =>
      road.open ? during(fetch(`${origin}${path}`, init)) : Promise.reject(new TypeError('no road')),
    transport: overRoad(road, webSocketTransport(`ws://127.0.0.1:${port}/sync`)),
    clock: time.clock,
    timer: time.timer,
    compressor: {
      deflate: (bytes) => during(streamCompressor.deflate(bytes)),
      inflate: (bytes, bytesMax) => during(streamCompressor.inflate(bytes, bytesMax)),
    } satisfies Compressor,
    verifier: { verify: verifyBytes },
    domain: domain as Domain,
    createSession: createTerminalSession,
    random: () => 0.5,
    persisted: () => Promise.resolve(true),
    writing: FREE_WRITING,
    appVersion: 'market-week',
    kdf: KDF_FLOOR,
    emit: () => undefined,
  };
  const app = new App(world);
  await app.begin();
  return terminalApi(world, app);
}
