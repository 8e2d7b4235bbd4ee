import { err, type Result } from '../../shared/kernel/result.ts';
import { ClientRunner } from './client-runner.ts';
import type { LinkInput } from './journal.ts';
import type { Receipt, Refusal } from './ports.ts';
import { takeMail } from './mail.ts';
import { Replica } from './replica.ts';
import type {
  CaptureDone,
  CaptureDraft,
  CaptureFault,
  DownBody,
  MailTaken,
  RequestAnswer,
  SessionStatus,
  TerminalDeps,
  TerminalSession,
} from './terminal-api.ts';
import { anchor, openSegment, tick, trustedAt, type TimeState } from './trusted-time.ts';

/** The terminal's half of the engine as its worker sees it: capture, ask, watch. The work is done below. */

const ONLINE_MS = 60_000;
const FAILED_TRIES_MAX = 3;
const TICK_MS = 1000;
/** How long a posted verdict waits for its rows before it is shown without them. */
const ROWS_MS_MAX = 3000;
const ANCHOR_SAVE_MS = 5000;

type Waiter = (receipt: Receipt) => void;

class Session implements TerminalSession {
  private readonly replica: Replica;
  private readonly runner: ClientRunner;
  private time: TimeState;
  private dataAt: number | null = null;
  private anchorSavedAt = 0;
  private cancelTick: () => void = () => undefined;
  private toldOnline = false;
  private readonly waiters = new Map<number, Waiter[]>();

  constructor(private readonly deps: TerminalDeps) {
    this.replica = new Replica(deps.store, deps.domain, deps.identity.branch);
    this.time = openSegment(null, this.reading());
    this.runner = new ClientRunner(deps, this.replica, {
      hubTime: (hubTime, roundTripMs) => this.anchored(hubTime, roundTripMs),
      receipts: (news) => this.told(news),
      upToDate: () => {
        this.dataAt = this.now().at;
        this.keepAnchor();
      },
      dataAt: () => this.dataAt,
      changed: () => deps.onStatus(this.status()),
    });
  }

  private reading() {
    return { wall: this.deps.clock.wall(), mono: this.deps.clock.mono() };
  }

  async start(): Promise<void> {
    const kept = await this.deps.anchors.load();
    this.time = openSegment(kept, this.reading());
    this.dataAt = kept?.dataAt ?? null;
    await this.saveAnchor();
    await this.replica.load();
    this.runner.on({ type: 'start' });
    this.keepTicking();
  }

  async stop(): Promise<void> {
    this.cancelTick();
    await this.runner.leave();
    await this.saveAnchor();
  }

  nudge(): void {
    this.runner.on({ type: 'nudge' });
    this.runner.pump();
  }

  wake(): void {
    this.time = openSegment({ segment: this.time.segment, lastTrustedAt: this.now().at }, this.reading());
    if (this.runner.connected) this.runner.ping();
    else this.nudge();
  }

  private keepTicking(): void {
    this.cancelTick = this.deps.timer.after(TICK_MS, () => {
      this.look();
      this.runner.tick();
      this.tellOnline();
      if (this.deps.clock.mono() - this.anchorSavedAt > ANCHOR_SAVE_MS) this.keepAnchor();
      this.keepTicking();
    });
  }

  /** Compares the clocks; a jump opens a new segment, and the hub is asked at once. */
  private look(): void {
    const before = this.time.segment;
    this.time = tick(this.time, this.reading());
    if (this.time.segment !== before) this.runner.ping();
  }

  private anchored(hubTime: number, roundTripMs: number): void {
    this.time = anchor(tick(this.time, this.reading()), { hubTime, roundTripMs }, this.deps.clock.mono());
  }

  private saveAnchor(): Promise<void> {
    this.anchorSavedAt = this.deps.clock.mono();
    return this.deps.anchors.save({ segment: this.time.segment, lastTrustedAt: this.now().at, dataAt: this.dataAt });
  }

  /** Work goes on when it cannot be kept, as on a full disk: an older anchor trusts less, and the next beat tries again. */
  private keepAnchor(): void {
    void this.saveAnchor().catch(() => undefined);
  }

  now() {
    return { at: trustedAt(this.time, this.deps.clock.mono()), anchored: this.time.anchored };
  }

  private link(): LinkInput {
    this.look();
    const { wall, mono } = this.reading();
    return {
      identity: this.deps.identity,
      head: this.replica.head,
      time: this.time,
      wall,
      mono,
      replicaAsOf: this.dataAt,
    };
  }

  admit(draft: CaptureDraft) {
    return this.replica.admit(draft, this.link());
  }

  /** Who greeted with the vault open and may pull nothing meets a hub without rows; all others were stopped. */
  private isRebuilding(): boolean {
    const { connected, recovering, mayPull } = this.runner;
    return connected && recovering && !mayPull && this.deps.signer.vaultOpen;
  }

  /** Why a request cannot be offered now, or null. */
  private requestFault(): CaptureFault | null {
    if (this.isRebuilding()) return 'rebuilding';
    if (!this.runner.connected || !this.runner.mayPull || !this.status().online) return 'not_live';
    if (this.replica.receivedSeq < this.replica.head.seq) return 'earlier_unsent';
    return this.time.anchored ? null : 'unanchored';
  }

  async capture(draft: CaptureDraft): Promise<Result<CaptureDone, Refusal | CaptureFault>> {
    this.look();
    const fault = draft.basis === 'request' ? this.requestFault() : null;
    if (fault !== null) return err(fault);
    const done = await this.replica.capture(draft, () => this.link());
    if (!done.ok) return done;
    this.runner.captured(done.value.seq);
    this.deps.onRows([...new Set(done.value.judgement.rows.map((row) => row.table))]);
    this.deps.onStatus(this.status());
    return done;
  }

  private told(news: readonly Receipt[]): void {
    for (const receipt of news) {
      if (receipt.verdict === 'held') continue;
      for (const tell of this.waiters.get(receipt.seq) ?? []) tell(receipt);
      this.waiters.delete(receipt.seq);
    }
  }

  private verdictWithin(seq: number, ms: number): Promise<Receipt | null> {
    return new Promise((resolve) => {
      const cancel = this.deps.timer.after(ms, () => resolve(null));
      const tell: Waiter = (receipt) => {
        cancel();
        resolve(receipt);
      };
      this.waiters.set(seq, [...(this.waiters.get(seq) ?? []), tell]);
    });
  }

  /** A posted request is shown with its rows: they follow within moments. */
  private async untilApplied(seq: number): Promise<void> {
    for (let waited = 0; waited < ROWS_MS_MAX && this.replica.pending.has(seq); waited += 50) {
      await new Promise<void>((resolve) => {
        this.deps.timer.after(50, resolve);
      });
    }
  }

  private async say(seq: number, receipt: Receipt | null): Promise<RequestAnswer> {
    if (await this.replica.isReplaced(seq)) return { kind: 'replaced' };
    if (receipt === null) return { kind: 'unknown' };
    if (receipt.verdict === 'held') return { kind: 'held', receipt };
    if (receipt.verdict === 'rejected') return { kind: 'rejected', receipt };
    await this.untilApplied(seq);
    // Replaced while its rows were awaited: no longer payable.
    return (await this.replica.isReplaced(seq)) ? { kind: 'replaced' } : { kind: 'posted', receipt };
  }

  async answer(seq: number): Promise<RequestAnswer> {
    const record = await this.replica.record(seq);
    if (record === null) return { kind: 'unknown' };
    if (record.receipt !== null && !this.replica.stale.has(seq)) return this.say(seq, record.receipt);
    const left = (record.entry.deadline ?? 0) - this.now().at;
    return this.say(seq, left > 0 ? await this.verdictWithin(seq, left) : null);
  }

  standing() {
    const { firstSeq, held } = this.replica.unanswered();
    const { receivedSeq, tokens } = this.replica;
    return { receivedSeq, askFrom: Math.min(firstSeq, receivedSeq + 1, ...held), tokens: [...tokens.values()] };
  }

  async takeMail(mail: DownBody): Promise<MailTaken> {
    const { taken, news, tables, upTo } = await takeMail(this.deps, this.replica, mail);
    this.told(news);
    // Rows are as fresh as the hub's time in the file says, never as fresh as now.
    if (upTo !== null && upTo > (this.dataAt ?? 0)) {
      this.dataAt = upTo;
      this.keepAnchor();
    }
    this.deps.onRows(tables);
    this.deps.onStatus(this.status());
    return taken;
  }

  async inquire(seq: number): Promise<RequestAnswer> {
    const record = await this.replica.record(seq);
    if (record === null || record.receipt !== null) return this.say(seq, record?.receipt ?? null);
    const verdict = this.verdictWithin(seq, 10_000);
    await this.runner.inquire([seq]);
    return this.say(seq, await verdict);
  }

  /** An answer within 60 s, and since then not three tries in a row that reached nobody. */
  private isOnline(): boolean {
    const { state, lastAnswerMono } = this.runner;
    if (lastAnswerMono === null || this.deps.clock.mono() - lastAnswerMono > ONLINE_MS) return false;
    if (state.phase === 'connecting' || state.phase === 'backing_off') return state.attempt < FAILED_TRIES_MAX;
    return state.phase !== 'stopped';
  }

  /** Going offline is no event of the network: it is told when its time comes. */
  private tellOnline(): void {
    if (this.isOnline() !== this.toldOnline) this.deps.onStatus(this.status());
    this.toldOnline = this.isOnline();
  }

  status(): SessionStatus {
    const { state, lastAnswerMono, nextTryMono } = this.runner;
    const mono = this.deps.clock.mono();
    const trusted = this.now().at;
    const toTrusted = (at: number | null): number | null => (at === null ? null : trusted + Math.round(at - mono));
    const { head, receivedSeq, archivedSeq, pending } = this.replica;
    const oldest = pending.get(receivedSeq + 1);
    return {
      phase: state.phase,
      stopped: state.phase === 'stopped' ? state.reason : null,
      online: this.isOnline(),
      lastAnswerAt: toTrusted(lastAnswerMono),
      dataAt: this.dataAt,
      headSeq: head.seq,
      receivedSeq,
      archivedSeq,
      waiting: Math.max(0, head.seq - receivedSeq),
      oldestWaitingAt: oldest?.entry.capturedAt ?? null,
      unsettled: [...pending.keys()].filter((seq) => seq <= receivedSeq).length,
      broken: this.replica.broken(),
      bootstrap: this.runner.pull.bootstrap,
      nextTryAt: toTrusted(nextTryMono),
      anchored: this.time.anchored,
      recovering: this.runner.recovering,
      rebuilding: this.isRebuilding(),
    };
  }
}

/** Nothing runs before `start`. */
export const createTerminalSession = (deps: TerminalDeps): TerminalSession => new Session(deps);
