import { webcrypto } from 'node:crypto';
import { WebSocket } from 'ws';
import { domain, findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { verifyBytes } from '../../client/platform/vault/device-keys.ts';
import { webSocketTransport } from '../../client/platform/web-socket.ts';
import { compressor } from '../../server/ws/compressor.ts';
import {
  createTerminalSession,
  type AnchorRecord,
  type CaptureDone,
  type Connection,
  type ConnectionEvents,
  type SessionStatus,
  type TerminalSession,
} from '../../sync/index.ts';
import { MemoryTerminalStore } from '../../sync/testing/memory-terminal-store.ts';
import type { BenchDevice } from './bench-hub.ts';

/**
 * The product's engine of a terminal in Node: real keys, real sockets, real commands. Its store is in memory, as those
 * of its rivals in `bench/peers` are; what storage and encryption cost is measured by `capture`, in a browser.
 */
/** Node has no WebSocket of its own yet; the carrier is the browser's. */
(globalThis as { WebSocket?: unknown }).WebSocket = WebSocket;

export interface Deposit {
  readonly account: string;
  readonly accountNo: string;
  readonly fen: number;
  readonly nth: number;
}

export class EngineTerminal {
  readonly store: MemoryTerminalStore;
  private session: TerminalSession;
  private anchorRecord: AnchorRecord | null = null;
  private connection: Connection | null = null;
  private events: ConnectionEvents | null = null;
  private readonly watchers = new Set<() => void>();
  /** false: every attempt to connect fails at once. */
  road = true;

  private constructor(
    private readonly device: BenchDevice,
    private readonly key: CryptoKey,
    private readonly port: number,
  ) {
    this.store = new MemoryTerminalStore(device.lineage);
    this.session = this.program();
  }

  /** @param port where the hub is reached, when that is a proxy's */
  static async open(device: BenchDevice, port = device.port): Promise<EngineTerminal> {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await webcrypto.subtle.importKey('jwk', device.privateKey, algorithm, false, ['sign']);
    return new EngineTerminal(device, key as CryptoKey, port);
  }

  private program(): TerminalSession {
    const { device } = this;
    const sign = async (bytes: Uint8Array<ArrayBuffer>) =>
      new Uint8Array(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.key, bytes));
    const real = webSocketTransport(`ws://127.0.0.1:${String(this.port)}/sync`);
    return createTerminalSession({
      store: this.store,
      domain,
      transport: {
        connect: (events) => {
          if (this.road) {
            this.events = events;
            return (this.connection = real.connect(events));
          }
          setImmediate(() => events.closed('no road'));
          return { send: () => undefined, close: () => undefined, buffered: () => 0 };
        },
      },
      clock: { wall: () => Date.now(), mono: () => performance.now() },
      timer: {
        after(ms, what) {
          const timer = setTimeout(what, ms);
          return () => clearTimeout(timer);
        },
      },
      signer: { sign: (_use, bytes) => sign(bytes), vaultOpen: true },
      verifier: { verify: verifyBytes },
      identity: { device: device.id, branch: device.branch, lineage: device.lineage, appVersion: 'bench' },
      hubKey: device.hubKey,
      random: () => Math.random(),
      anchors: {
        load: () => Promise.resolve(this.anchorRecord),
        save: (record) => Promise.resolve(void (this.anchorRecord = record)),
      },
      compressor,
      onStatus: () => this.tell(),
      onRows: () => this.tell(),
    });
  }

  private tell(): void {
    for (const watch of this.watchers) watch();
  }

  start(): Promise<void> {
    return this.session.start();
  }
  /** Ends the program and starts a new one on what it has stored: the next greeting is a fresh one. */
  async restart(): Promise<void> {
    await this.session.stop();
    this.session = this.program();
    await this.session.start();
  }
  stop(): Promise<void> {
    return this.session.stop();
  }
  nudge(): void {
    this.session.nudge();
  }
  status(): SessionStatus {
    return this.session.status();
  }

  /** The road is closed under the terminal: the line is cut, and it works on. */
  cut(): void {
    this.road = false;
    this.connection?.close();
    this.events?.closed('no road');
  }

  /** Resolves when `is` holds; looked at whenever rows or the status change, and every 20 ms. */
  until(is: () => boolean | Promise<boolean>): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const end = (failure?: unknown): void => {
        over = true;
        clearInterval(timer);
        this.watchers.delete(look);
        if (failure === undefined) resolve();
        else reject(failure as Error);
      };
      const look = (): void => {
        if (over) return;
        Promise.resolve(is()).then((yes) => {
          if (yes && !over) end();
        }, end);
      };
      const timer = setInterval(look, 20);
      this.watchers.add(look);
      look();
    });
  }
  whole(): Promise<void> {
    return this.until(() => this.status().dataAt !== null && this.status().phase === 'live');
  }
  /** Everything recorded here has its verdict and its rows. */
  settled(): Promise<void> {
    return this.until(() => this.status().waiting === 0 && this.status().unsettled === 0);
  }

  /** A cash deposit as the counter captures it. */
  deposit({ account, accountNo, fen, nth }: Deposit): Promise<CaptureDone> {
    const { branch, till } = this.device;
    const day = shanghaiDate(Date.now()).replaceAll('-', '').slice(2);
    return this.capture('counter.deposit', {
      account,
      account_no: accountNo,
      fen,
      till,
      denominations: [],
      voucher_no: `${branch}${till}${day}${String(nth).padStart(6, '0')}`,
      medium_seen: true,
      id_seen: false,
      duplicate_reason: 'bench',
    });
  }

  /** An oral loss report: it overtakes what waits. */
  reportLoss({ account, accountNo }: Pick<Deposit, 'account' | 'accountNo'>): Promise<CaptureDone> {
    return this.capture('counter.lost_oral', {
      account,
      account_no: accountNo,
      medium: 'card',
      id_no_ok: true,
      name_ok: true,
      phone_ok: true,
      address_ok: true,
      recent_txn_ok: false,
    });
  }

  private async capture(name: string, payload: Readonly<Record<string, unknown>>): Promise<CaptureDone> {
    const command = findCommand(name);
    if (command === undefined) throw new Error(`${name} is no command`);
    const optional = Object.keys(command.payload).map((field) => [field, null] as const);
    const done = await this.session.capture({
      command: command.name,
      payloadVersion: command.version,
      basis: 'advice',
      businessDate: shanghaiDate(Date.now()),
      offline: !this.status().online,
      maker: this.device.maker,
      checker: null,
      approval: null,
      lease: null,
      replaces: null,
      payload: payloadToCbor(command, { ...Object.fromEntries(optional), ...payload }),
    });
    if (!done.ok) throw new Error(`${name} was refused: ${JSON.stringify(done.error)}`);
    return done.value;
  }
}
