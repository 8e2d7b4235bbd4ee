import type { RowOf, Table } from '../../../shared/tables/define.ts';
import { unlessBroken } from '../../platform/dexie/replica-health.ts';
import type { SealedStore } from '../../platform/dexie/store.ts';

/** Rows of the replica with pending effects on top, with their table's types. */
export interface TypedRows {
  get<T extends Table>(table: T, id: string): Promise<RowOf<T> | null>;
  /** In the order of `ids`; missing rows are left out. */
  many<T extends Table>(table: T, ids: readonly string[]): Promise<readonly (readonly [string, RowOf<T>])[]>;
  /** As `many`; rows that cannot be read for the moment (SE23) are left out too. For lists to choose from, never to judge by. */
  readable<T extends Table>(table: T, ids: readonly string[]): Promise<readonly (readonly [string, RowOf<T>])[]>;
  /** All rows of a small table. */
  list<T extends Table>(table: T): Promise<ReadonlyMap<string, RowOf<T>>>;
}

export function typedRows(store: SealedStore): TypedRows {
  const many = async <T extends Table>(table: T, ids: readonly string[]) => {
    const found = await store.rows(ids.map((id) => ({ table: table.name, id })));
    return ids.flatMap((id) => {
      const row = found.get(`${table.name}:${id}`);
      return row === undefined ? [] : [[id, row as RowOf<T>] as const];
    });
  };
  return {
    get: async (table, id) => (await many(table, [id]))[0]?.[1] ?? null,
    many,
    readable: async (table, ids) =>
      (await unlessBroken(null, many(table, ids))) ??
      (await Promise.all(ids.map((id) => unlessBroken([], many(table, [id]))))).flat(),
    list: async (table) => new Map(await many(table, store.ids(table.name))),
  };
}
