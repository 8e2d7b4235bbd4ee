import { EMPTY_HASH, deviceRowId } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { Claim } from '../protocol/claim.ts';
import type { Welcome } from '../protocol/messages.ts';
import { Caution } from './caution.ts';
import { sumClaims, type Counted } from './claims.ts';
import { commandOf } from './command.ts';
import { draftEntry, linkEntry, type LinkInput } from './journal.ts';
import { keyText, loadReads, Overlay } from './judge.ts';
import type {
  AppendFault,
  ChangeBatch,
  Domain,
  FeedToken,
  JournalHead,
  JournalRecord,
  Receipt,
  Refusal,
  RowBody,
  RowChange,
  RowKey,
  SnapshotPage,
  TerminalStore,
} from './ports.ts';
import { rebase, type Effect } from './rebase.ts';
import { StorageFull } from './store-faults.ts';
import { effective, isFinal, mayReplace, settledBy } from './settle.ts';
import type { CaptureDone, CaptureDraft } from './terminal-api.ts';

/** A hello claims at least so many of the newest entries, and always those the hub has not received. */
const CLAIMED_MIN = 1000;
type Standing = Pick<Welcome, 'receivedSeq' | 'signedSeq' | 'recovering' | 'mayPull'>;
/** A life of the hub that has not said what it is called. */
const UNNAMED_LIFE = '';

/**
 * The terminal's journal and rows behind one queue: capturing, receipts and changes never interleave, so the
 * optimistic rows always equal confirmed rows + pending commands run again.
 */
export class Replica {
  head: JournalHead = { seq: 0, hash: EMPTY_HASH };
  readonly tokens = new Map<string, FeedToken>();
  readonly pending = new Map<number, JournalRecord>();
  /** Seqs whose receipt the hub has forgotten: it was restored. Settled entries among them are given again too. */
  readonly stale = new Set<number>();
  /** The life of the hub that spoke last: the epoch of the own branch. null before it said so. */
  private hubEpoch: string | null = null;
  private doubtedEpoch: string | null = null;
  /** Highest version of the receipts that renewed forgotten ones. */
  private renewedVersion = 0;
  receivedSeq = 0;
  archivedSeq = 0;
  private effects: ReadonlyMap<number, Effect> = new Map();
  private queue: Promise<unknown> = Promise.resolve();
  /** The branch of the hub that spoke last waits for other devices after a restore. */
  isRecovering = false;
  private readonly caution: Caution;

  constructor(
    private readonly store: TerminalStore,
    private readonly domain: Domain,
    private readonly branch: string,
  ) {
    this.caution = new Caution(store, domain);
  }

  serial<T>(work: () => Promise<T>): Promise<T> {
    const run = this.queue.then(work);
    this.queue = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  async load(): Promise<void> {
    const state = await this.store.load();
    this.head = state.head;
    this.receivedSeq = state.receivedSeq;
    this.archivedSeq = state.archivedSeq;
    await this.caution.load();
    for (const token of state.tokens) this.tokens.set(token.branch, token);
    for (const record of await this.store.records(state.pending)) this.pending.set(record.seq, record);
    if (state.isOverlayLost) await this.overlayAgain(null).catch(StorageFull.wait);
  }

  /** The head of the journal, and the sums of the newest entries up to it. */
  standing(): Promise<{ readonly head: JournalHead; readonly claims: readonly Claim[] }> {
    return this.serial(async () => {
      const entries: Counted[] = [];
      for (let after = Math.max(0, Math.min(this.receivedSeq, this.head.seq - CLAIMED_MIN)); after < this.head.seq;) {
        const records = await this.store.journalAfter(after, 500, 1_000_000);
        for (const { entry } of records)
          entries.push({ sigma: this.domain.sigma(commandOf(entry)), businessDate: entry.businessDate });
        after = records.at(-1)?.seq ?? this.head.seq;
      }
      return { head: this.head, claims: sumClaims(entries) };
    });
  }

  private async rowsFor(command: ReturnType<typeof commandOf>): Promise<Overlay> {
    const rows = new Overlay();
    await loadReads(this.domain, [command], rows, (keys) => this.store.rows(keys));
    return rows;
  }

  admit(draft: CaptureDraft, link: LinkInput): Promise<Result<null, Refusal>> {
    return this.serial(async () => {
      const command = commandOf(draftEntry(draft, { ...link, head: this.head }));
      return this.domain.admit(command, await this.rowsFor(command), null);
    });
  }

  /** @throws Bug when the command's own code fails; nothing was recorded then. */
  capture(draft: CaptureDraft, linkNow: () => LinkInput): Promise<Result<CaptureDone, Refusal | AppendFault>> {
    return this.serial(async () => {
      const entry = draftEntry(draft, { ...linkNow(), head: this.head });
      const command = commandOf(entry);
      const rows = await this.rowsFor(command);
      const admitted = this.domain.admit(command, rows, null);
      if (!admitted.ok) return admitted;
      const record = linkEntry(entry, this.head);
      // What a request does here before its verdict (it binds money, it pays nothing) is the business's own rule.
      const judgement = this.domain.apply(command, rows, null);
      const optimistic = [...judgement.rows, ...judgement.cases];
      const appended = await this.store.append(record, optimistic, this.head);
      if (!appended.ok) return err(appended.error);
      this.remember(record, { command, rows, optimistic });
      return ok({
        seq: record.seq,
        command: command.id,
        rowId: deviceRowId(entry.device, entry.seq),
        entry,
        judgement,
      });
    });
  }

  private remember(
    record: JournalRecord,
    done: { command: ReturnType<typeof commandOf>; rows: Overlay; optimistic: readonly RowChange[] },
  ): void {
    this.head = { seq: record.seq, hash: record.hash };
    this.pending.set(record.seq, record);
    // Worked out over rows of which something is kept back: the next overlay runs it over the rows themselves.
    if (!this.caution.isEmpty) return;
    const keys = new Set(this.domain.reads(done.command, done.rows).map((key) => keyText(key.table, key.id)));
    this.effects = new Map(this.effects).set(record.seq, { keys, rows: done.optimistic, broken: false });
  }

  /**
   * Of what the hub has received under this tablet's name, what this journal can have sent. The rest is a copy's: the
   * entry written here next has a number the hub knows, and must still go up, or nobody would see the fork.
   */
  private ownPart(receivedSeq: number): number {
    return Math.min(receivedSeq, this.head.seq);
  }

  private isNews(receipt: Receipt): boolean {
    const record = this.pending.get(receipt.seq);
    if (receipt.seq > this.head.seq) return false;
    const isStale = this.stale.has(receipt.seq);
    return record === undefined ? isStale && isFinal(receipt) : mayReplace(record.receipt, isStale);
  }

  /** Keeps a signed batch of the life `epoch` of the hub; answers the receipts that are news here. */
  receipts(
    signed: Uint8Array<ArrayBuffer>,
    said: { readonly receipts: readonly Receipt[]; readonly epoch: string; readonly receivedSeq: number },
  ): Promise<readonly Receipt[]> {
    return this.serial(async () => {
      this.spokenBy(said.epoch);
      const news = said.receipts.map(effective).filter((receipt) => this.isNews(receipt));
      this.receivedSeq = this.ownPart(said.receivedSeq);
      await this.store.saveReceipts(signed, news, this.receivedSeq);
      for (const receipt of news) {
        if (this.stale.delete(receipt.seq)) this.renewedVersion = Math.max(this.renewedVersion, receipt.version);
        const record = this.pending.get(receipt.seq);
        if (record === undefined) continue;
        if (receipt.verdict === 'rejected') this.pending.delete(receipt.seq);
        else this.pending.set(receipt.seq, { ...record, state: 'received', receipt });
      }
      await this.overlayAgain(null);
      return news;
    });
  }

  private spokenBy(epoch: string): void {
    if (epoch !== this.hubEpoch) this.renewedVersion = 0;
    this.hubEpoch = epoch;
  }

  /** The replica in use is of an earlier life of the hub: its version says nothing about receipts of this one. */
  get isOfOldLife(): boolean {
    const own = this.tokens.get(this.branch);
    return own !== undefined && this.hubEpoch !== null && own.epoch !== this.hubEpoch;
  }

  /** Rows of a life of the hub that this line has not greeted: what it forgot, and what is kept back, is not known yet. */
  isUngreeted(token: FeedToken): boolean {
    return token.branch === this.branch && this.hubEpoch !== null && token.epoch !== this.hubEpoch;
  }

  /**
   * The hub stands at `receivedSeq`: what it confirmed beyond that it has forgotten. A receipt that names a
   * version the branch has not reached is of an earlier life of the hub too, and so is each one kept while the
   * replica in use is. Stale until a new receipt comes; of settled entries those the hub has not judged again.
   * @param hub.own its position of the own branch; null when nothing may be pulled.
   */
  markForgotten(hub: Standing & { own: FeedToken | null; isVault: boolean }): Promise<void> {
    const { receivedSeq, signedSeq, own } = hub;
    // It has lost everything: whatever its life is called, the rows in use are of another.
    const isWithoutRows = hub.recovering && !hub.mayPull && hub.isVault;
    return this.serial(async () => {
      if (own !== null) this.spokenBy(own.epoch);
      else if (isWithoutRows && !this.isOfOldLife) this.spokenBy(UNNAMED_LIFE);
      const version = own?.version ?? Infinity;
      for (const record of this.pending.values()) {
        const ahead = isFinal(record.receipt) && record.receipt.version > version;
        const isForgotten = record.seq > receivedSeq || ahead || this.isOfOldLife;
        if (record.receipt !== null && isForgotten) this.stale.add(record.seq);
      }
      const isBehind = receivedSeq < this.receivedSeq;
      this.receivedSeq = this.ownPart(receivedSeq);
      if (this.isOfOldLife) await this.markSettled(Math.min(receivedSeq, signedSeq));
      else if (isBehind) await this.markSettled(receivedSeq);
    });
  }

  /**
   * After a restore the hub holds another entry under a seq of this journal: a tablet with a copy of it was there
   * first. How far the hub has received says nothing of this journal then, and all of it is given again.
   * @returns false when that is done already
   */
  doubt(): Promise<boolean> {
    return this.serial(async () => {
      if (!this.isOfOldLife || this.doubtedEpoch === this.hubEpoch) return false;
      this.doubtedEpoch = this.hubEpoch;
      await this.markSettled(0);
      return this.stale.size > 0;
    });
  }

  private async markSettled(judgedSeq: number): Promise<void> {
    for (let after = judgedSeq; after < this.head.seq;) {
      const records = await this.store.journalAfter(after, 500, 1_000_000);
      for (const { seq, receipt } of records) if (receipt !== null && !this.pending.has(seq)) this.stale.add(seq);
      after = records.at(-1)?.seq ?? this.head.seq;
    }
  }

  /**
   * Changes by whatever way they came: they may begin before the position here, for rows travel whole.
   * @returns `known` when they say nothing new, `gap` when something before them is missing here.
   */
  changes(batch: ChangeBatch): Promise<'taken' | 'known' | 'gap'> {
    return this.serial(async () => {
      const at = this.tokens.get(batch.to.branch);
      if (at?.epoch !== batch.from.epoch || at.version < batch.from.version) return 'gap';
      if (at.version === batch.from.version && at.commitId !== batch.from.commitId) return 'gap';
      if (at.version >= batch.to.version) return 'known';
      await this.overlayAgain({ ...batch, from: at });
      return 'taken';
    });
  }

  page(page: SnapshotPage): Promise<void> {
    return this.serial(() => this.store.saveSnapshotPage(page));
  }

  /**
   * Changes behind a snapshot. Its pages hold no row that moved while they were fetched, so it comes in use
   * only with the last of these: at one version, and nothing the old replica showed is ever missing. Of the own
   * branch it waits beside the old one until it holds all that this terminal gave again to a restored hub.
   * @returns whether it is in use.
   */
  behindSnapshot(batch: ChangeBatch): Promise<boolean> {
    return this.serial(async () => {
      await this.store.saveSnapshotChanges(batch);
      if (batch.more || !this.holdsAll(batch.to)) return false;
      await this.swapIn(batch.to);
      return true;
    });
  }

  private holdsAll(to: FeedToken): boolean {
    return to.branch !== this.branch || (this.stale.size === 0 && this.renewedVersion <= to.version);
  }

  /** The branch is known to have moved beyond the rows in use. */
  isBehind(news: readonly Receipt[]): boolean {
    const applied = this.tokens.get(this.branch)?.version ?? -1;
    return this.isOfOldLife ? news.length > 0 : news.some((receipt) => receipt.version > applied);
  }

  private async swapIn(to: FeedToken): Promise<void> {
    const { settled, pending } = this.leaving(to);
    const { effects, overlay } = await rebase(this.domain, {
      pending,
      before: new Map(),
      changed: [],
      confirmed: (keys) => this.store.snapshotRows(to.branch, keys),
    });
    const after = (keys: readonly RowKey[]) => this.store.snapshotRows(to.branch, keys);
    if (to.branch === this.branch && this.isRecovering && this.isOfOldLife)
      await this.caution.measure(to.branch, after, overlay);
    await this.store.swapSnapshot(to.branch, settled, await this.caution.over(overlay, after));
    this.applied(to, settled, effects);
  }

  /** What leaves pending when the branch of `to` stands there, and what stays, in order. */
  private leaving(to: FeedToken): { settled: readonly number[]; pending: readonly JournalRecord[] } {
    const applied = to.branch === this.branch ? to.version : (this.tokens.get(this.branch)?.version ?? 0);
    const isOld = this.isOfOldLife && (to.branch !== this.branch || to.epoch !== this.hubEpoch);
    const settled = isOld ? [] : settledBy([...this.pending.values()], applied, this.stale);
    const gone = new Set(settled);
    const pending = [...this.pending.values()].filter((record) => !gone.has(record.seq)).sort((a, b) => a.seq - b.seq);
    return { settled, pending };
  }

  private applied(to: FeedToken, settled: readonly number[], effects: ReadonlyMap<number, Effect>): void {
    this.effects = effects;
    this.tokens.set(to.branch, to);
    for (const seq of settled) this.pending.delete(seq);
  }

  /** One transaction: new confirmed rows, entries whose version is applied leave pending, the rest is run again. */
  private async overlayAgain(batch: ChangeBatch | null): Promise<void> {
    const own = this.tokens.get(this.branch);
    const at = batch ?? (own === undefined ? null : { from: own, to: own, rows: [], more: false });
    if (at === null) return;
    const { settled, pending } = this.leaving(at.to);
    const changed = new Map(at.rows.map((row) => [keyText(row.table, row.id), row]));
    const input = {
      pending,
      before: this.effects,
      changed: at.rows,
      confirmed: (keys: readonly RowKey[]) => this.confirmed(keys, changed),
    };
    const { effects, overlay } = await rebase(this.domain, input);
    await this.store.applyChanges(at, settled, await this.caution.over(overlay, input.confirmed));
    this.applied(at.to, settled, effects);
  }

  private async confirmed(
    keys: readonly RowKey[],
    changed: ReadonlyMap<string, RowChange>,
  ): Promise<ReadonlyMap<string, RowBody>> {
    const out = new Map(await this.store.rows(keys, true));
    for (const key of keys) {
      const text = keyText(key.table, key.id);
      const change = changed.get(text);
      if (change === undefined) continue;
      if (change.body === null) out.delete(text);
      else out.set(text, change.body);
    }
    return out;
  }

  /** The hub has everything again that its branch once had: nothing is kept back any more. */
  trustAgain(): Promise<void> {
    return this.serial(async () => {
      if (await this.caution.drop()) await this.overlayAgain(null);
    });
  }

  /** Pending entries whose own code fails here: shown without effect until a person repairs it. */
  broken(): readonly number[] {
    return [...this.effects].filter(([seq, effect]) => effect.broken && this.pending.has(seq)).map(([seq]) => seq);
  }

  record(seq: number): Promise<JournalRecord | null> {
    const known = this.pending.get(seq);
    if (known !== undefined) return Promise.resolve(known);
    return this.store.records([seq]).then(([record]) => record ?? null);
  }

  /** An abandon or a replacing advice for this request was captured. */
  async isReplaced(seq: number): Promise<boolean> {
    for (let after = seq; after < this.head.seq;) {
      const records = await this.store.journalAfter(after, 500, 1_000_000);
      if (records.some((record) => record.entry.replaces === seq)) return true;
      after = records.at(-1)?.seq ?? this.head.seq;
    }
    return false;
  }

  /** Lowest seq without a receipt, the highest whose receipt the hub may not know, those held, the lowest of them unsigned. */
  unanswered() {
    const open = [...this.pending.values()];
    const never = open.filter((record) => record.receipt === null).map((record) => record.seq);
    const without = [...never, ...this.stale];
    const held = open.filter(({ receipt }) => receipt !== null && !isFinal(receipt)).map((record) => record.seq);
    const firstSeq = without.length === 0 ? this.head.seq + 1 : Math.min(...without);
    const unsigned = open.filter(({ receipt }) => receipt?.verdict === 'held' && receipt.code === 'unsigned');
    const recordedUpTo = Math.max(firstSeq - 1, ...this.stale);
    return { firstSeq, recordedUpTo, held, unsigned: Math.min(...unsigned.map((record) => record.seq)) };
  }
}
