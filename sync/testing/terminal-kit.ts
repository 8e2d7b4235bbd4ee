import { createSealedDelivery, type SealedDelivery } from '../engine/sealed-delivery.ts';
import { createTerminalSession } from '../engine/terminal-session.ts';
import type { Pictures } from '../engine/evidence-lane.ts';
import type { Domain } from '../engine/ports.ts';
import type { Connection, Transport } from '../engine/world.ts';
import type {
  AnchorRecord,
  CaptureDraft,
  SessionStatus,
  TerminalIdentity,
  TerminalSession,
} from '../engine/terminal-api.ts';
import { headBytes } from '../protocol/signed.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { HUB_KEY, noCompressor, TestSigner, testVerifier, type DeviceKeys } from './device-kit.ts';
import { FakeClock, FakeTimer, type FakeNetwork, type FakeWorld } from './fake-world.ts';
import { MemoryTerminalStore } from './memory-terminal-store.ts';
import { TestSealedJournal } from './sealing-kit.ts';

/** A terminal in the fake world: its storage and clocks outlive its program, which may be killed at any moment. */
export class FakeTerminal {
  readonly store: MemoryTerminalStore;
  readonly signer: TestSigner;
  readonly clock: FakeClock;
  session: TerminalSession;
  readonly sealed: TestSealedJournal;
  /** Runs while the tablet is locked. */
  delivery: SealedDelivery | null = null;
  /** What the delivery last said is still waiting. */
  sealedWaiting: number | null = null;
  statuses: SessionStatus[] = [];
  private timer: FakeTimer;
  private connection: Connection | null = null;
  anchorRecord: AnchorRecord | null = null;
  /** The time anchor cannot be kept. */
  diskFull = false;
  /** Nobody has it. */
  gone = false;
  /** No road reaches this tablet. */
  dark = false;

  constructor(
    private readonly parts: {
      world: FakeWorld;
      network: FakeNetwork;
      domain: Domain;
      keys: DeviceKeys;
      lineage: readonly string[];
      epochMs: number;
      random: () => number;
      pictures?: Pictures;
      /** The highest protocol its build speaks; left out = the present one. */
      protocol?: number;
    },
    store = new MemoryTerminalStore(parts.lineage),
  ) {
    this.store = store;
    this.signer = new TestSigner(parts.keys);
    this.sealed = new TestSealedJournal(parts.keys.id, () => this.store.allRecords());
    this.clock = new FakeClock(parts.world, parts.epochMs);
    this.timer = new FakeTimer(parts.world);
    this.session = this.program();
  }

  get keys(): DeviceKeys {
    return this.parts.keys;
  }

  /** The highest its build speaks. */
  get protocol(): number {
    return this.parts.protocol ?? PROTOCOL_VERSION;
  }

  get identity(): TerminalIdentity {
    const { keys, lineage } = this.parts;
    return { device: keys.id, branch: lineage[0] ?? '', lineage, appVersion: '1' };
  }

  private program(): TerminalSession {
    const { protocol } = this;
    const { world, domain, random } = this.parts;
    this.timer = new FakeTimer(world);
    const alive = this.timer;
    return createTerminalSession({
      store: this.store,
      domain,
      clock: this.clock,
      timer: alive,
      signer: this.signer,
      verifier: testVerifier,
      hubKey: HUB_KEY,
      random,
      transport: this.road(),
      compressor: noCompressor,
      ...(this.parts.pictures === undefined ? {} : { pictures: this.parts.pictures }),
      protocol,
      identity: this.identity,
      anchors: {
        load: () => Promise.resolve(this.anchorRecord),
        save: (record) =>
          this.diskFull ? Promise.reject(new Error('no space')) : Promise.resolve(void (this.anchorRecord = record)),
      },
      onStatus: (status) => {
        this.statuses = [...this.statuses.slice(-20), status];
      },
      onRows: () => undefined,
    });
  }

  private road(): Transport {
    const transport = this.parts.network.transport();
    const nowhere: Connection = { send: () => undefined, close: () => undefined, buffered: () => 0 };
    return {
      connect: (events) => {
        if (!this.dark) return (this.connection = transport.connect(events));
        this.timer.after(20, () => events.closed('dark'));
        return nowhere;
      },
    };
  }

  /** The road ends without a word: this side notices by silence. */
  cut(): void {
    this.connection?.close();
  }

  /** Another tablet with this one's storage and keys, as a copied disk makes it. */
  twin(): FakeTerminal {
    const other = new FakeTerminal(this.parts, this.store.copy());
    other.anchorRecord = this.anchorRecord;
    other.sealed.heads.push(...this.sealed.heads);
    return other;
  }

  /** The tablet is gone for good, or until somebody finds it. */
  vanish(): void {
    this.die();
    this.gone = true;
  }

  /** Somebody brought it back, and opens the vault. */
  find(): Promise<void> {
    this.gone = false;
    return this.restart();
  }

  start(): Promise<void> {
    return this.session.start();
  }

  private die(): void {
    this.delivery = null;
    this.timer.kill();
    this.connection?.close();
    this.connection = null;
    this.clock.monoStart = this.parts.world.now;
  }

  /** kill -9 and a new start with the vault opened again: what was not stored is gone. */
  async restart(): Promise<void> {
    this.die();
    if (this.signer.vaultOpen) await this.closeSegment();
    this.session = this.program();
    await this.session.start();
  }

  get locked(): boolean {
    return this.delivery !== null;
  }

  /** The clerk locks the tablet: the segment is closed and signed, then the keys are gone. */
  async lock(): Promise<void> {
    await this.closeSegment();
    await this.session.stop();
    this.killLocked();
  }

  /** kill -9: the tablet comes back locked, with a segment nobody could sign. */
  killLocked(): void {
    this.die();
    const { world, random } = this.parts;
    this.timer = new FakeTimer(world);
    this.sealedWaiting = null;
    this.delivery = createSealedDelivery({
      journal: this.sealed,
      transport: this.road(),
      clock: this.clock,
      timer: this.timer,
      compressor: noCompressor,
      identity: this.identity,
      sign: (bytes) => this.signer.sign('delivery', bytes),
      random,
      onWaiting: (waiting) => {
        this.sealedWaiting = waiting;
      },
    });
    this.delivery.start();
  }

  /** A clerk opens the vault again: what was left open is closed and signed first. */
  unlock(): Promise<void> {
    return this.restart();
  }

  private async closeSegment(): Promise<void> {
    const last = this.store.allRecords().at(-1);
    if (last === undefined || last.seq <= (this.sealed.heads.at(-1)?.lastSeq ?? 0)) return;
    const signature = await this.signer.sign('vault', headBytes(this.parts.keys.id, last.seq, last.hash));
    this.sealed.heads.push({ lastSeq: last.seq, signature });
  }
}

export const draft = (
  command: string,
  payload: CaptureDraft['payload'],
  over: Partial<CaptureDraft> = {},
): CaptureDraft => ({
  command,
  payload,
  payloadVersion: 1,
  basis: 'advice',
  businessDate: '2026-11-09',
  offline: true,
  maker: '35010201001',
  checker: null,
  approval: null,
  lease: null,
  replaces: null,
  ...over,
});
