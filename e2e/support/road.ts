import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * The road between one tablet and the hub: a plain TCP relay that a test closes and opens.
 * Closed, nothing connects and what was connected is cut. Half closed, one direction is swallowed and nobody is told,
 * as on a radio link that lost one way. Without sockets, it is a proxy that knows no WebSocket: the tablet posts. Bytes swallowed never arrive: opening again cuts those connections first.
 */
export type RoadState = 'open' | 'closed' | 'no_answers' | 'no_requests' | 'no_sockets';

interface Pair {
  readonly tablet: Socket;
  readonly hub: Socket;
}

export class Road {
  private state: RoadState = 'open';
  private readonly pairs = new Set<Pair>();
  /** Bytes that went up while answers were swallowed: proof that the hub was asked. */
  upBytes = 0;
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async make(hubPort: number): Promise<Road> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const road = new Road(server, (server.address() as AddressInfo).port);
    server.on('connection', (tablet) => road.carry(tablet, hubPort));
    return road;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private carry(tablet: Socket, hubPort: number): void {
    if (this.state === 'closed') {
      tablet.destroy();
      return;
    }
    const pair = { tablet, hub: connect(hubPort, '127.0.0.1') };
    this.pairs.add(pair);
    const end = (): void => this.cut(pair);
    for (const socket of [pair.tablet, pair.hub]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    pair.tablet.on('data', (bytes: Buffer) => {
      if (this.state === 'no_requests') return;
      if (this.state === 'no_sockets' && /^upgrade: websocket/im.test(bytes.toString('latin1'))) return end();
      this.upBytes += bytes.length;
      pair.hub.write(bytes);
    });
    pair.hub.on('data', (bytes: Buffer) => {
      if (this.state !== 'no_answers') pair.tablet.write(bytes);
    });
  }

  private cut(pair: Pair): void {
    this.pairs.delete(pair);
    pair.tablet.destroy();
    pair.hub.destroy();
  }

  private cutAll(): void {
    for (const pair of [...this.pairs]) this.cut(pair);
  }

  set(state: RoadState): void {
    const before = this.state;
    this.state = state;
    if (state === 'closed' || state === 'no_sockets' || (state === 'open' && before !== 'open')) this.cutAll();
  }

  async discard(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
