import type { Bytes } from '../kernel/bytes.ts';
import type { Cbor } from '../kernel/cbor.ts';
import { dateToDay, dayToDate } from '../kernel/dates.ts';

/**
 * One small vocabulary for table columns and command payloads: from a field come its TypeScript type, its
 * check, its canonical CBOR form and its wire column. Nothing about a field is written twice.
 */
export type WireKind =
  'int' | 'fen' | 'instant' | 'date' | 'text' | 'code' | 'digits' | 'id' | 'flag' | 'bytes' | 'list';

export interface Field<T> {
  readonly kind: WireKind;
  readonly nullable: boolean;
  /** Members of a `list` field, in order. */
  readonly members: Fields | null;
  /** null when the value is right, else what is wrong with it (a word for logs, not for people). */
  check(value: unknown): string | null;
  toCbor(value: T): Cbor;
  /** The value, or undefined when the CBOR does not have this field's form. */
  fromCbor(cbor: Cbor): T | undefined;
}

// The value type of a field is invariant; `any` here is the usual upper bound for a record of them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Fields = Readonly<Record<string, Field<any>>>;
export type ValueOf<F> = F extends Field<infer T> ? T : never;
export type RecordOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

type Plain = number | string | boolean | Bytes;

function field<T extends Plain>(kind: WireKind, check: (value: unknown) => string | null): Field<T> {
  return {
    kind,
    nullable: false,
    members: null,
    check,
    toCbor: (value) => value as Cbor,
    fromCbor: (cbor) => (check(cbor) === null ? (cbor as T) : undefined),
  };
}

const isInteger = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

export const int = (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Field<number> =>
  field('int', (value) => (isInteger(value) && value >= min && value <= max ? null : 'not an integer in range'));

/** Signed amount in fen. A command that needs a positive amount says so in `admit` (AMOUNT_INVALID). */
export const fen = (): Field<number> => field('fen', (value) => (isInteger(value) ? null : 'not fen'));

/** Milliseconds since 1970 UTC. */
export const instant = (): Field<number> => field('instant', (value) => (isInteger(value) ? null : 'not an instant'));

export const text = (max = 200): Field<string> =>
  field('text', (value) =>
    typeof value === 'string' && value.length <= max && value.isWellFormed() ? null : `not text of at most ${max}`,
  );

/** A word from a closed or slowly growing list: sent by dictionary. */
export function code<const V extends string>(...values: readonly V[]): Field<V> {
  const known = new Set<string>(values);
  return field('code', (value) => {
    if (typeof value !== 'string' || value.length > 64) return 'not a code';
    return known.size === 0 || known.has(value) ? null : `not one of ${values.join(', ')}`;
  });
}

export const digits = (min: number, max = min): Field<string> =>
  field('digits', (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max && /^\d*$/.test(value)
      ? null
      : `not ${min}-${max} digits`,
  );

/** Id of a row (of any table): hub-made decimal, terminal-made `device16.n`, or a composite of ids with `/`. */
export const id = (): Field<string> =>
  field('id', (value) => (typeof value === 'string' && /^[\w.:@/+-]{1,120}$/.test(value) ? null : 'not a row id'));

export const flag = (): Field<boolean> => field('flag', (value) => (typeof value === 'boolean' ? null : 'not a flag'));

export const bytes = (max: number): Field<Bytes> =>
  field('bytes', (value) =>
    value instanceof Uint8Array && value.length <= max ? null : `not bytes of at most ${max}`,
  );

export function date(): Field<string> {
  return {
    kind: 'date',
    nullable: false,
    members: null,
    check: (value) => (typeof value === 'string' && dateToDay(value) !== null ? null : 'not a date'),
    toCbor: (value) => dateToDay(value),
    fromCbor: (cbor) => (isInteger(cbor) && Math.abs(cbor) < 1_000_000 ? dayToDate(cbor) : undefined),
  };
}

export function opt<T>(inner: Field<T>): Field<T | null> {
  return {
    kind: inner.kind,
    nullable: true,
    members: inner.members,
    check: (value) => (value === null ? null : inner.check(value)),
    toCbor: (value) => (value === null ? null : inner.toCbor(value)),
    fromCbor: (cbor) => (cbor === null ? null : inner.fromCbor(cbor)),
  };
}

/** A short list of records (denominations, uses of a lease). At most `max` members. */
export function list<F extends Fields>(members: F, max: number): Field<readonly RecordOf<F>[]> {
  const check = (value: unknown): string | null => {
    if (!Array.isArray(value) || value.length > max) return `not a list of at most ${max}`;
    for (const item of value as readonly unknown[]) {
      const fault = checkRecord(members, item);
      if (fault !== null) return fault.what;
    }
    return null;
  };
  return {
    kind: 'list',
    nullable: false,
    members,
    check,
    toCbor: (value) => value.map((item) => recordToCbor(members, item)),
    fromCbor: (cbor) => {
      if (!Array.isArray(cbor) || cbor.length > max) return undefined;
      const out: RecordOf<F>[] = [];
      for (const item of cbor as readonly Cbor[]) {
        const record = recordFromCbor(members, item);
        if (record === undefined) return undefined;
        out.push(record);
      }
      return out;
    },
  };
}

export interface FieldFault {
  readonly field: string;
  readonly what: string;
}

/** null when `value` is a record of exactly these fields. */
export function checkRecord(fields: Fields, value: unknown): FieldFault | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { field: '', what: 'not a record' };
  const record = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(record))
    if (!Object.hasOwn(fields, name)) return { field: name, what: 'unknown field' };
  for (const [name, one] of Object.entries(fields)) {
    const what = one.check(record[name]);
    if (what !== null) return { field: name, what: record[name] === undefined ? 'missing' : what };
  }
  return null;
}

/** Fields in definition order; the order is part of the format and never changes within a version. */
export const recordToCbor = <F extends Fields>(fields: F, record: RecordOf<F>): Cbor =>
  Object.entries(fields).map(([name, one]) => one.toCbor(record[name as keyof F]));

/** undefined when the CBOR is not an array of exactly these fields. */
export function recordFromCbor<F extends Fields>(fields: F, cbor: Cbor): RecordOf<F> | undefined {
  const entries = Object.entries(fields);
  if (!Array.isArray(cbor) || cbor.length !== entries.length) return undefined;
  const out: Record<string, unknown> = {};
  for (const [index, [name, one]] of entries.entries()) {
    const value: unknown = one.fromCbor((cbor as readonly Cbor[])[index] ?? null);
    if (value === undefined) return undefined;
    out[name] = value;
  }
  return out as RecordOf<F>;
}
