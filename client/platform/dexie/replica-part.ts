import { equalBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import type { ChangeBatch, FeedToken, RowChange, RowKey, SnapshotPage } from '../../../sync/index.ts';
import type { NamedRecord, PageRecord } from './database.ts';
import type { BranchReplica, Head, Replica } from './head.ts';
import { blockBytes, blockFrom, blockOf, Generation, PAGE_ROWS, RowMap, type ColumnBlock } from './replica-memory.ts';
import {
  namedRowBytes,
  namedRowFrom,
  pageBytes,
  pageFrom,
  type Body,
  type NamedRow,
  type PageRow,
} from './row-codec.ts';
import type { StoreCore } from './store-core.ts';

/**
 * The replica: sealed pages of 64 rows (base), one sealed record per row changed since (delta), and the
 * optimistic rows of pending commands on top (overlay). A new snapshot grows beside the old one and is
 * swapped in whole; a first one may be used page by page. Nearer branches hide farther ones.
 */
const PAGES_KEPT = 256;

/** What a write changed, for search and screens: rows by key, or everything. */
export type Changed = readonly RowKey[] | 'all';

interface BranchMemory {
  live: Generation | null;
  next: Generation | null;
  delta: RowMap;
}

const EMPTY_REPLICA: BranchReplica = { live: null, next: null };

export class ReplicaPart {
  private readonly branches = new Map<string, BranchMemory>();
  private readonly overlay = new RowMap();
  private readonly overlaySealed = new Map<string, Bytes>();
  private readonly pages = new Map<string, ReadonlyMap<string, Body>>();
  onChanged: (changed: Changed) => void = () => undefined;

  constructor(
    private readonly core: StoreCore,
    /** The branch and its ancestors, nearest first. */
    private readonly lineage: readonly string[],
  ) {
    for (const branch of lineage) this.branches.set(branch, { live: null, next: null, delta: new RowMap() });
  }

  private memory(branch: string): BranchMemory {
    const known = this.branches.get(branch);
    if (known !== undefined) return known;
    const made: BranchMemory = { live: null, next: null, delta: new RowMap() };
    this.branches.set(branch, made);
    return made;
  }

  // ---- opening ------------------------------------------------------------------------------------------

  async open(): Promise<void> {
    for (const [branch, replica] of Object.entries(this.core.head.branches)) {
      const memory = this.memory(branch);
      memory.live = await this.loadGeneration(replica.live);
      memory.next = await this.loadGeneration(replica.next);
    }
    for (const row of await this.loadNamed('delta')) this.memory(row.branch).delta.set(row.table, row.id, row.body);
    for (const row of await this.loadNamed('overlay')) this.setOverlay(row);
  }

  private async loadGeneration(replica: Replica | null): Promise<Generation | null> {
    if (replica === null) return null;
    const generation = new Generation(replica.gen);
    const records = await this.core.db.columns.where('gen').equals(replica.gen).toArray();
    for (const record of records.sort((a, b) => a.page - b.page))
      generation.add(blockFrom(await this.core.openAt('columns', pageId(record), record.sealed)));
    return generation;
  }

  private async loadNamed(store: 'delta' | 'overlay'): Promise<NamedRow[]> {
    const records = await this.core.db[store].toArray();
    return Promise.all(records.map(async (one) => namedRowFrom(await this.core.openAt(store, one.name, one.sealed))));
  }

  // ---- reading --------------------------------------------------------------------------------------------

  async rows(keys: readonly RowKey[], confirmed: boolean): Promise<ReadonlyMap<string, Body>> {
    const found = new Map<string, Body>();
    const onPages = new Map<string, { record: readonly [number, string, number]; keys: RowKey[] }>();
    for (const key of keys) {
      const above = confirmed ? undefined : this.overlay.get(key.table, key.id);
      if (above !== undefined) {
        if (above !== null) found.set(`${key.table}:${key.id}`, above);
        continue;
      }
      const place = this.locate(key);
      if (place === null) continue;
      if ('body' in place) found.set(`${key.table}:${key.id}`, place.body);
      else {
        const name = place.record.join('/');
        const group = onPages.get(name) ?? { record: place.record, keys: [] };
        group.keys.push(key);
        onPages.set(name, group);
      }
    }
    await this.readPages([...onPages.values()], found);
    return found;
  }

  private locate(key: RowKey): { body: Body } | { record: readonly [number, string, number] } | null {
    for (const branch of this.lineage) {
      const memory = this.memory(branch);
      const changed = memory.delta.get(key.table, key.id);
      if (changed === null) continue;
      if (changed !== undefined) return { body: changed };
      const generation = memory.live ?? memory.next;
      const page = generation?.page(key.table, key.id);
      if (generation && page !== undefined) return { record: [generation.gen, key.table, page] };
    }
    return null;
  }

  private async readPages(
    groups: readonly { record: readonly [number, string, number]; keys: readonly RowKey[] }[],
    found: Map<string, Body>,
  ): Promise<void> {
    const missing = groups.filter((group) => !this.pages.has(group.record.join('/')));
    // Asking for nothing would still open a transaction, and the write that follows would wait behind it.
    const wanted = missing.map((group) => [...group.record] as [number, string, number]);
    const records = wanted.length === 0 ? [] : await this.core.db.base.bulkGet(wanted);
    await Promise.all(
      records.map(async (record) => {
        if (record === undefined) return;
        const plain = await this.core.openAt('base', pageId(record), record.sealed);
        this.keepPage(pageId(record), pageFrom(record.table, plain));
      }),
    );
    for (const group of groups) {
      const page = this.pages.get(group.record.join('/'));
      for (const key of group.keys) {
        const body = page?.get(key.id);
        if (body !== undefined) found.set(`${key.table}:${key.id}`, body);
      }
    }
    while (this.pages.size > PAGES_KEPT) this.pages.delete(this.pages.keys().next().value ?? '');
  }

  private keepPage(name: string, page: ReadonlyMap<string, Body>): void {
    this.pages.set(name, page);
  }

  /** Ids of a table's rows as they stand now, pending effects included. */
  ids(table: string): string[] {
    const ids = new Set<string>();
    for (const branch of [...this.lineage].reverse()) {
      const memory = this.memory(branch);
      for (const id of (memory.live ?? memory.next)?.ids(table) ?? []) ids.add(id);
      for (const [id, body] of memory.delta.table(table))
        if (body === null) ids.delete(id);
        else ids.add(id);
    }
    for (const [id, body] of this.overlay.table(table))
      if (body === null) ids.delete(id);
      else ids.add(id);
    return [...ids];
  }

  /** Column blocks of the pages, and the rows that stand above them (null = deleted). */
  columns(table: string): { blocks: readonly ColumnBlock[]; changed: ReadonlyMap<string, Body | null> } {
    const blocks: ColumnBlock[] = [];
    const changed = new Map<string, Body | null>();
    for (const branch of [...this.lineage].reverse()) {
      const memory = this.memory(branch);
      blocks.push(...((memory.live ?? memory.next)?.blocks.get(table) ?? []));
      for (const [id, body] of memory.delta.table(table)) changed.set(id, body);
    }
    for (const [id, body] of this.overlay.table(table)) changed.set(id, body);
    return { blocks, changed };
  }

  // ---- the overlay ------------------------------------------------------------------------------------------

  private setOverlay(row: NamedRow): void {
    this.overlay.set(row.table, row.id, row.body);
    this.overlaySealed.set(`${row.table}:${row.id}`, namedRowBytes(row));
  }

  private overlayRow(change: RowChange): NamedRow {
    return { branch: '', table: change.table, id: change.id, body: change.body };
  }

  sealOverlay(changes: readonly RowChange[]): Promise<NamedRecord[]> {
    return this.core.sealRows(
      'overlay',
      changes.map((change) => this.overlayRow(change)),
    );
  }

  noteOverlay(changes: readonly RowChange[]): void {
    for (const change of changes) this.setOverlay(this.overlayRow(change));
    this.onChanged(changes);
  }

  // ---- changes from the hub -----------------------------------------------------------------------------------

  async applyChanges(batch: ChangeBatch, settled: readonly number[], overlay: readonly RowChange[]): Promise<void> {
    return this.core.exclusive(async () => {
      const { core } = this;
      const branch = batch.to.branch;
      const delta = batch.rows.map((row) => ({ branch, table: row.table, id: row.id, body: row.body }));
      const sealed = await core.sealRows('delta', delta);
      const plan = this.planOverlay(overlay);
      const put = await this.sealOverlay(plan.put);
      const gone = plan.gone.map((key) => core.nameOf('', key.table, key.id));
      await core.commit(this.afterChanges(batch.to, settled), {
        tables: [core.db.delta, core.db.overlay],
        run: () => [core.db.delta.bulkPut(sealed), core.db.overlay.bulkDelete(gone), core.db.overlay.bulkPut(put)],
      });
      const memory = this.memory(branch);
      for (const row of delta) memory.delta.set(row.table, row.id, row.body);
      for (const key of plan.gone) {
        this.overlay.delete(key.table, key.id);
        this.overlaySealed.delete(`${key.table}:${key.id}`);
      }
      for (const change of plan.put) this.setOverlay(this.overlayRow(change));
      this.onChanged([...batch.rows, ...plan.gone, ...plan.put]);
    });
  }

  private planOverlay(overlay: readonly RowChange[]): { put: RowChange[]; gone: RowKey[] } {
    const wanted = new Map(overlay.map((change) => [`${change.table}:${change.id}`, change]));
    const gone: RowKey[] = [];
    for (const { table, id } of this.overlay.all()) if (!wanted.has(`${table}:${id}`)) gone.push({ table, id });
    const put = [...wanted.values()].filter((change) => {
      const before = this.overlaySealed.get(`${change.table}:${change.id}`);
      return before === undefined || !equalBytes(before, namedRowBytes(this.overlayRow(change)));
    });
    return { put, gone };
  }

  private afterChanges(to: FeedToken, settled: readonly number[]): Partial<Head> {
    const { head } = this.core;
    const done = new Set(settled);
    const replica = head.branches[to.branch] ?? EMPTY_REPLICA;
    const live = replica.live === null ? null : { ...replica.live, token: to };
    return {
      pending: head.pending.filter((seq) => !done.has(seq)),
      tokens: [...head.tokens.filter((token) => token.branch !== to.branch), to],
      branches: { ...head.branches, [to.branch]: { ...replica, live } },
    };
  }

  // ---- snapshots ------------------------------------------------------------------------------------------------

  async saveSnapshotPage(page: SnapshotPage): Promise<void> {
    return this.core.exclusive(async () => {
      const { head } = this.core;
      const branch = page.token.branch;
      const known = head.branches[branch] ?? EMPTY_REPLICA;
      const goesOn = known.next !== null && sameToken(known.next.token, page.token) && known.next.position !== null;
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
      const last = page.next === null;
      await this.commitPage({ branch, known, next, last, written, dropped: goesOn ? null : known.next });
      this.notePage({ branch, next, last, fresh: !goesOn, block: written.block });
    });
  }

  private async sealPages(replica: Replica, table: string, rows: readonly PageRow[]) {
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
    last: boolean;
    dropped: Replica | null;
    written: { pages: readonly PageRecord[]; columns: readonly PageRecord[] };
  }): Promise<void> {
    const { core } = this;
    const { head } = core;
    const replica: BranchReplica = save.last
      ? { live: save.next, next: null }
      : { live: save.known.live, next: save.next };
    const gone = [save.dropped?.gen, save.last ? save.known.live?.gen : undefined].filter((gen) => gen !== undefined);
    const stale = save.last ? this.deltaNames(save.branch) : [];
    const change: Partial<Head> = {
      branches: { ...head.branches, [save.branch]: replica },
      genNext: Math.max(head.genNext, save.next.gen + 1),
      ...(save.last ? { tokens: [...head.tokens.filter((t) => t.branch !== save.branch), save.next.token] } : {}),
    };
    const { base, columns, delta } = core.db;
    await core.commit(change, {
      tables: [base, columns, delta],
      run: () => [
        base.bulkPut([...save.written.pages]),
        columns.bulkPut([...save.written.columns]),
        base.where('gen').anyOf(gone).delete(),
        columns.where('gen').anyOf(gone).delete(),
        delta.bulkDelete(stale),
      ],
    });
  }

  private deltaNames(branch: string): string[] {
    return [...this.memory(branch).delta.all()].map((row) => this.core.nameOf(branch, row.table, row.id));
  }

  private notePage(page: { branch: string; next: Replica; last: boolean; fresh: boolean; block: ColumnBlock }): void {
    const memory = this.memory(page.branch);
    const generation = page.fresh || memory.next === null ? new Generation(page.next.gen) : memory.next;
    if (page.block.ids.length > 0) generation.add(page.block);
    memory.next = generation;
    if (page.last) {
      memory.live = generation;
      memory.next = null;
      memory.delta = new RowMap();
    }
    if (page.last || memory.live === null) this.onChanged('all');
  }

  position(branch: string): { token: FeedToken; position: string } | null {
    const next = this.core.head.branches[branch]?.next ?? null;
    return next === null || next.position === null ? null : { token: next.token, position: next.position };
  }

  /** null when every page that should be there is, else what is missing. */
  async pagesFault(): Promise<string | null> {
    for (const replica of Object.values(this.core.head.branches)) {
      for (const one of [replica.live, replica.next]) {
        if (one === null) continue;
        const wanted = Object.values(one.pages).reduce((sum, count) => sum + count, 0);
        const found = await this.core.db.base.where('gen').equals(one.gen).count();
        if (found !== wanted) return `replica ${one.token.branch} holds ${found} of ${wanted} pages`;
      }
    }
    return null;
  }
}

const pageId = (key: { gen: number; table: string; page: number }): string => `${key.gen}/${key.table}/${key.page}`;

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
