import { unreachable } from '../../shared/kernel/assert.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { Compressor } from '../protocol/codec.ts';
import { helloBytes, sealedBytes } from '../protocol/signed.ts';
import type { Challenge, HubMessage, Outcome, SealedPart, SyncMessage, Welcome } from '../protocol/messages.ts';
import { FIRST_METER, measured, timeoutMs, windowBytes, type LinkMeter } from './link-meter.ts';
import { step, type SessionEffect, type SessionEvent, type SessionState } from './session-step.ts';
import type { TerminalIdentity } from './terminal-api.ts';
import type { Clock, Timer, Transport } from './world.ts';
import { Wire } from './wire.ts';

/**
 * What a locked terminal can still do: hand over its journal as it lies. It knows no row, no hash and no receipt;
 * what became of the entries is asked at the next unlock. It ends by itself once the hub has everything.
 */

/** The journal at rest: nothing of it can be read without the vault or the hub's sealing key. */
export interface SealedJournal {
  /** Seq of the newest entry, 0 for an empty journal. */
  lastSeq(): Promise<number>;
  /**
   * What comes next behind `seq`: entries of one segment, or, when all of a closed segment are delivered and its
   * head goes beyond `signedSeq`, that head alone. null when nothing is left.
   */
  partAfter(seq: number, signedSeq: number, bytesMax: number): Promise<SealedPart | null>;
}
export interface SealedDeliveryDeps {
  readonly journal: SealedJournal;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly compressor: Compressor;
  readonly identity: TerminalIdentity;
  /** With the delivery key, the only one that lies open. */
  sign(bytes: Bytes): Promise<Bytes>;
  /** In [0, 1), for jitter. */
  random(): number;
  /** The hub has answered: so many entries it does not have yet. */
  onWaiting(waiting: number): void;
}
export interface SealedDelivery {
  start(): void;
  stop(): void;
  /** Try now instead of waiting for the next attempt. */
  nudge(): void;
  readonly phase: SessionState['phase'];
}

/** The first protocol that knows `sealed`. */
const PROTOCOL_NEEDED = 2;

class Delivery implements SealedDelivery {
  private state: SessionState = { phase: 'offline' };
  private readonly wire: Wire;
  private meter: LinkMeter = FIRST_METER;
  private asked: { readonly bytes: number; readonly at: number } | null = null;
  /** Sent up to here, and signed up to here, in this connection. */
  private sentSeq = 0;
  private signedSeq = 0;
  private cancelWait: () => void = () => undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly deps: SealedDeliveryDeps) {
    this.wire = new Wire(deps.transport, deps.compressor, {
      opened: () => this.on({ type: 'opened' }),
      message: (message) => this.message(message),
      unreadable: () => this.on({ type: 'silent' }),
      closed: () => this.on({ type: 'closed' }),
      failed: () => this.on({ type: 'bug' }),
    });
  }

  get phase(): SessionState['phase'] {
    return this.state.phase;
  }
  start(): void {
    this.on({ type: 'start' });
  }
  stop(): void {
    this.on({ type: 'stop' });
  }
  nudge(): void {
    if (this.state.phase === 'backing_off') this.on({ type: 'nudge' });
  }

  private on(event: SessionEvent): void {
    const { state, effects } = step(this.state, event, this.deps.random());
    this.state = state;
    for (const effect of effects) this.perform(effect);
  }

  private perform(effect: SessionEffect): void {
    switch (effect.do) {
      case 'connect':
        return this.wire.connect();
      case 'disconnect':
        this.wait(null);
        return this.wire.disconnect();
      case 'greet':
        return this.go(() => this.greet(effect.challenge));
      case 'catch_up':
        return this.go(() => this.welcomed(effect.welcome));
      case 'wait':
        return this.wait(effect.ms);
      case 'stop_waiting':
        return this.wait(null);
      default:
        return unreachable(effect);
    }
  }

  private wait(ms: number | null, event: SessionEvent = { type: 'timer' }): void {
    this.cancelWait();
    this.cancelWait = ms === null ? () => undefined : this.deps.timer.after(ms, () => this.on(event));
  }

  private go(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch(() => this.on({ type: 'bug' }));
  }

  private async greet(challenge: Challenge): Promise<void> {
    if (challenge.protocol < PROTOCOL_NEEDED) return this.on({ type: 'goodbye', reason: 'overloaded' });
    const { device, branch, appVersion } = this.deps.identity;
    const headSeq = await this.deps.journal.lastSeq();
    const signedWith = 'delivery' as const;
    // The chain's hash lies sealed: the hub reads it from the entries themselves.
    const chain = { headSeq, headHash: EMPTY_HASH, claims: [] };
    const body = { protocol: this.wire.protocol, device, branch, appVersion, signedWith, ...chain };
    const signature = await this.deps.sign(helloBytes(challenge.nonce, body));
    await this.wire.send({ type: 'hello', ...body, signature });
  }

  private async welcomed(welcome: Welcome): Promise<void> {
    this.sentSeq = welcome.receivedSeq;
    this.signedSeq = welcome.signedSeq;
    await this.next(welcome.receivedSeq);
  }

  private async message(received: SyncMessage): Promise<void> {
    const message = received as HubMessage;
    if (message.type === 'challenge') return this.on({ type: 'challenge', challenge: message });
    if (message.type === 'welcome') return this.on({ type: 'welcome', welcome: message });
    if (message.type === 'goodbye') return this.on({ type: 'goodbye', reason: message.reason });
    if (message.type === 'outcome') this.go(() => this.answered(message));
  }

  private async answered(outcome: Outcome): Promise<void> {
    const { asked } = this;
    if (asked === null || this.state.phase !== 'catching_up') return;
    this.asked = null;
    this.meter = measured(this.meter, { bytes: asked.bytes, ms: this.deps.clock.mono() - asked.at });
    await this.next(outcome.receivedSeq);
  }

  /** One part at a time, of about a second of uplink: what is cut off is not much. */
  private async next(receivedSeq: number): Promise<void> {
    const { journal } = this.deps;
    this.deps.onWaiting(Math.max(0, (await journal.lastSeq()) - receivedSeq));
    const part = await journal.partAfter(this.sentSeq, this.signedSeq, windowBytes(this.meter));
    if (this.state.phase !== 'catching_up') return;
    if (part !== null) return this.send(part);
    if (receivedSeq < this.sentSeq) return this.on({ type: 'silent' });
    await this.wire.send({ type: 'goodbye', reason: 'leaving' });
    this.on({ type: 'stop' });
  }

  private async send(part: SealedPart): Promise<void> {
    const lastSeq = part.firstSeq + part.entries.length - 1;
    this.sentSeq = Math.max(this.sentSeq, lastSeq);
    if (part.head !== null && part.head.lastSeq <= lastSeq) this.signedSeq = part.head.lastSeq;
    const signature = await this.deps.sign(sealedBytes(this.deps.identity.device, part));
    const bytes = await this.wire.send({ type: 'sealed', ...part, signature });
    this.asked = { bytes, at: this.deps.clock.mono() };
    if (this.state.phase === 'catching_up') this.wait(timeoutMs(this.meter, bytes), { type: 'silent' });
  }
}

/** Nothing runs before `start`. */
export const createSealedDelivery = (deps: SealedDeliveryDeps): SealedDelivery => new Delivery(deps);
