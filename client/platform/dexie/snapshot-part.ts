import { assert } from '../../../shared/kernel/assert.ts';
import type { ChangeBatch, FeedToken, RowChange, SnapshotPage, SnapshotPosition } from '../../../sync/index.ts';
import type { PageRecord } from './database.ts';
import { EMPTY_REPLICA, type BranchReplica, type Head, type Replica } from './head.ts';
import {
  besideOf,
  blockBytes,
  blockOf,
  emptyMemory,
  Generation,
  PAGE_ROWS,
  pageId,
  RowMap,
  type ColumnBlock,
} from './replica-memory.ts';
import type { ReplicaPart } from './replica-part.ts';
import { pageBytes, type PageRow } from './row-codec.ts';
import type { StoreCore } from './store-core.ts';
import type { Write } from './transact.ts';

/**
 * A new replica growing beside the one in use: its pages, then the changes behind them, then one transaction
 * that puts it in the place of the old one. A broken-off load goes on where it stopped, whatever was killed.
 */
export class SnapshotPart {
  constructor(
    private readonly core: StoreCore,
    private readonly replica: ReplicaPart,
  ) {}

  async saveSnapshotPage(page: SnapshotPage): Promise<void> {
    return this.core.exclusive(async () => {
      const { head } = this.core;
      const branch = page.token.branch;
      const known = head.branches[branch] ?? EMPTY_REPLICA;
      const isWhole = !this.replica.health.isBroken(known.next);
      const goesOn =
        isWhole && known.next !== null && sameToken(known.next.token, page.token) && known.next.position !== null;
      const base: Replica = goesOn && known.next !== null ? known.next : emptyReplica(head.genNext, page.token);
      const rows = page.rows.flatMap((row) => (row.body === null ? [] : [{ id: row.id, body: row.body }]));
      const written = await this.sealPages(base, page.table, rows);
      const next: Replica = {
        ...base,
        position: page.next,
        rowsDone: base.rowsDone + page.rows.length,
        rowsTotal: page.rowsTotal,
        pages: { ...base.pages, [page.table]: (base.pages[page.table] ?? 0) + written.pages.length },
      };
      await this.commitPage({ branch, known, next, written, dropped: goesOn ? null : known.next });
      if (!goesOn && (!isWhole || this.replica.health.isBroken(known.live))) await this.replica.mends.note(branch);
      this.notePage({ branch, next, fresh: !goesOn, block: written.block });
    });
  }

  /** Rows of a table as sealed pages and column blocks, behind the pages the replica has of it. */
  async sealPages(replica: Replica, table: string, rows: readonly PageRow[]) {
    const firstPage = replica.pages[table] ?? 0;
    const block = blockOf(table, firstPage, rows);
    const parts: PageRow[][] = [];
    for (let at = 0; at < rows.length; at += PAGE_ROWS) parts.push(rows.slice(at, at + PAGE_ROWS));
    const pages = await Promise.all(
      parts.map(async (part, i): Promise<PageRecord> => {
        const key = { gen: replica.gen, table, page: firstPage + i };
        return { ...key, sealed: await this.core.sealAt('base', pageId(key), pageBytes(table, part)) };
      }),
    );
    const key = { gen: replica.gen, table, page: firstPage };
    const columns: PageRecord[] =
      rows.length === 0 ? [] : [{ ...key, sealed: await this.core.sealAt('columns', pageId(key), blockBytes(block)) }];
    return { pages, columns, block };
  }

  private async commitPage(save: {
    branch: string;
    known: BranchReplica;
    next: Replica;
    dropped: Replica | null;
    written: { pages: readonly PageRecord[]; columns: readonly PageRecord[] };
  }): Promise<void> {
    const { head } = this.core;
    const { nextDelta } = this.replica.memory(save.branch);
    const change: Partial<Head> = {
      branches: { ...head.branches, [save.branch]: { live: save.known.live, next: save.next } },
      genNext: Math.max(head.genNext, save.next.gen + 1),
    };
    const old = save.dropped;
    const gone =
      old === null
        ? []
        : [...dropped(old.gen), ...this.core.removeRows(besideOf(save.branch, old.gen), nextDelta.all())];
    await this.core.commit(change, [
      ...gone,
      ...save.written.pages.map((page): Write => ({ store: 'base', put: page })),
      ...save.written.columns.map((page): Write => ({ store: 'columns', put: page })),
    ]);
  }

  private notePage(page: { branch: string; next: Replica; fresh: boolean; block: ColumnBlock }): void {
    const memory = this.replica.memory(page.branch);
    const generation = page.fresh || memory.next === null ? new Generation(page.next.gen) : memory.next;
    if (page.block.ids.length > 0) generation.add(page.block);
    if (page.fresh) memory.nextDelta = new RowMap();
    memory.next = generation;
    if (memory.live === null) this.replica.onChanged('all');
  }

  /** The replica beside the one in use, once its pages are all here. */
  private wholeNext(branch: string): Replica {
    const next = this.core.head.branches[branch]?.next ?? null;
    assert(next !== null && next.position === null, 'all pages of the snapshot are here');
    return next;
  }

  async saveSnapshotChanges(batch: ChangeBatch): Promise<void> {
    return this.core.exclusive(async () => {
      const { core } = this;
      const { branch } = batch.to;
      const next = this.wholeNext(branch);
      assert(sameToken(next.token, batch.from), 'changes join the snapshot');
      const beside = besideOf(branch, next.gen);
      const rows = batch.rows.map(({ table, id, body }) => ({ branch: beside, table, id, body }));
      const sealed = await core.sealRows(rows);
      const known = core.head.branches[branch] ?? EMPTY_REPLICA;
      const change = {
        branches: { ...core.head.branches, [branch]: { live: known.live, next: { ...next, token: batch.to } } },
      };
      await core.commit(
        change,
        sealed.map((record): Write => ({ store: 'delta', put: record })),
      );
      const memory = this.replica.memory(branch);
      for (const row of rows) memory.nextDelta.set(row.table, row.id, row.body);
      if (memory.live === null) this.replica.onChanged('all');
    });
  }

  async swapSnapshot(branch: string, settled: readonly number[], overlay: readonly RowChange[]): Promise<void> {
    return this.core.exclusive(async () => {
      const { core } = this;
      const memory = this.replica.memory(branch);
      const next = this.wholeNext(branch);
      const old = core.head.branches[branch]?.live ?? null;
      const kept = await core.sealRows([...memory.nextDelta.all()].map((row) => ({ branch, ...row })));
      const above = this.replica.overlay.replaceBy(overlay);
      await core.commit(this.afterSwap(branch, next, settled), [
        ...(old === null ? [] : dropped(old.gen)),
        ...core.removeRows(branch, memory.delta.all()),
        ...core.removeRows(besideOf(branch, next.gen), memory.nextDelta.all()),
        ...this.replica.unreadableAfter(branch),
        ...kept.map((record): Write => ({ store: 'delta', put: record })),
        ...(await above.seal()),
      ]);
      this.replica.replace(branch, { ...emptyMemory(), live: memory.next, delta: memory.nextDelta });
      above.note();
      this.replica.onChanged('all');
    });
  }

  private afterSwap(branch: string, live: Replica, settled: readonly number[]): Partial<Head> {
    const { head } = this.core;
    const done = new Set(settled);
    return {
      pending: head.pending.filter((seq) => !done.has(seq)),
      tokens: [...head.tokens.filter((token) => token.branch !== branch), live.token],
      branches: { ...head.branches, [branch]: { live, next: null } },
    };
  }

  position(branch: string): SnapshotPosition | null {
    const next = this.core.head.branches[branch]?.next ?? null;
    return next === null || this.replica.health.isBroken(next) ? null : { token: next.token, position: next.position };
  }
}

/** Every page and column block of a generation: their keys begin with its number. */
function dropped(gen: number): readonly Write[] {
  const all = IDBKeyRange.bound([gen], [gen, []]);
  return [
    { store: 'base', remove: all },
    { store: 'columns', remove: all },
  ];
}

const sameToken = (a: FeedToken, b: FeedToken): boolean =>
  a.epoch === b.epoch && a.branch === b.branch && a.version === b.version && a.commitId === b.commitId;

const emptyReplica = (gen: number, token: FeedToken): Replica => ({
  gen,
  token,
  position: null,
  rowsDone: 0,
  rowsTotal: 0,
  pages: {},
});
