import { encodeCbor, type Cbor } from '../../../shared/kernel/cbor.ts';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { readCbor, type Body, type PageRow } from './row-codec.ts';

/**
 * What stays in memory of a replica: for each page block its row ids, and the columns that search and lists
 * need. Bodies stay sealed on disk and are opened one page at a time.
 */
export const PAGE_ROWS = 64;

export const COLUMN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  customer: ['name', 'pinyin', 'phone', 'id_no', 'customer_no', 'birth_date', 'village_code', 'status'],
  account: ['account_no', 'customer', 'status'],
  card: ['account', 'customer', 'last4', 'status'],
};

export type ColumnValue = string | number | null;
/** Up to 4,096 rows; row i lies on page `firstPage + floor(i / 64)`. */
export interface ColumnBlock {
  readonly table: string;
  readonly firstPage: number;
  readonly ids: readonly string[];
  readonly columns: Readonly<Record<string, readonly ColumnValue[]>>;
}

export const pagesOf = (block: ColumnBlock): number => Math.ceil(block.ids.length / PAGE_ROWS);

const plainValue = (value: unknown): ColumnValue =>
  typeof value === 'string' || typeof value === 'number' ? value : null;

export function blockOf(table: string, firstPage: number, rows: readonly PageRow[]): ColumnBlock {
  const columns: Record<string, readonly ColumnValue[]> = {};
  for (const field of COLUMN_FIELDS[table] ?? []) columns[field] = rows.map((row) => plainValue(row.body[field]));
  return { table, firstPage, ids: rows.map((row) => row.id), columns };
}

/** The block with the columns of these rows as they are now; itself where nothing is kept of the table. */
export function withColumns(block: ColumnBlock, changed: ReadonlyMap<string, Body>): ColumnBlock {
  const fields = COLUMN_FIELDS[block.table] ?? [];
  if (fields.length === 0) return block;
  const columns = Object.fromEntries(fields.map((field) => [field, [...(block.columns[field] ?? [])]]));
  for (const [at, id] of block.ids.entries()) {
    const body = changed.get(id);
    if (body !== undefined) for (const field of fields) columns[field]?.splice(at, 1, plainValue(body[field]));
  }
  return { ...block, columns };
}

export const blockBytes = (block: ColumnBlock): Bytes =>
  encodeCbor([block.table, block.firstPage, block.ids, block.columns as { readonly [key: string]: Cbor }]);

export function blockFrom(bytes: Uint8Array): ColumnBlock {
  const [table, firstPage, ids, columns] = readCbor(bytes) as readonly [
    string,
    number,
    readonly string[],
    ColumnBlock['columns'],
  ];
  return { table, firstPage, ids, columns };
}

/** One generation of one branch. */
export class Generation {
  private readonly pageOf = new Map<string, Map<string, number>>();
  readonly blocks = new Map<string, ColumnBlock[]>();

  constructor(readonly gen: number) {}

  add(block: ColumnBlock): void {
    const pages = this.pageOf.get(block.table) ?? new Map<string, number>();
    block.ids.forEach((id, i) => pages.set(id, block.firstPage + Math.floor(i / PAGE_ROWS)));
    this.pageOf.set(block.table, pages);
    this.blocks.set(block.table, [...(this.blocks.get(block.table) ?? []), block]);
  }

  /** The table's pages were written anew. */
  replaceTable(table: string, blocks: readonly ColumnBlock[]): void {
    this.pageOf.delete(table);
    this.blocks.delete(table);
    for (const block of blocks) this.add(block);
  }

  /** The same rows on the same pages, with other columns. */
  replaceBlock(old: ColumnBlock, block: ColumnBlock): void {
    const blocks = this.blocks.get(block.table) ?? [];
    this.blocks.set(
      block.table,
      blocks.map((one) => (one === old ? block : one)),
    );
  }

  page(table: string, id: string): number | undefined {
    return this.pageOf.get(table)?.get(id);
  }

  ids(table: string): Iterable<string> {
    return this.pageOf.get(table)?.keys() ?? [];
  }

  has(table: string, id: string): boolean {
    return this.pageOf.get(table)?.has(id) ?? false;
  }
}

/** Rows by table and id; null marks a deleted row. */
export class RowMap {
  private readonly byTable = new Map<string, Map<string, Body | null>>();

  get(table: string, id: string): Body | null | undefined {
    return this.byTable.get(table)?.get(id);
  }
  set(table: string, id: string, body: Body | null): void {
    const rows = this.byTable.get(table) ?? new Map<string, Body | null>();
    rows.set(id, body);
    this.byTable.set(table, rows);
  }
  delete(table: string, id: string): void {
    this.byTable.get(table)?.delete(id);
  }
  table(table: string): ReadonlyMap<string, Body | null> {
    return this.byTable.get(table) ?? new Map<string, Body | null>();
  }
  tables(): readonly string[] {
    return [...this.byTable.keys()];
  }
  *all(): Iterable<{ table: string; id: string; body: Body | null }> {
    for (const [table, rows] of this.byTable) for (const [id, body] of rows) yield { table, id, body };
  }
  clear(): void {
    this.byTable.clear();
  }
}

/** A branch in memory: what is in use, and what grows beside it. */
export interface BranchMemory {
  live: Generation | null;
  next: Generation | null;
  delta: RowMap;
  /** Changes behind `next`, not in use while there is a `live` one. */
  nextDelta: RowMap;
}

export const emptyMemory = (): BranchMemory => ({
  live: null,
  next: null,
  delta: new RowMap(),
  nextDelta: new RowMap(),
});

/** Under this name the changes behind a generation that is not in use lie among the changed rows. */
export const besideOf = (branch: string, gen: number): string => `${branch} ${gen}`;

interface View {
  readonly generation: Generation | null;
  /** Changed rows, the last word first. */
  readonly deltas: readonly RowMap[];
}
/** What counts of a branch: what is in use, on a first load what has come of it, or `ahead` the one beside. */
export function viewOf(memory: BranchMemory, ahead = false): View {
  if (ahead) return { generation: memory.next, deltas: [memory.nextDelta] };
  if (memory.live !== null) return { generation: memory.live, deltas: [memory.delta] };
  return { generation: memory.next, deltas: [memory.nextDelta, memory.delta] };
}

/** Rows of a table in several layers, the last word on each. */
export function changedRows(deltas: readonly RowMap[], table: string): ReadonlyMap<string, Body | null> {
  return new Map([...deltas].reverse().flatMap((delta) => [...delta.table(table)]));
}

export const pageId = (key: { gen: number; table: string; page: number }): string =>
  `${key.gen}/${key.table}/${key.page}`;
