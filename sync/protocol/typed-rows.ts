import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { RowBody, RowChange } from '../engine/ports.ts';
import { ByteReader, ByteWriter, TypedFault } from './typed-bytes.ts';
import { writeColumn } from './typed-column.ts';
import { readColumn } from './typed-read.ts';
import { ColumnMemory, type ColumnKind, type ColumnKinds } from './typed-ways.ts';
import { groups, ROWS_MAX } from './rows.ts';

/**
 * Rows of one message in typed columns. Rows of one table with the same fields are a group; a group's form (its
 * table and field names) is written out once a connection and has a number from then on.
 */

/** The kinds of a table's fields, or null for a table this build does not know. */
export type TableKinds = (table: string) => ColumnKinds | null;
export const noKinds: TableKinds = () => null;

interface Form {
  readonly table: string;
  readonly fields: readonly string[];
}
const ID: ColumnKind = { kind: 'id', members: null };
const FIELDS_MAX = 128;
const ID_MAX = 160;
/** Forms a connection remembers; later ones are written out each time. */
const FORMS_MAX = 512;

/** Forms that this process has written, for all its connections: each of them holds numbers only. */
const known = new Map<string, Form>();
const KNOWN_MAX = 4096;
function shared(form: Form): Form {
  const key = formKey(form);
  const one = known.get(key);
  if (one !== undefined) return one;
  if (known.size < KNOWN_MAX) known.set(key, form);
  return form;
}
const formKey = (form: Form): string => `${form.table} ${form.fields.join(' ')}`;

/** Forms one side has written out on this connection. One object for each direction. */
export class FormsWritten {
  private readonly numbers = new Map<Form, number>();
  /** The form's number, or null: now it is written out and has the next number. */
  number(form: Form): number | null {
    const number = this.numbers.get(form);
    if (number === undefined && this.numbers.size < FORMS_MAX) this.numbers.set(form, this.numbers.size);
    return number ?? null;
  }
}
export class FormsRead {
  private readonly forms: Form[] = [];
  private readonly keys = new Set<string>();
  at(number: number): Form {
    const form = this.forms[number];
    if (form === undefined) throw new TypedFault('form');
    return form;
  }
  add(form: Form): Form {
    const key = formKey(form);
    if (this.forms.length < FORMS_MAX && !this.keys.has(key)) this.forms.push(form);
    this.keys.add(key);
    return form;
  }
}

/** @param written null: the message stands for itself, as a page that is kept and sent to many */
export function writeRows(rows: readonly RowChange[], kinds: TableKinds, written: FormsWritten | null): Bytes {
  const out = new ByteWriter();
  const memory = new ColumnMemory();
  const all = [...groups(rows).values()];
  out.varint(all.length);
  for (const group of all) writeGroup(out, memory, group, kinds, written);
  return out.done();
}

function writeGroup(
  out: ByteWriter,
  memory: ColumnMemory,
  rows: readonly RowChange[],
  kinds: TableKinds,
  written: FormsWritten | null,
): void {
  const live = rows.flatMap((row) => (row.body === null ? [] : [{ id: row.id, body: row.body }]));
  const deleted = rows.filter((row) => row.body === null).map((row) => row.id);
  const form = shared({ table: rows[0]?.table ?? '', fields: Object.keys(live[0]?.body ?? {}) });
  const number = written?.number(form) ?? null;
  if (number === null) {
    out.varint(0);
    out.text(form.table);
    out.varint(form.fields.length);
    for (const field of form.fields) out.text(field);
  } else out.varint(number + 1);
  out.varint(live.length);
  out.varint(deleted.length);
  const ids = live.map((row) => row.id);
  if (live.length > 0) writeColumn(out, memory, ids, ID);
  memory.groups.push(ids);
  const of = kinds(form.table);
  if (live.length > 0)
    for (const field of form.fields)
      writeColumn(
        out,
        memory,
        live.map((row) => row.body[field]),
        of?.[field] ?? null,
      );
  if (deleted.length > 0) writeColumn(out, memory, deleted, ID);
}

/** The rows, or undefined when the bytes are not rows in typed columns. Never throws on bad bytes. */
export function readRows(bytes: Bytes, read: FormsRead | null): readonly RowChange[] | undefined {
  try {
    const reader = new ByteReader(bytes);
    const memory = new ColumnMemory();
    const out: RowChange[] = [];
    for (let left = reader.count(ROWS_MAX); left > 0; left--) readGroup(reader, memory, out, read);
    return reader.left === 0 ? out : undefined;
  } catch (fault) {
    if (fault instanceof TypedFault) return undefined;
    throw fault;
  }
}

function readForm(reader: ByteReader, read: FormsRead | null): Form {
  const number = reader.varint();
  if (number > 0) {
    if (read === null) throw new TypedFault('form');
    return read.at(number - 1);
  }
  const table = reader.text(64);
  const fields = Array.from({ length: reader.count(FIELDS_MAX) }, () => reader.text(64));
  if (new Set(fields).size !== fields.length || fields.includes('__proto__')) throw new TypedFault('form');
  return read === null ? { table, fields } : read.add({ table, fields });
}

function readGroup(reader: ByteReader, memory: ColumnMemory, out: RowChange[], read: FormsRead | null): void {
  const { table, fields } = readForm(reader, read);
  const live = reader.count(ROWS_MAX - out.length);
  const deleted = reader.count(ROWS_MAX - out.length - live);
  const ids = live === 0 ? [] : readRowIds(reader, memory, live);
  memory.groups.push(ids);
  const bodies: Record<string, unknown>[] = ids.map(() => ({}));
  if (live > 0)
    for (const field of fields) {
      const values = readColumn(reader, memory, live);
      for (let row = 0; row < live; row++) (bodies[row] as Record<string, unknown>)[field] = values[row];
    }
  for (const [row, id] of ids.entries()) out.push({ table, id, body: bodies[row] as RowBody });
  const gone = deleted === 0 ? [] : readRowIds(reader, memory, deleted);
  for (const id of gone) out.push({ table, id, body: null });
}

function readRowIds(reader: ByteReader, memory: ColumnMemory, count: number): readonly string[] {
  const ids = readColumn(reader, memory, count);
  if (!ids.every((id): id is string => typeof id === 'string' && id.length <= ID_MAX)) throw new TypedFault('ids');
  return ids;
}
