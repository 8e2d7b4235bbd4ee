import { equalBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import type { ChangeBatch, FeedToken, RowChange, RowKey } from '../../../sync/index.ts';
import type { NamedRecord } from './database.ts';
import { EMPTY_REPLICA, type Head, type Replica } from './head.ts';
import {
  blockFrom,
  changedRows,
  emptyMemory,
  Generation,
  pageId,
  RowMap,
  viewOf,
  type BranchMemory,
  type ColumnBlock,
} from './replica-memory.ts';
import { namedRowBytes, namedRowFrom, pageFrom, type Body, type NamedRow } from './row-codec.ts';
import type { StoreCore } from './store-core.ts';

/**
 * The replica: sealed pages of 64 rows (base), one sealed record per row changed since (delta), and the
 * optimistic rows of pending commands on top (overlay). A new snapshot and the changes behind it grow beside
 * the old one and are swapped in whole; a first one may be used page by page. Nearer branches hide farther ones.
 */
const PAGES_KEPT = 256;

/** What a write changed, for search and screens: rows by key, or everything. */
export type Changed = readonly RowKey[] | 'all';

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
    for (const branch of lineage) this.branches.set(branch, emptyMemory());
  }

  memory(branch: string): BranchMemory {
    const known = this.branches.get(branch);
    if (known !== undefined) return known;
    const made = emptyMemory();
    this.branches.set(branch, made);
    return made;
  }

  // ---- opening ------------------------------------------------------------------------------------------

  /** Another replica stands in for this branch from now on. */
  replace(branch: string, memory: BranchMemory): void {
    this.branches.set(branch, memory);
  }

  async open(): Promise<void> {
    for (const [branch, replica] of Object.entries(this.core.head.branches)) {
      const memory = this.memory(branch);
      memory.live = await this.loadGeneration(replica.live);
      memory.next = await this.loadGeneration(replica.next);
    }
    for (const row of await this.loadNamed('delta')) {
      const [branch = '', gen] = row.branch.split(' ');
      const { delta, nextDelta } = this.memory(branch);
      (gen === undefined ? delta : nextDelta).set(row.table, row.id, row.body);
    }
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

  /** @param ahead of this branch the replica beside the one in use. */
  async rows(
    keys: readonly RowKey[],
    confirmed: boolean,
    ahead: string | null = null,
  ): Promise<ReadonlyMap<string, Body>> {
    const found = new Map<string, Body>();
    const onPages = new Map<string, { record: readonly [number, string, number]; keys: RowKey[] }>();
    for (const key of keys) {
      const above = confirmed ? undefined : this.overlay.get(key.table, key.id);
      if (above !== undefined) {
        if (above !== null) found.set(`${key.table}:${key.id}`, above);
        continue;
      }
      const place = this.locate(key, ahead);
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

  private locate(
    key: RowKey,
    ahead: string | null,
  ): { body: Body } | { record: readonly [number, string, number] } | null {
    for (const branch of this.lineage) {
      const { generation, deltas } = viewOf(this.memory(branch), branch === ahead);
      const changed = deltas.map((delta) => delta.get(key.table, key.id)).find((body) => body !== undefined);
      if (changed === null) continue;
      if (changed !== undefined) return { body: changed };
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
      const { generation, deltas } = viewOf(this.memory(branch));
      for (const id of generation?.ids(table) ?? []) ids.add(id);
      for (const [id, body] of changedRows(deltas, table))
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
      const { generation, deltas } = viewOf(this.memory(branch));
      blocks.push(...(generation?.blocks.get(table) ?? []));
      for (const [id, body] of changedRows(deltas, table)) changed.set(id, body);
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
      const above = await this.sealPlan(overlay);
      await core.commit(this.afterChanges(batch.to, settled), {
        tables: [core.db.delta, core.db.overlay],
        run: () => [core.db.delta.bulkPut(sealed), ...above.run()],
      });
      const memory = this.memory(branch);
      for (const row of delta) memory.delta.set(row.table, row.id, row.body);
      this.onChanged([...batch.rows, ...above.note()]);
    });
  }

  /** A new overlay, sealed: what to write in the transaction, and what to note in memory after it. */
  async sealPlan(overlay: readonly RowChange[]) {
    const { db } = this.core;
    const plan = this.planOverlay(overlay);
    const put = await this.sealOverlay(plan.put);
    const gone = plan.gone.map((key) => this.core.nameOf('', key.table, key.id));
    return {
      run: () => [db.overlay.bulkDelete(gone), db.overlay.bulkPut(put)],
      note: (): readonly RowKey[] => {
        for (const key of plan.gone) {
          this.overlay.delete(key.table, key.id);
          this.overlaySealed.delete(`${key.table}:${key.id}`);
        }
        for (const change of plan.put) this.setOverlay(this.overlayRow(change));
        return [...plan.gone, ...plan.put];
      },
    };
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
