import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line to a database that can be cut and mended: a real outage as the hub sees it. */
export interface CuttableLine {
  /** The address over the line. */
  readonly url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function openLine(url: string): Promise<CuttableLine> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let server: Server;
  const serve = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server = createServer((near) => {
        const far = createConnection(Number(target.port), target.hostname);
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(one);
          one.on('error', () => undefined);
          one.on('close', () => other.destroy());
          one.pipe(other);
        }
      });
      server.listen(port, '127.0.0.1', resolve);
    });
  await serve(0);
  const { port } = server!.address() as AddressInfo;
  const over = new URL(url);
  over.host = `127.0.0.1:${port}`;
  return {
    url: over.href,
    async cut() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
    mend: () => serve(port),
  };
}
