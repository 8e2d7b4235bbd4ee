import { createTerminalSession } from '../engine/terminal-session.ts';
import type { Domain } from '../engine/ports.ts';
import type { Connection } from '../engine/world.ts';
import type { AnchorRecord, CaptureDraft, SessionStatus, TerminalSession } from '../engine/terminal-api.ts';
import { HUB_KEY, noCompressor, TestSigner, testVerifier, type DeviceKeys } from './device-kit.ts';
import { FakeClock, FakeTimer, type FakeNetwork, type FakeWorld } from './fake-world.ts';
import { MemoryTerminalStore } from './memory-terminal-store.ts';

/** A terminal in the fake world: its storage and clocks outlive its program, which may be killed at any moment. */
export class FakeTerminal {
  readonly store: MemoryTerminalStore;
  readonly signer: TestSigner;
  readonly clock: FakeClock;
  session: TerminalSession;
  statuses: SessionStatus[] = [];
  private timer: FakeTimer;
  private connection: Connection | null = null;
  private anchorRecord: AnchorRecord | null = null;

  constructor(
    private readonly parts: {
      world: FakeWorld;
      network: FakeNetwork;
      domain: Domain;
      keys: DeviceKeys;
      lineage: readonly string[];
      epochMs: number;
      random: () => number;
    },
  ) {
    this.store = new MemoryTerminalStore(parts.lineage);
    this.signer = new TestSigner(parts.keys);
    this.clock = new FakeClock(parts.world, parts.epochMs);
    this.timer = new FakeTimer(parts.world);
    this.session = this.program();
  }

  private program(): TerminalSession {
    const { world, network, domain, keys, lineage, random } = this.parts;
    const transport = network.transport();
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
      transport: { connect: (events) => (this.connection = transport.connect(events)) },
      compressor: noCompressor,
      identity: { device: keys.id, branch: lineage[0] ?? '', lineage, appVersion: '1' },
      anchors: {
        load: () => Promise.resolve(this.anchorRecord),
        save: (record) => Promise.resolve(void (this.anchorRecord = record)),
      },
      onStatus: (status) => {
        this.statuses = [...this.statuses.slice(-20), status];
      },
      onRows: () => undefined,
    });
  }

  start(): Promise<void> {
    return this.session.start();
  }

  /** kill -9 and a new start: what was not stored is gone. */
  async restart(): Promise<void> {
    this.timer.kill();
    this.connection?.close();
    this.connection = null;
    this.clock.monoStart = this.parts.world.now;
    this.session = this.program();
    await this.session.start();
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
