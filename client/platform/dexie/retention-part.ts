import { heldBecause } from '../../../shared/rules/retention.ts';
import type { HeldReason } from '../../../shared/tables/retention-report.ts';
import type { Instant } from '../../../shared/kernel/dates.ts';
import type { RowKey } from '../../../sync/index.ts';
import { EMPTY_REPLICA, type Replica } from './head.ts';
import type { JournalPart } from './journal-part.ts';
import type { ColumnBlock } from './replica-memory.ts';
import type { ReplicaPart } from './replica-part.ts';
import type { Body, PageRow } from './row-codec.ts';
import type { SnapshotPart } from './snapshot-part.ts';
import type { StoreCore } from './store-core.ts';
import type { Write } from './transact.ts';

/**
 * Lets go what the tablet no longer needs: the acknowledged journal after its days, once the hub says that it is
 * archived, and dated rows of the replica. Pictures of signatures stay until the hub says that they are archived (`picture-part.ts`).
 */
const LOOKED_AT = 256;
const ENTRIES_AT_ONCE = 5_000;
const BLOCK_ROWS = 4_096;

export interface JournalCut {
  readonly dropped: number;
  readonly kept: number;
  /** Up to which number they are gone. */
  readonly trimmedSeq: number;
  /** Older than the days and still here, and why the first of them may not go. */
  readonly held: number;
  readonly reason: HeldReason;
  /** Signatures that nobody else is known to have. */
  readonly pictures: number;
}

export class RetentionPart {
  constructor(
    private readonly core: StoreCore,
    private readonly replica: ReplicaPart,
    private readonly journal: JournalPart,
    private readonly snapshots: SnapshotPart,
  ) {}

  /** Its part of the store, as the store hands it on. */
  doors(): Pick<RetentionPart, 'cutJournal' | 'dropRows'> {
    return {
      cutJournal: (of) => this.cutJournal(of),
      dropRows: (branch, table, mayGo) => this.dropRows(branch, table, mayGo),
    };
  }

  /** @param archivedSeq what the hub says, in this connection, is in every backup it still offers. */
  async cutJournal(of: { readonly before: Instant; readonly archivedSeq: number }): Promise<JournalCut> {
    return this.core.exclusive(async () => {
      const { core } = this;
      const first = core.head.trimmedSeq + 1;
      const found = await this.lastToGo(first, of);
      const { upTo } = found;
      if (upTo >= first) {
        await core.commit({ trimmedSeq: upTo }, await this.goneUpTo(first, upTo));
        this.journal.forget(upTo);
      }
      const dropped = Math.max(0, upTo - first + 1);
      const { evidence } = core.db;
      const pictures = (await evidence.count()) - (await evidence.where('whole').aboveOrEqual('').count());
      const { seq, trimmedSeq } = core.head;
      return { dropped, kept: seq - trimmedSeq, trimmedSeq, held: found.held, reason: found.reason, pictures };
    });
  }

  private async lastToGo(first: number, of: { readonly before: Instant; readonly archivedSeq: number }) {
    let upTo = first - 1;
    let held = 0;
    let reason: HeldReason = 'none';
    // The last one that is safe stays: what is sent next, also to a hub restored to that point, stands on its hash.
    const last = Math.min(of.archivedSeq, this.core.head.receivedSeq) - 1;
    const end = Math.min(this.core.head.seq, first + ENTRIES_AT_ONCE - 1);
    for (let from = first; from <= end; from += LOOKED_AT) {
      const count = Math.min(LOOKED_AT, end - from + 1);
      for (const record of await this.journal.records(Array.from({ length: count }, (_, i) => from + i))) {
        // Captured times rise; what a clock put back was still written after its predecessors.
        if (record.entry.capturedAt >= of.before) return { upTo, held, reason };
        if (reason === 'none') reason = heldBecause(record, of.archivedSeq);
        if (reason !== 'none') held += 1;
        else if (record.seq <= last) upTo = record.seq;
      }
    }
    return { upTo, held, reason };
  }

  /** Entries, their receipts and print counts, and the segments and signed batches that lie wholly within. */
  private async goneUpTo(first: number, upTo: number): Promise<Write[]> {
    const { db } = this.core;
    const range = IDBKeyRange.bound(first, upTo);
    const segments = await db.segments.filter((one) => one.lastSeq !== null && one.lastSeq <= upTo).primaryKeys();
    const batches = await db.batches.where('lastSeq').belowOrEqual(upTo).primaryKeys();
    return [
      ...(['journal', 'receipts', 'prints'] as const).map((store): Write => ({ store, remove: range })),
      ...segments.map((remove): Write => ({ store: 'segments', remove })),
      ...batches.map((remove): Write => ({ store: 'batches', remove })),
    ];
  }

  /** Rows of one table of a branch that are not needed any more. @returns how many went. */
  async dropRows(branch: string, table: string, mayGo: (id: string, row: Body) => boolean): Promise<number> {
    return this.core.exclusive(async () => {
      const known = this.core.head.branches[branch] ?? EMPTY_REPLICA;
      const memory = this.replica.memory(branch);
      // A replica that is being loaded is not touched: what is loaded is looked at when it is whole.
      if (known.live === null || known.next !== null || memory.live === null) return 0;
      const ids = new Set([...memory.live.ids(table), ...memory.delta.table(table).keys()]);
      const keys = [...ids].map((id) => ({ table, id }));
      const rows = await this.replica.rows(keys, true);
      // Written anew, a row that cannot be read now would be gone, and nobody would know (SE23).
      if (this.replica.isBroken(branch)) return 0;
      const kept: PageRow[] = [];
      const dropped: RowKey[] = [];
      for (const { id } of keys) {
        const body = rows.get(`${table}:${id}`);
        if (body === undefined) continue;
        if (mayGo(id, body)) dropped.push({ table, id });
        else kept.push({ id, body });
      }
      if (dropped.length === 0) return 0;
      await this.writeAnew(branch, known.live, table, kept);
      this.replica.onChanged(dropped);
      return dropped.length;
    });
  }

  /** The pages of a table once more, of these rows alone, in one transaction with the head that counts them. */
  private async writeAnew(branch: string, live: Replica, table: string, rows: readonly PageRow[]): Promise<void> {
    const { core } = this;
    const memory = this.replica.memory(branch);
    let next: Replica = { ...live, pages: { ...live.pages, [table]: 0 } };
    const puts: Write[] = [];
    const blocks: ColumnBlock[] = [];
    for (let at = 0; at < rows.length; at += BLOCK_ROWS) {
      const part = await this.snapshots.sealPages(next, table, rows.slice(at, at + BLOCK_ROWS));
      puts.push(
        ...part.pages.map((put): Write => ({ store: 'base', put })),
        ...part.columns.map((put): Write => ({ store: 'columns', put })),
      );
      blocks.push(part.block);
      next = { ...next, pages: { ...next.pages, [table]: (next.pages[table] ?? 0) + part.pages.length } };
    }
    const changed = [...memory.delta.table(table).keys()].map((id) => ({ table, id }));
    const old = IDBKeyRange.bound([live.gen, table], [live.gen, table, []]);
    const branches = { ...core.head.branches, [branch]: { live: next, next: null } };
    await core.commit({ branches }, [
      { store: 'base', remove: old },
      { store: 'columns', remove: old },
      ...core.removeRows(branch, changed),
      ...puts,
    ]);
    memory.live?.replaceTable(table, blocks);
    for (const { id } of changed) memory.delta.delete(table, id);
    this.replica.forgetPages(live.gen, table);
  }
}
