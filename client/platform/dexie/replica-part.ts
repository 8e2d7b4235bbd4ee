import type { ChangeBatch, FeedToken, RowChange, RowKey } from '../../../sync/index.ts';
import { EMPTY_REPLICA, type Head, type Replica } from './head.ts';
import { OverlayPart } from './overlay-part.ts';
import {
  blockFrom,
  changedRows,
  emptyMemory,
  Generation,
  pageId,
  viewOf,
  type BranchMemory,
  type ColumnBlock,
} from './replica-memory.ts';
import { namedRowFrom, pageFrom, type Body, type NamedRow } from './row-codec.ts';
import type { StoreCore } from './store-core.ts';
import type { Write } from './transact.ts';

/**
 * The replica: sealed pages of 64 rows (base), one sealed record per row changed since (delta), and the
 * optimistic rows of pending commands on top (overlay-part.ts). A new snapshot and the changes behind it grow beside
 * the old one and are swapped in whole; a first one may be used page by page. Nearer branches hide farther ones.
 */
const PAGES_KEPT = 256;

/** What a write changed, for search and screens: rows by key, or everything. */
export type Changed = readonly RowKey[] | 'all';

export class ReplicaPart {
  private readonly branches = new Map<string, BranchMemory>();
  readonly overlay: OverlayPart;
  private readonly pages = new Map<string, ReadonlyMap<string, Body>>();
  onChanged: (changed: Changed) => void = () => undefined;

  constructor(
    private readonly core: StoreCore,
    /** The branch and its ancestors, nearest first. */
    private readonly lineage: readonly string[],
  ) {
    this.overlay = new OverlayPart(core);
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
    for (const row of await this.loadDelta()) {
      const [branch = '', gen] = row.branch.split(' ');
      const { delta, nextDelta } = this.memory(branch);
      (gen === undefined ? delta : nextDelta).set(row.table, row.id, row.body);
    }
    await this.overlay.open();
  }

  private async loadGeneration(replica: Replica | null): Promise<Generation | null> {
    if (replica === null) return null;
    const generation = new Generation(replica.gen);
    const records = await this.core.db.columns.where('gen').equals(replica.gen).toArray();
    for (const record of records.sort((a, b) => a.page - b.page))
      generation.add(blockFrom(await this.core.openAt('columns', pageId(record), record.sealed)));
    return generation;
  }

  private async loadDelta(): Promise<NamedRow[]> {
    const records = await this.core.db.delta.toArray();
    return Promise.all(records.map(async (one) => namedRowFrom(await this.core.openAt('delta', one.name, one.sealed))));
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
      const above = confirmed ? undefined : this.overlay.rows.get(key.table, key.id);
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
    for (const [id, body] of this.overlay.rows.table(table))
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
    for (const [id, body] of this.overlay.rows.table(table)) changed.set(id, body);
    return { blocks, changed };
  }

  // ---- changes from the hub -----------------------------------------------------------------------------------

  async applyChanges(batch: ChangeBatch, settled: readonly number[], overlay: readonly RowChange[]): Promise<void> {
    return this.core.exclusive(async () => {
      const { core } = this;
      const branch = batch.to.branch;
      const delta = batch.rows.map((row) => ({ branch, table: row.table, id: row.id, body: row.body }));
      const sealed = await core.sealRows(delta);
      const above = this.overlay.replaceBy(overlay);
      await core.commit(this.afterChanges(batch.to, settled), [
        ...sealed.map((record): Write => ({ store: 'delta', put: record })),
        ...(await above.seal()),
      ]);
      const memory = this.memory(branch);
      for (const row of delta) memory.delta.set(row.table, row.id, row.body);
      this.onChanged([...batch.rows, ...above.note()]);
    });
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

  /** Pages of a table were written anew: those read before say nothing any more. */
  forgetPages(gen: number, table: string): void {
    const prefix = `${gen}/${table}/`;
    for (const name of [...this.pages.keys()].filter((one) => one.startsWith(prefix))) this.pages.delete(name);
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
