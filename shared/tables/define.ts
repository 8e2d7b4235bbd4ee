import { checkRecord, type FieldFault, type Fields, type RecordOf } from './fields.ts';

/**
 * Where a row travels. `never` stays on the hub (the default); `outlet` goes to the terminals of its own
 * branch; `reference` lives in the branch of a county, city, province or outlet and goes to every terminal below it.
 */
export type SyncScope = 'never' | 'outlet' | 'reference';

export interface Table<F extends Fields = Fields> {
  readonly name: string;
  /** Number on the wire and in the hub's `row` table; never reused. */
  readonly kind: number;
  readonly scope: SyncScope;
  readonly fields: F;
}

export type RowOf<T> = T extends Table<infer F> ? RecordOf<F> : never;
/** A row as stored: every field of its table present. */
export type AnyRow = Readonly<Record<string, unknown>>;

export function defineTable<const F extends Fields>(definition: {
  name: string;
  kind: number;
  scope?: SyncScope;
  fields: F;
}): Table<F> {
  return { scope: 'never', ...definition };
}

export const checkRow = (table: Table, row: unknown): FieldFault | null => checkRecord(table.fields, row);

export interface RowKey {
  readonly table: string;
  readonly id: string;
}

export const keyOf = (table: Table, id: string): RowKey => ({ table: table.name, id });
export const keyText = (key: RowKey): string => `${key.table}:${key.id}`;
