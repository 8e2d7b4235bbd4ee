import { connect, createServer } from 'node:net';

/** A TCP proxy on loopback that counts the bytes of both ways, headers and framing included. */
export interface WireProxy {
  readonly port: number;
  bytes(): { readonly up: number; readonly down: number };
  close(): void;
}

export function wireProxy(target: number): Promise<WireProxy> {
  const count = { up: 0, down: 0 };
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk: Buffer) => (count.up += chunk.length));
    far.on('data', (chunk: Buffer) => (count.down += chunk.length));
    near.pipe(far);
    far.pipe(near);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      resolve({
        port: address.port,
        bytes: () => ({ ...count }),
        close: () => {
          for (const socket of sockets) socket.destroy();
          server.close();
        },
      });
    });
  });
}
