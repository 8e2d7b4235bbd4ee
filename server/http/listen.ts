import { readFileSync } from 'node:fs';
import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Config } from '../config.ts';
import { HubStartFault } from './start-fault.ts';

/** One server, one port, for pages, doors and sockets. @throws HubStartFault for a bad certificate or a taken port. */
const REQUEST_MS_MAX = 60_000;
const HEADERS_MS_MAX = 15_000;
const LIMITS = { requestTimeout: REQUEST_MS_MAX, headersTimeout: HEADERS_MS_MAX, maxHeaderSize: 16_384 };

export function createHttpServer(config: Config, fetch: Parameters<typeof getRequestListener>[0]): Server {
  const listener = getRequestListener(fetch);
  if (config.tls === null) return createPlain(LIMITS, listener);
  try {
    const tls = { cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key) };
    return createTls({ ...LIMITS, ...tls }, listener);
  } catch (fault) {
    throw new HubStartFault(
      `TLS_CERT and TLS_KEY cannot be used (${fault instanceof Error ? fault.message : String(fault)}): give a PEM certificate and its key.`,
    );
  }
}

const SENTENCES: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ port, host }) =>
    `Port ${port} on ${host} is taken: stop the other program or set PORT to another number.`,
  EACCES: ({ port }) => `Port ${port} may not be opened by this user: set PORT to a number above 1023.`,
  EADDRNOTAVAIL: ({ host }) => `HOST is ${host}, which is not an address of this machine.`,
  ENOTFOUND: ({ host }) => `HOST is ${host}, which is not an address of this machine.`,
};

/** Resolves with the port when the server listens. */
export const listen = (server: Server, config: Config): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      const sentence = SENTENCES[fault.code ?? ''];
      reject(sentence === undefined ? fault : new HubStartFault(sentence(config)));
    });
    server.listen(config.port, config.host, () => resolve((server.address() as AddressInfo).port));
  });

/** Stops taking connections, lets requests in hand end, then cuts what is left. */
export const closeServer = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
