import { decodeCbor, encodeCbor, type Cbor } from '../../../shared/kernel/cbor.ts';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { checkRecord, recordFromCbor, recordToCbor } from '../../../shared/tables/fields.ts';
import { tablesByName } from '../../../shared/tables/index.ts';
import { SealBroken } from '../vault/cipher.ts';

/**
 * Rows at rest: an array of values in the order of the table's fields, or a plain map for a row this build
 * has no table for (a newer hub, a test). A row written by an older build of the table is a map's worth of
 * unknowns and is fetched again.
 */
export type Body = Readonly<Record<string, unknown>>;

export function rowToCbor(table: string, body: Body | null): Cbor {
  if (body === null) return null;
  const known = tablesByName.get(table);
  if (known !== undefined && checkRecord(known.fields, body) === null) return [0, recordToCbor(known.fields, body)];
  return [1, body as Cbor];
}

/** @throws SealBroken when the stored form is not a row of this table. */
export function rowFromCbor(table: string, cbor: Cbor): Body | null {
  if (cbor === null) return null;
  const [form, value] = cbor as readonly [number, Cbor];
  if (form === 1) return { ...(value as { readonly [key: string]: Cbor }) };
  const known = tablesByName.get(table);
  const body = known === undefined ? undefined : recordFromCbor(known.fields, value);
  if (body === undefined) throw new SealBroken(`row of ${table}`);
  return body;
}

/** @throws SealBroken */
export function readCbor(bytes: Uint8Array): Cbor {
  const decoded = decodeCbor(bytes);
  if (!decoded.ok) throw new SealBroken(decoded.error);
  return decoded.value;
}

export interface NamedRow {
  readonly branch: string;
  readonly table: string;
  readonly id: string;
  readonly body: Body | null;
}

export const namedRowBytes = (row: NamedRow): Bytes =>
  encodeCbor([row.branch, row.table, row.id, rowToCbor(row.table, row.body)]);

export function namedRowFrom(bytes: Uint8Array): NamedRow {
  const [branch, table, id, body] = readCbor(bytes) as readonly [string, string, string, Cbor];
  return { branch, table, id, body: rowFromCbor(table, body) };
}

export interface PageRow {
  readonly id: string;
  readonly body: Body;
}
export const pageBytes = (table: string, rows: readonly PageRow[]): Bytes =>
  encodeCbor(rows.map((row) => [row.id, rowToCbor(table, row.body)]));

export function pageFrom(table: string, bytes: Uint8Array): ReadonlyMap<string, Body> {
  const page = new Map<string, Body>();
  for (const item of readCbor(bytes) as readonly (readonly [string, Cbor])[]) {
    const body = rowFromCbor(table, item[1]);
    if (body !== null) page.set(item[0], body);
  }
  return page;
}
