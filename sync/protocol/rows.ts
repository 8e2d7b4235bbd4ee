import type { Cbor } from '../../shared/kernel/cbor.ts';
import type { RowBody, RowChange } from '../engine/ports.ts';
import { anything, list, record, text, type Shape } from './shape.ts';

/**
 * Rows as protocols 1 and 2 carry them: per table its ids, its field names once, its values field by field as plain
 * CBOR, and the ids of deleted rows. Protocol 3 writes the columns by what they hold (`typed-rows.ts`).
 */
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

function pack(table: string, rows: readonly RowChange[]): TableRows {
  const live = rows.flatMap((row) => (row.body === null ? [] : [{ id: row.id, body: row.body }]));
  const fields = Object.keys(live[0]?.body ?? {});
  return {
    table,
    ids: live.map((row) => row.id),
    fields,
    columns: fields.map((field) => live.map((row) => row.body[field] as Cbor)),
    deleted: rows.filter((row) => row.body === null).map((row) => row.id),
  };
}

function unpack(packed: TableRows): readonly RowChange[] | undefined {
  const { table, ids, fields, columns } = packed;
  if (fields.length !== columns.length) return undefined;
  const bodies: Record<string, unknown>[] = ids.map(() => ({}));
  for (const [index, field] of fields.entries()) {
    const values = columns[index];
    if (!Array.isArray(values) || values.length !== ids.length) return undefined;
    for (const [row, value] of (values as readonly Cbor[]).entries())
      Object.defineProperty(bodies[row], field, { value, enumerable: true, writable: true, configurable: true });
  }
  const live = ids.map((id, index) => ({ table, id, body: (bodies[index] ?? {}) as RowBody }));
  return [...live, ...packed.deleted.map((id) => ({ table, id, body: null }))];
}

/** Rows of one table with different fields travel as two groups: nothing is filled in. */
export function groups(rows: readonly RowChange[]): Map<string, RowChange[]> {
  const byForm = new Map<string, RowChange[]>();
  for (const row of rows) {
    const form = row.body === null ? row.table : `${row.table} ${Object.keys(row.body).join(' ')}`;
    const group = byForm.get(form);
    if (group === undefined) byForm.set(form, [row]);
    else group.push(row);
  }
  return byForm;
}

export const rowsShape: Shape<readonly RowChange[]> = {
  text: allTables.text,
  to: (rows) => allTables.to([...groups(rows).values()].map((group) => pack(group[0]?.table ?? '', group))),
  from(cbor) {
    const packed = allTables.from(cbor);
    if (packed === undefined) return undefined;
    const out: RowChange[] = [];
    for (const one of packed) {
      if (out.length + one.ids.length + one.deleted.length > ROWS_MAX) return undefined;
      const rows = unpack(one);
      if (rows === undefined) return undefined;
      out.push(...rows);
    }
    return out;
  },
};
