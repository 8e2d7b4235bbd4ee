import type { Cbor } from '../../shared/kernel/cbor.ts';
import type { RowBody, RowChange } from '../engine/ports.ts';
import { anything, list, record, text, type Shape } from './shape.ts';

/**
 * Rows travel in columns: per table its ids, its field names once, its values field by field, and the ids of
 * deleted rows. How one column is written is a port, so that typed columns need no change here.
 */
export interface ColumnCodec {
  encode(table: string, field: string, values: readonly unknown[]): Cbor;
  /** The values, or undefined when the column is not `count` values of this field. */
  decode(table: string, field: string, column: Cbor, count: number): readonly unknown[] | undefined;
}

/** Columns as plain CBOR values: right for every table, small only after compression. */
export const plainColumns: ColumnCodec = {
  encode: (_table, _field, values) => values as readonly Cbor[],
  decode: (_table, _field, column, count) =>
    Array.isArray(column) && column.length === count ? (column as readonly Cbor[]) : undefined,
};

export const ROWS_MAX = 20_000;

interface TableRows {
  readonly table: string;
  readonly ids: readonly string[];
  readonly fields: readonly string[];
  readonly columns: readonly Cbor[];
  readonly deleted: readonly string[];
}
const tableRows = record<TableRows>({
  table: text(64),
  ids: list(text(160), ROWS_MAX),
  fields: list(text(64), 128),
  columns: list(anything, 128),
  deleted: list(text(160), ROWS_MAX),
});
const allTables = list(tableRows, 4096);

function pack(codec: ColumnCodec, table: string, rows: readonly RowChange[]): TableRows {
  const live = rows.flatMap((row) => (row.body === null ? [] : [{ id: row.id, body: row.body }]));
  const fields = Object.keys(live[0]?.body ?? {});
  return {
    table,
    ids: live.map((row) => row.id),
    fields,
    columns: fields.map((field) =>
      codec.encode(
        table,
        field,
        live.map((row) => row.body[field]),
      ),
    ),
    deleted: rows.filter((row) => row.body === null).map((row) => row.id),
  };
}

function unpack(codec: ColumnCodec, packed: TableRows): readonly RowChange[] | undefined {
  const { table, ids, fields, columns } = packed;
  if (fields.length !== columns.length) return undefined;
  const bodies: Record<string, unknown>[] = ids.map(() => ({}));
  for (const [index, field] of fields.entries()) {
    const values = codec.decode(table, field, columns[index] ?? null, ids.length);
    if (values === undefined) return undefined;
    for (const [row, value] of values.entries())
      Object.defineProperty(bodies[row], field, { value, enumerable: true, writable: true, configurable: true });
  }
  const live = ids.map((id, index) => ({ table, id, body: (bodies[index] ?? {}) as RowBody }));
  return [...live, ...packed.deleted.map((id) => ({ table, id, body: null }))];
}

/** Rows of one table with different fields travel as two groups: nothing is filled in. */
function groups(rows: readonly RowChange[]): Map<string, RowChange[]> {
  const byForm = new Map<string, RowChange[]>();
  for (const row of rows) {
    const form = row.body === null ? row.table : `${row.table} ${Object.keys(row.body).join(' ')}`;
    const group = byForm.get(form);
    if (group === undefined) byForm.set(form, [row]);
    else group.push(row);
  }
  return byForm;
}

export const rowsShape = (codec: ColumnCodec): Shape<readonly RowChange[]> => ({
  text: allTables.text,
  to: (rows) => allTables.to([...groups(rows).values()].map((group) => pack(codec, group[0]?.table ?? '', group))),
  from(cbor) {
    const packed = allTables.from(cbor);
    if (packed === undefined) return undefined;
    const out: RowChange[] = [];
    for (const one of packed) {
      const rows = unpack(codec, one);
      if (rows === undefined || out.length + rows.length > ROWS_MAX) return undefined;
      out.push(...rows);
    }
    return out;
  },
});
