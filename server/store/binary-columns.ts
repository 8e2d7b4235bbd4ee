import { assert } from '../../shared/kernel/assert.ts';
import { dateToDay } from '../../shared/kernel/dates.ts';

/**
 * Columns of values as PostgreSQL's binary arrays, for `unnest`: neither side spells a value as text or reads one
 * back, which is what most of a large write would otherwise be spent on.
 * A value that does not fit its type throws here, as the server would.
 */
export interface Forms {
  readonly text: string;
  readonly uuid: string;
  readonly bytea: Uint8Array;
  readonly int8: number;
  readonly int4: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly bool: boolean;
  /** JSON text. */
  readonly jsonb: string;
}
export type Form = keyof Forms;

const OIDS: Readonly<Record<Form, number>> = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  date: 1082,
  uuid: 2950,
  jsonb: 3802,
};
/** Days from 1970-01-01 to PostgreSQL's first day, 2000-01-01. */
const DAYS_TO_2000 = 10_957;
const HIGH = 2 ** 32;
const SHORT = 64;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Bytes of any number of columns one after another: one buffer a statement instead of one a column. */
export class ColumnBytes {
  private buffer: Buffer;
  private at = 0;
  private readonly days = new Map<string, number>();

  /** `size` in bytes is a guess; it grows. */
  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  private reserve(more: number): void {
    if (this.at + more <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + more));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
  }

  /** Writes the 32 low bits; room must be reserved. */
  private word(value: number, at: number): void {
    const { buffer } = this;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }

  int4(value: number): void {
    assert((value | 0) === value, 'an int4 is a 32-bit integer');
    this.reserve(4);
    this.word(value, this.at);
    this.at += 4;
  }

  int8(value: number): void {
    assert(Number.isSafeInteger(value), 'an int8 is a safe integer');
    this.reserve(8);
    const high = Math.floor(value / HIGH);
    this.word(high, this.at);
    this.word(value - high * HIGH, this.at + 4);
    this.at += 8;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.at++] = value;
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  /** UTF-8. Short ASCII, nearly every column, is written without leaving JavaScript. */
  text(value: string): void {
    this.reserve(value.length * 3);
    const { buffer, at } = this;
    if (value.length > SHORT) {
      this.at = at + buffer.write(value, at, 'utf8');
      return;
    }
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.at = at + buffer.write(value, at, 'utf8');
        return;
      }
      buffer[at + i] = code;
    }
    this.at = at + value.length;
  }

  uuid(value: string): void {
    assert(UUID.test(value), 'a uuid in lower case');
    this.reserve(16);
    this.at += this.buffer.write(value.replaceAll('-', ''), this.at, 'hex');
  }

  date(value: string): void {
    let day = this.days.get(value);
    if (day === undefined) {
      const known = dateToDay(value);
      assert(known !== null, 'a calendar date');
      day = known - DAYS_TO_2000;
      this.days.set(value, day);
    }
    this.int4(day);
  }

  /** Leaves room for a length and returns where what it counts begins. */
  open(): number {
    this.reserve(4);
    this.at += 4;
    return this.at;
  }

  close(start: number): void {
    this.word(this.at - start, start - 4);
  }

  get end(): number {
    return this.at;
  }

  /** What was written since `start`, in the same memory; it stays as it is whatever is written after it. */
  since(start: number): Uint8Array {
    return this.buffer.subarray(start, this.at);
  }
}

const WRITE: { readonly [F in Form]: (out: ColumnBytes, value: Forms[F]) => void } = {
  text: (out, value) => out.text(value),
  uuid: (out, value) => out.uuid(value),
  bytea: (out, value) => out.bytes(value),
  int8: (out, value) => out.int8(value),
  int4: (out, value) => out.int4(value),
  date: (out, value) => out.date(value),
  bool: (out, value) => out.byte(value ? 1 : 0),
  jsonb(out, value) {
    // Version of jsonb's binary form.
    out.byte(1);
    out.text(value);
  },
};

interface Values<F extends Form, R> {
  readonly form: F;
  readonly rows: readonly R[];
  pick(row: R): Forms[F] | null;
}

/** One value of every row, as a one-dimensional array of this type. @throws Bug when a value is not of it. */
function writeColumn<F extends Form, R>(out: ColumnBytes, { form, rows, pick }: Values<F, R>): Uint8Array {
  const begin = out.end;
  const write = WRITE[form];
  out.int4(rows.length === 0 ? 0 : 1);
  out.int4(1);
  out.int4(OIDS[form]);
  if (rows.length > 0) {
    out.int4(rows.length);
    out.int4(1);
  }
  for (const row of rows) {
    const value = pick(row);
    if (value === null) {
      out.int4(-1);
      continue;
    }
    const start = out.open();
    write(out, value);
    out.close(start);
  }
  return out.since(begin);
}

/** A column of a table, how its values are written and where they come from. */
export interface Column<R> {
  readonly name: string;
  readonly form: Form;
  encode(rows: readonly R[], out: ColumnBytes): Uint8Array;
}

export const column = <F extends Form, R>(name: string, form: F, pick: (row: R) => Forms[F] | null): Column<R> => ({
  name,
  form,
  encode: (rows, out) => writeColumn(out, { form, rows, pick }),
});

export const columnNames = (columns: readonly Pick<Column<never>, 'name'>[]): string =>
  columns.map((one) => one.name).join(', ');

/** `unnest(…) AS alias(…)` over parameters numbered from `first`. */
export function unnest(columns: readonly Pick<Column<never>, 'name' | 'form'>[], alias: string, first: number): string {
  const arrays = columns.map((one, index) => `$${first + index}::${one.form}[]`);
  return `unnest(${arrays.join(', ')}) AS ${alias}(${columnNames(columns)})`;
}
