import { RowsBroken, type ChangeBatch, type FeedToken, type RowChange, type RowKey } from '../../../sync/index.ts';
import { EMPTY_REPLICA, type Head } from './head.ts';
import type { MendLog } from './mend-log.ts';
import { OverlayPart } from './overlay-part.ts';
import { checkPages, loadGeneration, openPage, ReplicaHealth, type Mending } from './replica-health.ts';
import { changedRows, emptyMemory, pageId, viewOf, type BranchMemory, type ColumnBlock } from './replica-memory.ts';
import { SealBroken } from '../vault/cipher.ts';
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
  readonly health = new ReplicaHealth();
  /** Names of changed rows that do not open. */
  private unreadable: readonly string[] = [];
  /** How often pages in use were written anew: what was read meanwhile may be of both. */
  private rewritten = 0;
  onChanged: (changed: Changed) => void = () => undefined;

  constructor(
    private readonly core: StoreCore,
    /** The branch and its ancestors, nearest first. */
    private readonly lineage: readonly string[],
    readonly mends: MendLog,
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
    await this.mends.open();
    for (const [branch, replica] of Object.entries(this.core.head.branches)) {
      const memory = this.memory(branch);
      memory.live = replica.live === null ? null : await loadGeneration(this.core, replica.live, this.health);
      memory.next = replica.next === null ? null : await loadGeneration(this.core, replica.next, this.health);
    }
    for (const row of await this.loadDelta()) {
      const [branch = '', gen] = row.branch.split(' ');
      const { delta, nextDelta } = this.memory(branch);
      (gen === undefined ? delta : nextDelta).set(row.table, row.id, row.body);
    }
    await this.overlay.open();
  }

  private async loadDelta(): Promise<NamedRow[]> {
    const records = await this.core.db.delta.toArray();
    const opened = await Promise.all(
      records.map((one) => this.core.openAt('delta', one.name, one.sealed).then(namedRowFrom).catch(SealBroken.toNull)),
    );
    this.unreadable = records.flatMap((one, n) => (opened[n] === null ? [one.name] : []));
    if (this.unreadable.length > 0) this.allDark();
    return opened.filter((row) => row !== null);
  }

  /** What goes with the last damaged replica: before that it must be found again after a restart. */
  unreadableAfter(swapped: string): readonly Write[] {
    const others = Object.keys(this.core.head.branches).filter((branch) => branch !== swapped);
    if (others.some((branch) => this.isDark(branch))) return [];
    const names = this.unreadable;
    this.unreadable = [];
    return names.map((name): Write => ({ store: 'delta', remove: name }));
  }

  /** A changed row that does not open: nobody can say whose it was, and the page under it is older. */
  private allDark(): void {
    for (const { live, next } of Object.values(this.core.head.branches))
      for (const one of [live, next]) if (one !== null) this.health.note(one.gen, 'rows');
  }

  /** Rows of this branch are out of reach: its copy has to be fetched again. */
  isBroken(branch: string): boolean {
    const { live, next } = this.core.head.branches[branch] ?? EMPTY_REPLICA;
    return this.health.isBroken(live) || (live === null && this.health.isBroken(next));
  }

  /** Damaged rows of this branch are to be fetched now: a fetch that goes on, or one that need not wait any more. */
  isToFetch(branch: string): boolean {
    if (!this.isBroken(branch)) return false;
    const { live, next } = this.core.head.branches[branch] ?? EMPTY_REPLICA;
    const goesOn = live !== null && next !== null && !this.health.isBroken(next);
    return goesOn || this.mends.waitOf(branch) === 0;
  }

  /** Damaged rows would be fetched again, be it after a wait: this storage is not given up. */
  mayMend(): boolean {
    return this.lineage.every((branch) => this.mends.waitOf(branch) !== null);
  }

  /** What is done about damaged rows, or null where none are known. */
  mending(): Mending | null {
    const broken = this.lineage.filter((branch) => this.isBroken(branch));
    if (broken.length === 0) return null;
    const waits = broken.map((branch) => (this.isToFetch(branch) ? 0 : this.mends.waitOf(branch)));
    const due = waits.filter((wait) => wait !== null);
    return { waitMs: due.length === 0 ? 0 : Math.min(...due), isWornOut: due.length < waits.length };
  }

  /** Opens every page of what is in use; those that do not open are fetched again. */
  async check(pause: () => Promise<void>): Promise<void> {
    for (const { live } of Object.values(this.core.head.branches))
      if (live !== null) await checkPages(this.core, live, { health: this.health, pause });
  }

  // ---- reading --------------------------------------------------------------------------------------------

  /**
   * @param confirmed without pending effects, for the engine: it goes on with what can be read.
   * @param ahead of this branch the replica beside the one in use.
   * @throws RowsBroken unless `confirmed`, when a row may be there and cannot be read
   */
  async rows(
    keys: readonly RowKey[],
    confirmed: boolean,
    ahead: string | null = null,
  ): Promise<ReadonlyMap<string, Body>> {
    if (!confirmed && (this.overlay.isLost || this.lineage.some((branch) => this.isDark(branch))))
      throw new RowsBroken();
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
    const groups = [...onPages.values()];
    const before = this.rewritten;
    const isWhole = await this.readPages(groups, found);
    // Another replica took its place, or its pages were written anew, while they were read.
    const isStale = before !== this.rewritten || (!isWhole && groups.some(({ record: [gen] }) => !this.inUse(gen)));
    if (isStale) return this.rows(keys, confirmed, ahead);
    if (!isWhole && !confirmed) throw new RowsBroken();
    return found;
  }

  private inUse(gen: number): boolean {
    return [...this.branches.values()].some(({ live, next }) => live?.gen === gen || next?.gen === gen);
  }

  private notePage(gen: number): void {
    if (this.inUse(gen)) this.health.note(gen, 'pages');
  }

  private isDark(branch: string): boolean {
    const { live, next } = this.core.head.branches[branch] ?? EMPTY_REPLICA;
    return this.health.isDark(live ?? next);
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
  ): Promise<boolean> {
    const missing = groups.filter((group) => !this.pages.has(group.record.join('/')));
    // Asking for nothing would still open a transaction, and the write that follows would wait behind it.
    const wanted = missing.map((group) => [...group.record] as [number, string, number]);
    const before = this.rewritten;
    const records = wanted.length === 0 ? [] : await this.core.db.base.bulkGet(wanted);
    const opened = await Promise.all(
      records.map(async (record, n) => {
        const plain = await openPage(this.core, record);
        if (record === undefined || plain === null) this.notePage(wanted[n]?.[0] ?? 0);
        else if (before === this.rewritten) this.keepPage(pageId(record), pageFrom(record.table, plain));
        return plain !== null;
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
    return !opened.includes(false);
  }

  private keepPage(name: string, page: ReadonlyMap<string, Body>): void {
    this.pages.set(name, page);
  }

  /**
   * Ids of a table's rows as they stand now, pending effects included.
   * @param ahead of this branch those of the replica beside the one in use
   */
  ids(table: string, ahead?: string): string[] {
    const ids = new Set<string>();
    for (const branch of [...this.lineage].reverse()) {
      const { generation, deltas } = viewOf(this.memory(branch), branch === ahead);
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
    this.rewritten += 1;
    const prefix = `${gen}/${table}/`;
    for (const name of [...this.pages.keys()].filter((one) => one.startsWith(prefix))) this.pages.delete(name);
  }
}
