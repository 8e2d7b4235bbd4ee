import { decodeCbor, encodeCbor, type Cbor } from '../../../shared/kernel/cbor.ts';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { checkRecord, recordFromCbor, recordToCbor, type Field, type Fields } from '../../../shared/tables/fields.ts';
import { tablesByName } from '../../../shared/tables/index.ts';
import { SealBroken } from '../vault/cipher.ts';

/**
 * Rows at rest: an array of values in the order of the table's fields, or a plain map for a row this build
 * has no table for (a newer hub, a test). A row an older build wrote lacks the fields added since: they read as nothing.
 */
export type Body = Readonly<Record<string, unknown>>;

export function rowToCbor(table: string, body: Body | null): Cbor {
  if (body === null) return null;
  const known = tablesByName.get(table);
  if (known !== undefined && checkRecord(known.fields, body) === null) return [0, recordToCbor(known.fields, body)];
  return [1, body as Cbor];
}

/** What a field that an older build did not know says: nothing. Only fields at the end of a table are ever added. */
function nothing(field: Field<unknown>): Cbor {
  if (field.nullable) return null;
  if (field.kind === 'list') return [];
  return field.kind === 'flag' ? false : field.kind === 'text' ? '' : 0;
}

/** A row an older build stored, with the fields that were added to its table since. */
function grown(fields: Fields, value: Cbor): Cbor {
  const all = Object.values(fields);
  if (!Array.isArray(value) || value.length >= all.length) return value;
  return [...(value as readonly Cbor[]), ...all.slice(value.length).map(nothing)];
}

/** @throws SealBroken when the stored form is not a row of this table. */
export function rowFromCbor(table: string, cbor: Cbor): Body | null {
  if (cbor === null) return null;
  const [form, value] = cbor as readonly [number, Cbor];
  if (form === 1) return { ...(value as { readonly [key: string]: Cbor }) };
  const known = tablesByName.get(table);
  const body = known === undefined ? undefined : recordFromCbor(known.fields, grown(known.fields, value));
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
