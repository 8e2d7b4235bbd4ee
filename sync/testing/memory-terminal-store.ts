import type { Withheld } from '../engine/withheld.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { equalBytes } from '../../shared/kernel/bytes.ts';
import { assert } from '../../shared/kernel/assert.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { keyText } from '../engine/judge.ts';
import { RowsBroken, StorageFull } from '../engine/store-faults.ts';
import type {
  AppendFault,
  ChangeBatch,
  FeedToken,
  JournalHead,
  JournalRecord,
  Receipt,
  RowBody,
  RowChange,
  RowKey,
  SnapshotPage,
  SnapshotPosition,
  TerminalState,
  TerminalStore,
} from '../engine/ports.ts';

/** A terminal's store in memory with the same promises as the one in the browser. For tests and the simulator. */

type Rows = Map<string, RowBody>;
interface Snapshot {
  token: FeedToken;
  readonly rows: Rows;
  position: string | null;
}
const clone = <T>(value: T): T => structuredClone(value);
const sameToken = (a: FeedToken, b: FeedToken): boolean =>
  a.epoch === b.epoch && a.version === b.version && a.commitId === b.commitId;

function putAll(rows: Rows, changes: readonly RowChange[]): void {
  for (const { table, id, body } of changes)
    if (body === null) rows.delete(keyText(table, id));
    else rows.set(keyText(table, id), clone(body));
}

export class MemoryTerminalStore implements TerminalStore {
  private readonly journal: JournalRecord[] = [];
  private readonly pending = new Set<number>();
  private readonly confirmed = new Map<string, Rows>();
  private overlay = new Map<string, RowBody | null>();
  private readonly tokens = new Map<string, FeedToken>();
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly batches: { readonly signed: Bytes; readonly seqs: readonly number[] }[] = [];
  private receivedSeq = 0;
  private kept: readonly Withheld[] = [];
  /** The next append answers this. */
  fault: AppendFault | null = null;
  /** Nothing more can be written. */
  full = false;

  private willLoseOverlay = false;
  private isOverlayLost = false;
  /** Rows that are out of reach, by the branch whose copy is damaged. */
  private readonly torn = new Map<string, Set<string>>();

  /** @param lineage the branch and its ancestors, nearest first: a nearer row hides the same row further up. */
  constructor(private readonly lineage: readonly string[]) {}

  /** The same storage on another tablet, byte for byte. */
  copy(): MemoryTerminalStore {
    const twin = new MemoryTerminalStore(this.lineage);
    twin.journal.push(...clone(this.journal));
    for (const seq of this.pending) twin.pending.add(seq);
    for (const [branch, rows] of this.confirmed) twin.confirmed.set(branch, clone(rows));
    for (const [branch, token] of this.tokens) twin.tokens.set(branch, clone(token));
    for (const [branch, snapshot] of this.snapshots) twin.snapshots.set(branch, clone(snapshot));
    twin.batches.push(...clone(this.batches));
    for (const [branch, keys] of this.torn) twin.torn.set(branch, new Set(keys));
    twin.overlay = clone(this.overlay);
    twin.kept = clone(this.kept);
    twin.willLoseOverlay = this.willLoseOverlay;
    twin.isOverlayLost = this.isOverlayLost;
    twin.receivedSeq = this.receivedSeq;
    return twin;
  }

  /** Confirmed rows that `which` names can be read no more, as on a damaged page. */
  tear(branch: string, which: (key: string) => boolean): void {
    const rows = this.confirmed.get(branch);
    const gone = [...(rows?.keys() ?? [])].filter(which);
    this.torn.set(branch, new Set([...(this.torn.get(branch) ?? []), ...gone]));
    for (const key of gone) rows?.delete(key);
  }

  /** The optimistic rows are damaged: the program that opens this storage next cannot read them. */
  loseOverlay(): void {
    this.willLoseOverlay = true;
  }

  isBroken(branch: string): boolean {
    return this.torn.has(branch);
  }

  private head(): JournalHead {
    const last = this.journal.at(-1);
    return last === undefined ? { seq: 0, hash: EMPTY_HASH } : { seq: last.seq, hash: last.hash };
  }

  idsOf(table: string, ahead?: string): Promise<readonly string[]> {
    const rowsOf = (branch: string) =>
      branch === ahead ? this.snapshots.get(branch)?.rows : this.confirmed.get(branch);
    const keys = this.lineage.flatMap((branch) => [...(rowsOf(branch)?.keys() ?? [])]);
    const all = new Set([...keys, ...this.overlay.keys()]);
    return Promise.resolve(
      [...all].filter((key) => key.startsWith(`${table}:`)).map((key) => key.slice(table.length + 1)),
    );
  }

  withheld(): Promise<readonly Withheld[]> {
    return Promise.resolve(this.kept);
  }

  saveWithheld(kept: readonly Withheld[]): Promise<void> {
    this.kept = clone(kept);
    return Promise.resolve();
  }

  load(): Promise<TerminalState> {
    if (this.willLoseOverlay) {
      [this.willLoseOverlay, this.isOverlayLost] = [false, true];
      this.overlay = new Map();
    }
    const pending = [...this.pending].sort((a, b) => a - b);
    return Promise.resolve(
      clone({
        head: this.head(),
        receivedSeq: this.receivedSeq,
        archivedSeq: 0,
        tokens: [...this.tokens.values()],
        pending,
        isOverlayLost: this.isOverlayLost,
      }),
    );
  }

  append(
    record: JournalRecord,
    optimistic: readonly RowChange[],
    previous: JournalHead,
  ): Promise<Result<null, AppendFault>> {
    const head = this.head();
    if (this.full) return Promise.resolve(err('storage_full'));
    if (this.fault !== null) return Promise.resolve(err(this.fault));
    if (head.seq !== previous.seq || !equalBytes(head.hash, previous.hash) || record.seq !== head.seq + 1)
      return Promise.resolve(err('head_moved'));
    this.journal.push(clone(record));
    this.pending.add(record.seq);
    for (const row of optimistic) this.overlay.set(keyText(row.table, row.id), clone(row.body));
    return Promise.resolve(ok(null));
  }

  journalAfter(afterSeq: number, countMax: number, bytesMax: number): Promise<readonly JournalRecord[]> {
    const out: JournalRecord[] = [];
    let bytes = 0;
    for (const record of this.journal.slice(afterSeq)) {
      bytes += record.canonical.length;
      if (out.length >= countMax || (out.length > 0 && bytes > bytesMax)) break;
      out.push(record);
    }
    return Promise.resolve(clone(out));
  }

  records(seqs: readonly number[]): Promise<readonly JournalRecord[]> {
    return Promise.resolve(clone(seqs.flatMap((seq) => this.journal[seq - 1] ?? [])));
  }

  saveReceipts(signed: Bytes, receipts: readonly Receipt[], receivedSeq: number): Promise<void> {
    if (this.full) return Promise.reject(new StorageFull());
    this.batches.push({ signed: clone(signed), seqs: receipts.map((receipt) => receipt.seq) });
    this.receivedSeq = receivedSeq;
    for (const receipt of receipts) {
      const record = this.journal[receipt.seq - 1];
      if (record === undefined) continue;
      this.journal[receipt.seq - 1] = {
        ...record,
        state: record.state === 'settled' ? 'settled' : 'received',
        receipt: clone(receipt),
      };
      if (receipt.verdict === 'rejected') this.settle(receipt.seq);
    }
    return Promise.resolve();
  }

  signedBatches(fromSeq: number, toSeq: number): Promise<readonly Bytes[]> {
    const found = this.batches.filter((batch) => batch.seqs.some((seq) => seq >= fromSeq && seq <= toSeq));
    return Promise.resolve(found.map((batch) => clone(batch.signed)));
  }

  private settle(seq: number): void {
    this.pending.delete(seq);
    const record = this.journal[seq - 1];
    if (record !== undefined) this.journal[seq - 1] = { ...record, state: 'settled' };
  }

  rows(keys: readonly RowKey[], confirmed = false): Promise<ReadonlyMap<string, RowBody>> {
    if (this.isOverlayLost && !confirmed) return Promise.reject(new RowsBroken());
    const out = new Map<string, RowBody>();
    for (const key of keys) {
      const text = keyText(key.table, key.id);
      const above = confirmed ? undefined : this.overlay.get(text);
      if (above === undefined && !confirmed && this.isTorn(text)) return Promise.reject(new RowsBroken());
      const body = above === undefined ? this.lookup(text) : above;
      if (body !== null) out.set(text, clone(body));
    }
    return Promise.resolve(out);
  }

  /** A row as a clerk sees it, or nothing where it is not there or cannot be read. */
  async seen(table: string, id: string): Promise<RowBody | null> {
    if (this.isOverlayLost || this.isTorn(keyText(table, id))) return null;
    return (await this.rows([{ table, id }])).get(keyText(table, id)) ?? null;
  }

  private isTorn(text: string): boolean {
    return [...this.torn].some(([branch, keys]) => keys.has(text) && this.rowsOf(branch)?.has(text) !== true);
  }

  /** A first load is in use page by page. */
  private rowsOf(branch: string): Rows | undefined {
    return this.confirmed.get(branch) ?? this.snapshots.get(branch)?.rows;
  }

  private lookup(text: string, ahead: string | null = null): RowBody | null {
    for (const branch of this.lineage) {
      const rows = branch === ahead ? this.snapshots.get(branch)?.rows : this.rowsOf(branch);
      const body = rows?.get(text);
      if (body !== undefined) return body;
    }
    return null;
  }

  applyChanges(batch: ChangeBatch, settled: readonly number[], overlay: readonly RowChange[]): Promise<void> {
    if (this.full) return Promise.reject(new StorageFull());
    const rows = this.confirmed.get(batch.to.branch) ?? new Map<string, RowBody>();
    putAll(rows, batch.rows);
    this.confirmed.set(batch.to.branch, rows);
    this.tokens.set(batch.to.branch, clone(batch.to));
    this.settleAll(settled, overlay);
    return Promise.resolve();
  }

  saveSnapshotPage(page: SnapshotPage): Promise<void> {
    if (this.full) return Promise.reject(new StorageFull());
    const { branch } = page.token;
    const begun = this.snapshots.get(branch);
    const goesOn = begun !== undefined && begun.position !== null && sameToken(begun.token, page.token);
    const rows = goesOn ? begun.rows : new Map<string, RowBody>();
    for (const row of page.rows) if (row.body !== null) rows.set(keyText(row.table, row.id), clone(row.body));
    this.snapshots.set(branch, { token: clone(page.token), rows, position: page.next });
    return Promise.resolve();
  }

  private wholeSnapshot(branch: string): Snapshot {
    const snapshot = this.snapshots.get(branch);
    assert(snapshot?.position === null, 'all pages of the snapshot are here');
    return snapshot;
  }

  saveSnapshotChanges(batch: ChangeBatch): Promise<void> {
    if (this.full) return Promise.reject(new StorageFull());
    const snapshot = this.wholeSnapshot(batch.to.branch);
    assert(sameToken(snapshot.token, batch.from), 'changes join the snapshot');
    putAll(snapshot.rows, batch.rows);
    snapshot.token = clone(batch.to);
    return Promise.resolve();
  }

  snapshotRows(branch: string, keys: readonly RowKey[]): Promise<ReadonlyMap<string, RowBody>> {
    const out = new Map<string, RowBody>();
    for (const { table, id } of keys) {
      const body = this.lookup(keyText(table, id), branch);
      if (body !== null) out.set(keyText(table, id), clone(body));
    }
    return Promise.resolve(out);
  }

  swapSnapshot(branch: string, settled: readonly number[], overlay: readonly RowChange[]): Promise<void> {
    if (this.full) return Promise.reject(new StorageFull());
    const snapshot = this.wholeSnapshot(branch);
    this.snapshots.delete(branch);
    this.confirmed.set(branch, snapshot.rows);
    this.torn.delete(branch);
    this.tokens.set(branch, snapshot.token);
    this.settleAll(settled, overlay);
    return Promise.resolve();
  }

  private settleAll(settled: readonly number[], overlay: readonly RowChange[]): void {
    this.isOverlayLost = false;
    for (const seq of settled) this.settle(seq);
    this.overlay = new Map(overlay.map((row) => [keyText(row.table, row.id), clone(row.body)]));
  }

  snapshotPosition(branch: string): Promise<SnapshotPosition | null> {
    const snapshot = this.snapshots.get(branch);
    return Promise.resolve(
      snapshot === undefined ? null : clone({ token: snapshot.token, position: snapshot.position }),
    );
  }

  /** Confirmed rows of a branch as the clerk's screens find them, for comparing with the hub. */
  replicaOf(branch: string): ReadonlyMap<string, RowBody> {
    return this.rowsOf(branch) ?? new Map();
  }

  tokenOf(branch: string): FeedToken | null {
    return this.tokens.get(branch) ?? null;
  }

  allRecords(): readonly JournalRecord[] {
    return this.journal;
  }

  pendingSeqs(): readonly number[] {
    return [...this.pending].sort((a, b) => a - b);
  }
}
