import { WebSocket } from 'ws';
import { domain } from '../../../shared/commands/domain.ts';
import { base64ToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import { ok } from '../../../shared/kernel/result.ts';
import type { EnrolResponse } from '../../../shared/read-models/doors.ts';
import {
  createTerminalSession,
  type CaptureDraft,
  type Connection,
  type TerminalSession,
} from '../../../sync/index.ts';
import { MemoryTerminalStore } from '../../../sync/testing/memory-terminal-store.ts';
import { createVerifier } from '../../auth/keys.ts';
import type { Tablet } from '../../http/testing/hub.ts';
import { ancestorCodes } from '../../store/lineage.ts';
import { compressor } from '../compressor.ts';
import { withdrawRequest } from './deposits.ts';

/** The engine of a tablet over a real socket, in any build it ever had: which protocol it speaks is the test's to say. */
export class EngineTablet {
  readonly store: MemoryTerminalStore;
  private session: TerminalSession;
  private line: Connection | null = null;
  /** false: every attempt to connect fails at once. */
  road = true;

  constructor(
    private url: string,
    private readonly of: { readonly tablet: Tablet; readonly device: EnrolResponse },
    private protocol: number,
  ) {
    const { code } = of.device.outlet;
    this.store = new MemoryTerminalStore([code, ...ancestorCodes(code)]);
    this.session = this.program();
  }

  private connect(events: Parameters<Parameters<typeof createTerminalSession>[0]['transport']['connect']>[0]) {
    if (!this.road) {
      setImmediate(() => events.closed('no road'));
      return { send: () => undefined, close: () => undefined, buffered: () => 0 };
    }
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/sync`);
    socket.binaryType = 'nodebuffer';
    socket.on('open', () => events.opened());
    socket.on('message', (data) => events.message(new Uint8Array(data as Buffer)));
    socket.on('error', () => undefined);
    socket.on('close', () => events.closed('closed'));
    const line: Connection = {
      send: (bytes) => socket.send(bytes),
      close: () => socket.close(),
      buffered: () => socket.bufferedAmount,
    };
    this.line = line;
    return line;
  }

  private program(): TerminalSession {
    const { tablet, device } = this.of;
    const { code } = device.outlet;
    return createTerminalSession({
      store: this.store,
      // What the counter refuses is its own tests' business.
      domain: { ...domain, admit: () => ok(null) },
      transport: { connect: (events) => this.connect(events) },
      clock: { wall: () => Date.now(), mono: () => performance.now() },
      timer: {
        after(ms, what) {
          const timer = setTimeout(what, ms);
          return () => clearTimeout(timer);
        },
      },
      signer: { sign: (use, bytes) => tablet[use === 'vault' ? 'signing' : 'delivery'].sign(bytes), vaultOpen: true },
      verifier: createVerifier(),
      identity: { device: device.deviceId, branch: code, lineage: [code, ...ancestorCodes(code)], appVersion: 'old' },
      hubKey: base64ToBytes(device.hubSigningKey),
      random: () => Math.random(),
      anchors: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
      compressor,
      protocol: this.protocol,
      onStatus: () => undefined,
      onRows: () => undefined,
    });
  }

  start(): Promise<void> {
    return this.session.start();
  }
  stop(): Promise<void> {
    return this.session.stop();
  }
  status() {
    return this.session.status();
  }
  /** The road is closed under it: it works on. */
  cut(): void {
    this.road = false;
    this.line?.close();
  }
  nudge(): void {
    this.road = true;
    this.session.nudge();
  }
  /** The next build starts on what this one has stored. */
  async update(protocol: number): Promise<void> {
    await this.session.stop();
    this.protocol = protocol;
    this.session = this.program();
    await this.session.start();
  }

  /** Another hub answers under the old address, or the hub has moved. */
  async moveTo(url: string): Promise<void> {
    await this.session.stop();
    [this.url, this.road] = [url, true];
    this.session = this.program();
    await this.session.start();
  }

  async capture(draft: Pick<CaptureDraft, 'command' | 'payloadVersion' | 'businessDate' | 'maker' | 'payload'>) {
    const rest = {
      basis: 'advice',
      offline: true,
      checker: null,
      approval: null,
      lease: null,
      replaces: null,
    } as const;
    const done = await this.session.capture({ ...rest, ...draft });
    if (!done.ok) throw new Error(`${draft.command} was refused: ${JSON.stringify(done.error)}`);
  }

  /** Asks the hub for a payout, as a clerk who pays online does. */
  ask() {
    const { command, payloadVersion = 1, payload, maker } = withdrawRequest(100, Date.now() + 30_000);
    const rest = { offline: false, checker: null, approval: null, lease: null, replaces: null } as const;
    const what = { command, payloadVersion, payload, maker: maker ?? '', businessDate: shanghaiDate(Date.now()) };
    return this.session.capture({ ...rest, ...what, basis: 'request' });
  }

  /** @throws when it does not hold within `ms`. */
  async until(what: string, holds: () => boolean, ms = 120_000): Promise<void> {
    const end = Date.now() + ms;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(this.status())}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  whole(): Promise<void> {
    return this.until('loaded', () => this.status().dataAt !== null && this.status().phase === 'live');
  }
  settled(): Promise<void> {
    return this.until('settled', () => this.status().waiting === 0 && this.status().unsettled === 0);
  }
  hashes(): readonly Bytes[] {
    return this.store.allRecords().map((record) => record.hash);
  }
}
