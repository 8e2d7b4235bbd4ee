import type { RowKey } from '../../../sync/index.ts';
import { EMPTY_REPLICA, type Replica } from './head.ts';
import { openPage } from './replica-health.ts';
import {
  blockBytes,
  pageId,
  pagesOf,
  withColumns,
  type ColumnBlock,
  type BranchMemory,
  type Generation,
} from './replica-memory.ts';
import type { ReplicaPart } from './replica-part.ts';
import { pageBytes, pageFrom, type Body, type PageRow } from './row-codec.ts';
import type { SnapshotPart } from './snapshot-part.ts';
import type { StoreCore } from './store-core.ts';
import type { Write } from './transact.ts';

/**
 * Rows that changed since the snapshot lie one by one: quick to write, but each is opened by itself whenever the vault
 * opens, and stays in memory. As soon as a table has many of them they go onto its pages, a step at a time, so that an
 * outlet opens after a month as it did on the first day. Rows that were deleted stay among the changes: taken off a
 * page they would move the others.
 */
const FRESH_FROM = 256;
const FRESH_AT_ONCE = 512;
/** A page is written anew for all of its rows: it waits until several of them have changed. An entry may wait for one step. */
const CHANGED_FROM = 1_024;
const PAGES_AT_ONCE = 8;

interface Sorted {
  /** On no page yet. */
  readonly fresh: readonly PageRow[];
  readonly byPage: ReadonlyMap<number, ReadonlyMap<string, Body>>;
  readonly changed: number;
}

/** What one step needs to know: with enough that is fresh nothing else is looked at. */
function sorted(generation: Generation, table: string, rows: ReadonlyMap<string, Body | null>): Sorted {
  const fresh: PageRow[] = [];
  const byPage = new Map<number, Map<string, Body>>();
  let changed = 0;
  for (const [id, body] of rows) {
    if (fresh.length === FRESH_AT_ONCE) break;
    if (body === null) continue;
    const page = generation.page(table, id);
    if (page === undefined) {
      fresh.push({ id, body });
      continue;
    }
    const on = byPage.get(page) ?? new Map<string, Body>();
    byPage.set(page, on.set(id, body));
    changed += 1;
  }
  return { fresh, byPage, changed };
}

interface Table {
  readonly branch: string;
  readonly live: Replica;
  readonly memory: BranchMemory & { readonly live: Generation };
  readonly table: string;
}

export class FoldPart {
  /** Tables whose changed pages are being written anew until none is left. */
  private readonly begun = new Set<string>();

  constructor(
    private readonly core: StoreCore,
    private readonly replica: ReplicaPart,
    private readonly snapshots: SnapshotPart,
  ) {}

  /** One step. @returns how many rows went onto pages; 0 = nothing is due. */
  async fold(): Promise<number> {
    return this.core.exclusive(async () => {
      for (const branch of Object.keys(this.core.head.branches)) {
        const { live, next } = this.core.head.branches[branch] ?? EMPTY_REPLICA;
        const memory = this.replica.memory(branch);
        // What is being loaded takes the place of all of it, and what cannot be read is not written over.
        if (live === null || next !== null || memory.live === null || this.replica.isBroken(branch)) continue;
        for (const table of memory.delta.tables()) {
          const done = await this.step({ branch, live, memory: { ...memory, live: memory.live }, table });
          if (done > 0) return done;
        }
      }
      return 0;
    });
  }

  private async step(of: Table): Promise<number> {
    const { fresh, byPage, changed } = sorted(of.memory.live, of.table, of.memory.delta.table(of.table));
    if (fresh.length >= FRESH_FROM) return this.append(of, fresh);
    const name = `${of.branch} ${of.table}`;
    if (changed >= CHANGED_FROM) this.begun.add(name);
    if (changed === 0) this.begun.delete(name);
    return this.begun.has(name) ? this.rewrite(of, [...byPage].slice(0, PAGES_AT_ONCE)) : 0;
  }

  /** New rows as new pages behind those that are there. */
  private async append(of: Table, rows: readonly PageRow[]): Promise<number> {
    const { live, table, memory } = of;
    const { pages, columns, block } = await this.snapshots.sealPages(live, table, rows);
    const count = (live.pages[table] ?? 0) + pages.length;
    const keys = rows.map(({ id }) => ({ table, id }));
    await this.commit(of, { ...live, pages: { ...live.pages, [table]: count } }, [
      ...pages.map((put): Write => ({ store: 'base', put })),
      ...columns.map((put): Write => ({ store: 'columns', put })),
      ...this.core.removeRows(of.branch, keys),
    ]);
    memory.live.add(block);
    return this.settled(of, keys);
  }

  /** Pages once more, with what changed on them; the columns that search and lists have of these rows, too. */
  private async rewrite(of: Table, pages: readonly (readonly [number, ReadonlyMap<string, Body>])[]): Promise<number> {
    const { core } = this;
    const { live, table, memory } = of;
    const records = await core.db.base.bulkGet(
      pages.map(([page]): [number, string, number] => [live.gen, table, page]),
    );
    const puts: Write[] = [];
    const moved = new Map<ColumnBlock, ColumnBlock>();
    for (const [n, [page, changed]] of pages.entries()) {
      const plain = await openPage(core, records[n]);
      if (plain === null) {
        this.replica.health.note(live.gen, 'pages');
        return 0;
      }
      const rows = [...pageFrom(table, plain)].map(([id, body]) => ({ id, body: changed.get(id) ?? body }));
      const key = { gen: live.gen, table, page };
      puts.push({
        store: 'base',
        put: { ...key, sealed: await core.sealAt('base', pageId(key), pageBytes(table, rows)) },
      });
      const block = blockWith(memory.live, table, page);
      if (block !== undefined) moved.set(block, withColumns(moved.get(block) ?? block, changed));
    }
    for (const [old, block] of moved) {
      if (old === block) continue;
      const key = { gen: live.gen, table, page: block.firstPage };
      puts.push({
        store: 'columns',
        put: { ...key, sealed: await core.sealAt('columns', pageId(key), blockBytes(block)) },
      });
    }
    const keys = pages.flatMap(([, changed]) => [...changed.keys()].map((id) => ({ table, id })));
    await this.commit(of, live, [...puts, ...core.removeRows(of.branch, keys)]);
    for (const [old, block] of moved) memory.live.replaceBlock(old, block);
    this.replica.forgetPages(live.gen, table);
    return this.settled(of, keys);
  }

  private commit({ branch }: Table, live: Replica, writes: readonly Write[]): Promise<void> {
    return this.core.commit({ branches: { ...this.core.head.branches, [branch]: { live, next: null } } }, writes);
  }

  private settled({ memory }: Table, keys: readonly RowKey[]): number {
    for (const { table, id } of keys) memory.delta.delete(table, id);
    return keys.length;
  }
}

const blockWith = (generation: Generation, table: string, page: number): ColumnBlock | undefined =>
  generation.blocks
    .get(table)
    ?.find((block) => block.firstPage <= page && page < block.firstPage + Math.max(1, pagesOf(block)));
