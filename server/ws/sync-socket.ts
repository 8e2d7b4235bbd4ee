import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { SYNC_MESSAGE_BYTES_MAX } from '../../shared/read-models/doors.ts';
import type { HubSession } from '../../sync/index.ts';
import type { SyncSessions } from './sync-sessions.ts';

/**
 * `/sync` over WebSocket. Messages are bounded and never compressed by the socket itself (its windows cost every
 * idle terminal 32 kB and more); a silent or never-greeting peer is dropped; a peer that sends faster than the hub
 * can judge is paused, not buffered.
 */
interface Deps {
  readonly sessions: SyncSessions;
  /** Called with a fault of the session itself: a bug. */
  faulted(fault: unknown): void;
}

export interface SyncSockets {
  /** Lets closing handshakes end, then cuts what is still open. Call after the sessions were drained. */
  stop(graceMs: number): Promise<void>;
}

const SOCKETS_MAX = 20_000;
const GREETING_MS_MAX = 30_000;
const BEAT_MS = 30_000;
const WAITING_MAX = 8;
const CLOSE_CODE = 4000;
const ASK_FROM_BYTES = 8_192;
const READ_SO_FAR = Buffer.from([1]);

const toBytes = (data: RawData): Uint8Array<ArrayBuffer> => {
  const buffer = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  return new Uint8Array(buffer);
};

/** A page of another site must not speak to the hub with this browser's sockets. */
function isForeign(request: IncomingMessage): boolean {
  const origin = request.headers.origin;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.host;
}

function turnAway(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

export function attachSyncSockets(server: Server, deps: Deps): SyncSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SYNC_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const beating = new Map<WebSocket, boolean>();

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '').split('?')[0] !== '/sync') return turnAway(socket, '404 Not Found');
    if (isForeign(request)) return turnAway(socket, '403 Forbidden');
    if (deps.sessions.draining || beating.size >= SOCKETS_MAX) return turnAway(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      beating.set(webSocket, true);
      webSocket.on('pong', () => beating.set(webSocket, true));
      webSocket.on('close', () => beating.delete(webSocket));
      serve(webSocket, deps);
    });
  });

  const beat = setInterval(() => {
    for (const [webSocket, alive] of beating) {
      if (!alive) {
        webSocket.terminate();
        continue;
      }
      beating.set(webSocket, false);
      webSocket.ping();
    }
  }, BEAT_MS);
  beat.unref();

  return {
    async stop(graceMs) {
      clearInterval(beat);
      const all = [...beating.keys()];
      const closing = Promise.all(all.map((one) => new Promise((resolve) => one.once('close', resolve))));
      const cut = setTimeout(() => all.forEach((one) => one.terminate()), graceMs);
      await closing;
      clearTimeout(cut);
      sockets.close();
    },
  };
}

/**
 * How far the other end has read: frames are answered in their order, so the pong of a ping that was sent behind
 * them says that they came. Asked only when much was sent; an idle line costs nothing.
 */
function followReading(webSocket: WebSocket): { sent(bytes: number): void; unread(): number } {
  let unread = 0;
  /** Bytes the open ping speaks of; null when there is none. */
  let asked: number | null = null;
  const ask = (): void => {
    if (asked !== null || unread < ASK_FROM_BYTES) return;
    asked = unread;
    webSocket.ping(READ_SO_FAR);
  };
  webSocket.on('pong', (data: Buffer) => {
    if (asked === null || !READ_SO_FAR.equals(data)) return;
    unread -= asked;
    asked = null;
    ask();
  });
  return {
    sent(bytes) {
      unread += bytes;
      ask();
    },
    unread: () => unread,
  };
}

function serve(webSocket: WebSocket, deps: Deps): void {
  const reading = followReading(webSocket);
  const session: HubSession = deps.sessions.open('socket', {
    send(bytes) {
      webSocket.send(bytes);
      reading.sent(bytes.length);
    },
    unread: () => Math.max(reading.unread(), webSocket.bufferedAmount),
    close: (reason) => webSocket.close(CLOSE_CODE, reason),
  });
  const greeting = setTimeout(() => {
    if (session.device === null) webSocket.close(CLOSE_CODE, 'silent');
  }, GREETING_MS_MAX);
  let waiting = 0;
  let turn: Promise<void> = Promise.resolve();
  webSocket.on('message', (data, isBinary) => {
    if (!isBinary) return webSocket.close(CLOSE_CODE, 'bad_message');
    waiting += 1;
    if (waiting >= WAITING_MAX) webSocket.pause();
    turn = turn
      .then(() => session.receive(toBytes(data)))
      .catch((fault: unknown) => {
        deps.faulted(fault);
        webSocket.close(CLOSE_CODE, 'fault');
      })
      .finally(() => {
        waiting -= 1;
        if (waiting < WAITING_MAX && webSocket.isPaused) webSocket.resume();
      });
  });
  // A frame that is too large or malformed: the socket closes itself after this event.
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('close', () => {
    clearTimeout(greeting);
    session.ended();
  });
  session.start();
}
