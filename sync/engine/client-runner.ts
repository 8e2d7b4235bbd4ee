import { unreachable } from '../../shared/kernel/assert.ts';
import { helloBytes, packBatch, readOutcome } from '../protocol/signed.ts';
import type * as M from '../protocol/messages.ts';
import { INQUIRE_MAX, marksOf } from '../protocol/marks.ts';
import { PROTOCOL_EVIDENCE, PROTOCOL_FLOW, PROTOCOL_LIVE } from '../protocol/version.ts';
import { AfterMoney } from './after-money.ts';
import type { ChangeBatch, Receipt } from './ports.ts';
import { PullLane, samePosition } from './pull-lane.ts';
import { PushLane } from './push-lane.ts';
import type { Replica } from './replica.ts';
import { step, type SessionEffect, type SessionEvent, type SessionState } from './session-step.ts';
import type { TerminalDeps } from './terminal-api.ts';
import { StorageFull } from './store-faults.ts';
import { Wire, type WireEvents } from './wire.ts';

/** Performs what the session step asks for and carries messages between the wire, the lanes and the replica. */

const PING_AFTER_MS = 15_000;
const SILENT_AFTER_MS = 45_000;
const PULL_MS_MAX = 60_000;
/** So long the rows of an own entry may be away after its receipt before they are asked for. */
const OWED_MS_MAX = 2_000;
/** A branch that recovers is asked so often whether it has everything again. */
const RECOVERING_MS = 60_000;

export interface RunnerEvents {
  hubTime(hubTime: number, roundTripMs: number): void;
  receipts(news: readonly Receipt[]): void;
  /** Rows of the own branch are those of the hub as of now. */
  upToDate(): void;
  /** When those rows were last known to be; null = never. */
  dataAt(): number | null;
  /** Something the status shows has changed. */
  changed(): void;
}

export class ClientRunner {
  state: SessionState = { phase: 'offline' };
  lastAnswerMono: number | null = null;
  nextTryMono: number | null = null;
  mayPull = false;
  recovering = false;
  readonly push: PushLane;
  readonly pull: PullLane;
  private readonly wire: Wire;
  private cancelWait: () => void = () => undefined;
  private pumping: Promise<void> = Promise.resolve();
  /** Connections made so far, and the one whose lanes know where it begins: before that nothing is sent on it. */
  private connection = 0;
  private begun = 0;
  private greetedMono = 0;
  private openedWith: 'vault' | 'delivery' = 'delivery';
  private pingedMono: number | null = null;
  /** Both ends of the present connection know rows that come unasked. */
  private livesHere = false;
  /** Both know pages that follow one another. */
  private flowsHere = false;
  private readonly afterMoney: AfterMoney;
  private evidenceHere = false;
  /** The newest version that a receipt named and whose rows have not come, and since when. */
  private owed: { readonly version: number; readonly sinceMono: number } | null = null;

  constructor(
    private readonly deps: TerminalDeps,
    private readonly replica: Replica,
    private readonly events: RunnerEvents,
  ) {
    const { store, signer, identity } = deps;
    this.push = new PushLane({ device: identity.device, store, signer, mono: () => deps.clock.mono() });
    this.pull = new PullLane(store, identity.lineage, () => deps.clock.mono());
    this.afterMoney = new AfterMoney(deps, replica, events);
    const wired: WireEvents = {
      opened: () => this.on({ type: 'opened' }),
      message: (message) => this.message(message),
      unreadable: () => this.on({ type: 'silent' }),
      closed: () => this.on({ type: 'closed' }),
      failed: (failure) => this.failed(failure),
    };
    const kinds = (table: string) => deps.domain.kindsOf(table);
    this.wire = new Wire(deps.transport, deps.compressor, wired, kinds, deps.protocol);
  }

  on(event: SessionEvent): void {
    const { state, effects } = step(this.state, event, this.deps.random());
    this.state = state;
    for (const effect of effects) this.perform(effect);
    this.events.changed();
  }

  get connected(): boolean {
    return this.state.phase === 'catching_up' || this.state.phase === 'live';
  }

  private perform(effect: SessionEffect): void {
    switch (effect.do) {
      case 'connect':
        this.connection += 1;
        return this.wire.connect();
      case 'disconnect':
        return this.wire.disconnect();
      case 'greet':
        return this.go(() => this.greet(effect.challenge));
      case 'catch_up':
        return this.go(() => this.catchUp(effect.welcome));
      case 'wait':
        return this.wait(effect.ms);
      case 'stop_waiting':
        return this.wait(null);
      default:
        return unreachable(effect);
    }
  }

  private wait(ms: number | null): void {
    this.cancelWait();
    this.nextTryMono = ms === null || this.state.phase !== 'backing_off' ? null : this.deps.clock.mono() + ms;
    this.cancelWait = ms === null ? () => undefined : this.deps.timer.after(ms, () => this.on({ type: 'timer' }));
  }

  private go(work: () => Promise<void>): void {
    work().catch((failure: unknown) => this.failed(failure));
  }

  /** A defect stops the engine, the journal stays as it is. A full disk only ends this line: room may be made. */
  private failed(failure: unknown): void {
    this.on({ type: failure instanceof StorageFull ? 'silent' : 'bug' });
  }

  private async greet(challenge: M.Challenge): Promise<void> {
    const { identity, signer } = this.deps;
    this.greetedMono = this.deps.clock.mono();
    this.openedWith = signer.vaultOpen ? 'vault' : 'delivery';
    const spoken = Math.min(challenge.protocol, this.wire.protocol);
    this.livesHere = spoken >= PROTOCOL_LIVE;
    this.flowsHere = spoken >= PROTOCOL_FLOW;
    this.evidenceHere = spoken >= PROTOCOL_EVIDENCE;
    this.owed = null;
    const { connection } = this;
    const { head, claims } = await this.replica.standing();
    const body = {
      protocol: this.wire.protocol,
      device: identity.device,
      branch: identity.branch,
      appVersion: identity.appVersion,
      signedWith: this.openedWith,
      headSeq: head.seq,
      headHash: head.hash,
      claims,
    };
    const signature = await signer.sign(this.openedWith, helloBytes(challenge.nonce, body));
    if (connection === this.connection) await this.wire.send({ type: 'hello', ...body, signature });
  }

  private async catchUp(welcome: M.Welcome): Promise<void> {
    this.heard(welcome.hubTime, this.deps.clock.mono() - this.greetedMono);
    this.mayPull = welcome.mayPull;
    this.recovering = welcome.recovering;
    this.replica.isRecovering = welcome.recovering;
    const { connection } = this;
    const own = welcome.tokens.find((token) => token.branch === this.deps.identity.branch) ?? null;
    await this.replica.markForgotten({ ...welcome, own, isVault: this.openedWith === 'vault' });
    if (connection !== this.connection) return;
    this.replica.archivedSeq = welcome.archivedSeq;
    const { firstSeq, recordedUpTo, held, unsigned } = this.replica.unanswered();
    const signUpTo =
      this.openedWith === 'vault' && welcome.signedSeq < welcome.receivedSeq ? welcome.receivedSeq : null;
    const early = [...this.replica.pending.values()].filter(
      (one) => one.receipt === null && this.deps.domain.isPriority(one.entry.command),
    );
    // A restored hub is shown the last entry it says it has: another one under that seq is a copy's.
    const probe = this.replica.isOfOldLife
      ? Math.max(1, Math.min(welcome.receivedSeq, this.replica.head.seq))
      : Infinity;
    // What it has signed up to there is another tablet's, a copy: this one's own is signed by pushing it again.
    const mine = this.openedWith === 'vault' && unsigned <= welcome.signedSeq ? unsigned : Infinity;
    const from = Math.min(firstSeq, welcome.receivedSeq + 1, probe, mine);
    this.push.begin({ firstSeq: from, recordedUpTo, signUpTo, early });
    this.pull.begin(welcome.mayPull ? this.deps.identity.lineage : [], this.flowsHere);
    this.afterMoney.begin(welcome.mayPull && this.evidenceHere ? (own?.epoch ?? null) : null);
    this.begun = connection;
    for (let at = 0; at < held.length; at += INQUIRE_MAX) await this.inquire(held.slice(at, at + INQUIRE_MAX));
    this.pump();
  }

  async inquire(seqs: readonly number[]): Promise<void> {
    const asked = this.connected ? await this.deps.store.records(seqs) : [];
    if (!this.connected || asked.length === 0) return;
    const marks = marksOf(asked.map((one) => one.hash));
    this.push.asked(await this.wire.send({ type: 'inquire', seqs: asked.map((one) => one.seq), marks }));
  }

  /** Sends whatever may be sent now. Runs one at a time. */
  pump(): void {
    this.pumping = this.pumping.then(() => this.pumpOnce()).catch((failure: unknown) => this.failed(failure));
  }

  private async pumpOnce(): Promise<void> {
    if (this.begun !== this.connection) return;
    while (this.connected) {
      const push = await this.push.next(this.wire.buffered);
      if (push === null || !this.connected) break;
      this.push.asked(await this.wire.send(push));
    }
    while (this.connected) {
      const pull = await this.pull.next(this.replica.tokens);
      if (pull === null || !this.connected) break;
      await this.wire.send(pull);
    }
    if (this.state.phase === 'catching_up' && this.pull.idle) this.on({ type: 'caught_up' });
    await this.pumpEvidence();
  }

  /** After all money: every entry is received, and nothing is asked for. */
  private async pumpEvidence(): Promise<void> {
    const { push, pull, replica } = this;
    if (this.state.phase !== 'live' || !pull.idle || push.overdueAt !== null) return;
    if (replica.receivedSeq < replica.head.seq) return;
    const piece = await this.afterMoney.next(push.meter.bytesPerSecond);
    if (piece !== null && this.connected) await this.wire.send(piece);
  }

  private heard(hubTime: number, roundTripMs: number): void {
    this.lastAnswerMono = this.deps.clock.mono();
    this.events.hubTime(hubTime, roundTripMs);
  }

  private async message(received: M.SyncMessage): Promise<void> {
    const message = received as M.HubMessage;
    this.lastAnswerMono = this.deps.clock.mono();
    switch (message.type) {
      case 'challenge':
        return this.on({ type: 'challenge', challenge: message });
      case 'welcome':
        return this.on({ type: 'welcome', welcome: message });
      case 'goodbye':
        return this.on({ type: 'goodbye', reason: message.reason });
      case 'pong':
        this.pingedMono = null;
        return this.heard(message.hubTime, this.deps.clock.mono() - message.mono);
      case 'poke':
        this.pull.want(message.branch);
        break;
      case 'outcome':
        await this.outcome(message);
        break;
      case 'changes':
        await this.changes(message);
        break;
      case 'live':
        await this.live(message);
        break;
      case 'evidence_at':
      case 'vouch_asked':
        await this.afterMoney.answered(message);
        break;
      case 'resync':
        if (this.pull.awaits(message.branch, 'behind')) this.pull.restartSnapshot(message.branch);
        else if (!this.pull.awaits(message.branch, 'changes')) break;
        // Restored under this connection: greeting again tells where it stands now, and what to give it again.
        if (this.state.phase === 'live' || message.receivedSeq < this.replica.receivedSeq) return this.again();
        this.pull.startAgain(message.branch);
        this.on({ type: 'behind' });
        break;
      case 'page':
        await this.paged(message);
        // Kept or of no use here: the next one may come.
        if (this.flowsHere && this.connected) await this.wire.send({ type: 'taken', pages: 1 });
        break;
      default:
        return this.on({ type: 'silent' });
    }
    this.pump();
  }

  private async outcome(message: M.Outcome): Promise<void> {
    this.push.answered();
    const { identity, verifier, hubKey } = this.deps;
    const outcome = readOutcome(message.signed);
    const genuine =
      outcome !== null &&
      outcome.device === identity.device &&
      (await verifier.verify(hubKey, message.signature, message.signed));
    if (!genuine) {
      this.wire.plainNext();
      return this.on({ type: 'silent' });
    }
    const { receipts, epoch } = outcome;
    const { receivedSeq } = message;
    const news = await this.replica.receipts(packBatch(message), { receipts, epoch, receivedSeq });
    this.replica.archivedSeq = message.archivedSeq;
    if (this.mayPull && this.replica.isBehind(news)) this.lacksRows(news);
    this.events.receipts(news);
    this.events.changed();
    const isCopied = receipts.some(
      (one) => one.verdict === 'held' && (one.code === 'fork' || one.code === 'broken_chain'),
    );
    if (isCopied && (await this.replica.doubt())) this.again();
  }

  /** The hub sends the rows of an entry behind its receipt by itself; they are asked for when they do not come. */
  private lacksRows(news: readonly Receipt[]): void {
    if (!this.livesHere || this.replica.isOfOldLife) return this.pull.want(this.deps.identity.branch);
    const version = Math.max(this.owed?.version ?? 0, ...news.map((receipt) => receipt.version));
    this.owed = { version, sinceMono: this.owed?.sinceMono ?? this.deps.clock.mono() };
  }

  private async changes({ batch }: M.Changes): Promise<void> {
    const { branch } = batch.from;
    const isBehind = this.pull.awaits(branch, 'behind');
    if (!isBehind && !this.pull.awaits(branch, 'changes')) return;
    const joins = isBehind ? this.pull.joins(batch.from) : (await this.replica.changes(batch)) !== 'gap';
    this.pull.changed(branch, !joins || batch.more);
    if (!joins) return;
    if (isBehind) await this.behind(batch);
    await this.came(batch);
  }

  /** Rows nobody asked for. What does not join those in use, or is not all, is asked for. */
  private async live({ batch }: M.Live): Promise<void> {
    const taken = await this.replica.changes(batch);
    if (taken === 'gap' || batch.more) this.pull.want(batch.to.branch);
    if (taken === 'taken') await this.came(batch);
  }

  private async came(batch: ChangeBatch): Promise<void> {
    const { branch } = batch.to;
    if (branch === this.deps.identity.branch && batch.to.version >= (this.owed?.version ?? 0)) this.owed = null;
    this.deps.onRows([...new Set(batch.rows.map((row) => row.table))]);
    const isInUse = samePosition(this.replica.tokens.get(branch) ?? batch.from, batch.to);
    if (!batch.more && isInUse && branch === this.deps.identity.branch) {
      if (!this.recovering) await this.replica.trustAgain();
      this.events.upToDate();
    }
    this.events.changed();
  }

  private async behind(batch: ChangeBatch): Promise<void> {
    if (await this.replica.behindSnapshot(batch)) this.pull.swapped(batch.to.branch);
  }

  private async paged(message: M.Page): Promise<void> {
    const { branch } = message.page.token;
    if (!this.pull.awaits(branch, 'page')) return;
    if (!this.pull.joins(message.page.token) || this.replica.isUngreeted(message.page.token)) {
      // Only a new connection is sure to bring no more pages of the other snapshot, and greets the hub as it is now.
      this.pull.restartSnapshot(branch);
      return this.on({ type: 'silent' });
    }
    await this.replica.page(message.page);
    this.pull.paged(message);
    this.deps.onRows([message.page.table]);
    this.events.changed();
  }

  captured(seq: number): void {
    const record = this.replica.pending.get(seq);
    if (record !== undefined && this.deps.domain.isPriority(record.entry.command)) this.push.overtake(record);
    this.afterMoney.look();
    this.pump();
  }

  /** Once a second: is anything overdue, is it time for a sign of life, has the vault been opened since? */
  tick(): void {
    if (!this.connected) return;
    const now = this.deps.clock.mono();
    const asked = Math.min(this.pull.openSince ?? Infinity, this.afterMoney.openSince ?? Infinity);
    const overdue = (this.push.overdueAt ?? Infinity) <= now || asked + PULL_MS_MAX <= now;
    if (overdue || now - (this.lastAnswerMono ?? now) > SILENT_AFTER_MS) return this.on({ type: 'silent' });
    if (this.owed !== null && now - this.owed.sinceMono > OWED_MS_MAX) {
      this.owed = null;
      this.pull.want(this.deps.identity.branch);
    }
    if (this.openedWith === 'delivery' && this.deps.signer.vaultOpen) return this.again();
    const isIdle = this.state.phase === 'live' && this.push.overdueAt === null;
    if (this.recovering && isIdle && now - this.greetedMono > RECOVERING_MS) return this.again();
    if (now - (this.lastAnswerMono ?? now) > PING_AFTER_MS && this.pingedMono === null) this.ping();
    this.pump();
  }

  ping(): void {
    if (!this.connected) return;
    this.pingedMono = Math.round(this.deps.clock.mono());
    void this.wire.send({ type: 'ping', mono: this.pingedMono });
  }

  /** Greets again under the present key. */
  again(): void {
    this.on({ type: 'closed' });
    this.on({ type: 'nudge' });
  }

  async leave(): Promise<void> {
    if (this.connected) await this.wire.send({ type: 'goodbye', reason: 'leaving' });
    this.on({ type: 'stop' });
  }
}
