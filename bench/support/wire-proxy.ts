import { connect, createServer, type Socket } from 'node:net';

/** A link as domain 9 describes it. Rates in kbit/s, round trip in ms, loss of segments in per cent. */
export interface Link {
  readonly downKbit: number;
  readonly upKbit: number;
  readonly roundTripMs: number;
  readonly lossPercent: number;
}

/** A TCP proxy on loopback that counts the bytes of both ways, headers and framing included, and carries them like a link. */
export interface WireProxy {
  readonly port: number;
  bytes(): { readonly up: number; readonly down: number };
  /** From now on; null: as fast as it goes. */
  shape(link: Link | null): void;
  close(): void;
}

const SEGMENT = 1400;
/** What is waiting on the link before the sender is held. */
const QUEUE_BYTES = 65_536;
/** A lost segment comes again after the sender's timeout, and everything behind it waits. */
const RESEND_MS_MIN = 200;

class Pipe {
  private freeAt = 0;
  private lastAt = 0;
  private queued = 0;

  constructor(
    private readonly link: () => Link | null,
    private readonly kbit: (link: Link) => number,
    private readonly counted: (bytes: number) => void,
    private readonly random: () => number,
  ) {}

  carry(from: Socket, to: Socket, openAt: number): void {
    from.on('data', (chunk: Buffer) => {
      this.counted(chunk.length);
      const link = this.link();
      if (link === null) return void to.write(chunk);
      this.queued += chunk.length;
      if (this.queued > QUEUE_BYTES) from.pause();
      for (let at = 0; at < chunk.length; at += SEGMENT)
        this.send(chunk.subarray(at, at + SEGMENT), { from, to, openAt, link });
    });
    from.on('end', () => setTimeout(() => to.end(), Math.max(0, this.lastAt - performance.now())));
  }

  private send(part: Buffer, of: { from: Socket; to: Socket; openAt: number; link: Link }): void {
    const { from, to, openAt, link } = of;
    const now = performance.now();
    this.freeAt = Math.max(this.freeAt, now) + (part.length * 8) / this.kbit(link);
    const isLost = this.random() * 100 < link.lossPercent;
    const travel = link.roundTripMs / 2 + (isLost ? Math.max(RESEND_MS_MIN, link.roundTripMs * 1.5) : 0);
    // The handshake of TCP takes a round trip of its own before the first byte.
    const arrival = Math.max(this.freeAt + travel, openAt + link.roundTripMs * 1.5);
    // TCP gives bytes in order: behind a lost segment everything waits.
    this.lastAt = Math.max(this.lastAt, arrival);
    setTimeout(() => {
      if (!to.destroyed) to.write(part);
      this.queued -= part.length;
      if (this.queued <= QUEUE_BYTES / 2) from.resume();
    }, this.lastAt - now);
  }
}

/** Losses fall the same way in every run. */
function lottery(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

export function wireProxy(target: number): Promise<WireProxy> {
  const count = { up: 0, down: 0 };
  const sockets = new Set<{ destroy(): void }>();
  const random = lottery();
  let link: Link | null = null;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        const waitMs = link === null ? 0 : link.roundTripMs + 5000;
        setTimeout(() => [near, far].forEach((one) => one.destroy()), waitMs).unref();
      });
    }
    const openAt = performance.now();
    const current = () => link;
    new Pipe(
      current,
      (one) => one.upKbit,
      (bytes) => (count.up += bytes),
      random,
    ).carry(near, far, openAt);
    new Pipe(
      current,
      (one) => one.downKbit,
      (bytes) => (count.down += bytes),
      random,
    ).carry(far, near, openAt);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      resolve({
        port: address.port,
        bytes: () => ({ ...count }),
        shape: (next) => void (link = next),
        close: () => {
          for (const socket of sockets) socket.destroy();
          server.close();
        },
      });
    });
  });
}
