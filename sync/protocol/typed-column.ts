import { dateToDay } from '../../shared/kernel/dates.ts';
import { encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { ByteWriter } from './typed-bytes.ts';
import { splitIds, writeIds } from './typed-ids.ts';
import { isRun, writeRun } from './typed-numbers.ts';
import {
  DIGITS_MAX,
  isText,
  NOTHING,
  REFERENCE,
  SAME,
  WAYS,
  WITH_NULLS,
  WORDS,
  type ColumnKind,
  type ColumnKinds,
  type ColumnMemory,
} from './typed-ways.ts';

/** Writes columns, each in the shortest way that fits what its field is and what its values are. */
/** From how many values on a list of different words is worth having. */
const WORDS_FROM = 6;

type Ways = keyof typeof WAYS;

const WAY_OF_KIND: Readonly<Record<string, Ways>> = {
  int: 'number',
  fen: 'number',
  instant: 'instant',
  date: 'date',
  text: 'text',
  code: 'text',
  digits: 'digits',
  id: 'id',
  flag: 'flag',
  bytes: 'bytes',
  list: 'list',
};

const isDigits = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= DIGITS_MAX && /^\d+$/.test(value);

const FITS: Readonly<Record<Exclude<Ways, 'cbor' | 'id' | 'list'>, (values: readonly unknown[]) => boolean>> = {
  number: isRun,
  instant: isRun,
  date: (values) => values.every((value) => typeof value === 'string' && dateToDay(value) !== null),
  flag: (values) => values.every((value) => typeof value === 'boolean'),
  digits: (values) => values.every(isDigits),
  text: (values) => values.every(isText),
  bytes: (values) => values.every((value) => value instanceof Uint8Array),
};

const guess = (value: unknown): Ways => {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'flag';
  return value instanceof Uint8Array ? 'bytes' : 'cbor';
};

/** @throws RangeError or TypeError for values that CBOR cannot carry either (a bug of the caller) */
export function writeColumn(
  out: ByteWriter,
  memory: ColumnMemory,
  values: readonly unknown[],
  kind: ColumnKind | null,
): void {
  const given = values.filter((value) => value !== null);
  if (given.length === 0) return out.byte(NOTHING);
  const nulls = given.length < values.length ? WITH_NULLS : 0;
  const first = given[0];
  const same = given.length > 1 && typeof first !== 'object' && given.every((value) => value === first);
  const body = new ByteWriter();
  const way = writeGiven(body, memory, same ? [first] : given, kind);
  out.byte(way | nulls | (same ? SAME : 0));
  if (nulls !== 0)
    writeBits(
      out,
      values.map((value) => value !== null),
    );
  out.raw(body.done());
}

function writeBits(out: ByteWriter, bits: readonly boolean[]): void {
  for (let at = 0; at < bits.length; at += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) if (bits[at + bit] === true) byte |= 1 << bit;
    out.byte(byte);
  }
}

function writeGiven(
  out: ByteWriter,
  memory: ColumnMemory,
  values: readonly unknown[],
  kind: ColumnKind | null,
): number {
  const way = WAY_OF_KIND[kind?.kind ?? ''] ?? guess(values[0]);
  if (way === 'list' && writeLists(out, memory, values, kind?.members ?? null)) return WAYS.list;
  if (way === 'id' && writeReference(out, memory, values)) return REFERENCE;
  if (values.length >= WORDS_FROM && values.every(isText) && writeWords(out, memory, values, kind)) return WORDS;
  const ids = way === 'id' ? splitIds(values) : null;
  if (ids !== null) {
    memory.near.id = writeIds(out, ids, memory.near.id);
    return WAYS.id;
  }
  const plain = way === 'id' ? 'text' : way;
  const fitting = plain !== 'cbor' && plain !== 'list' && FITS[plain](values) ? plain : guess(values[0]);
  if (fitting === 'cbor' || fitting === 'list' || fitting === 'id' || !FITS[fitting](values)) {
    const cbor = encodeCbor(values as readonly Cbor[]);
    out.varint(cbor.length);
    out.raw(cbor);
    return WAYS.cbor;
  }
  writePlain(out, memory, values, fitting);
  return WAYS[fitting];
}

function writePlain(
  out: ByteWriter,
  memory: ColumnMemory,
  values: readonly unknown[],
  way: Exclude<Ways, 'cbor' | 'id' | 'list'>,
): void {
  switch (way) {
    case 'number':
      writeRun(out, values as readonly number[]);
      return;
    case 'instant':
      memory.near.instant = writeRun(out, values as readonly number[], memory.near.instant);
      return;
    case 'date':
      memory.near.date = writeRun(
        out,
        (values as readonly string[]).map((one) => dateToDay(one) ?? 0),
        memory.near.date,
      );
      return;
    case 'flag':
      return writeBits(out, values as readonly boolean[]);
    case 'digits':
      writeLengths(out, values as readonly string[]);
      writeRun(out, (values as readonly string[]).map(Number));
      return;
    case 'text':
      writeLengths(out, values as readonly string[]);
      return out.text((values as readonly string[]).join(''));
    case 'bytes':
      writeLengths(out, values as readonly Uint8Array[]);
      for (const one of values as readonly Uint8Array[]) out.raw(one);
  }
}

const writeLengths = (out: ByteWriter, values: readonly { readonly length: number }[]): void => {
  writeRun(
    out,
    values.map((value) => value.length),
  );
};

/** Different words once, then their places: where at least half of the values are repeats. */
function writeWords(
  out: ByteWriter,
  memory: ColumnMemory,
  values: readonly string[],
  kind: ColumnKind | null,
): boolean {
  const places = new Map<string, number>();
  const at: number[] = [];
  for (const value of values) {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    at.push(place);
    if (places.size > values.length / 2) return false;
  }
  out.varint(places.size);
  writeColumn(out, memory, [...places.keys()], kind);
  for (const place of at) out.varint(place);
  return true;
}

/** Ids of rows that came earlier in this message travel as their row numbers. */
function writeReference(out: ByteWriter, memory: ColumnMemory, values: readonly unknown[]): boolean {
  for (let group = 0; group < memory.groups.length; group++) {
    if (memory.groups[group]?.length === 0) continue;
    const rows = memory.rowsOf(group);
    if (!rows.has(values[0] as string)) continue;
    const numbers = values.map((value) => (typeof value === 'string' ? (rows.get(value) ?? -1) : -1));
    if (numbers.includes(-1)) continue;
    out.varint(group);
    writeRun(out, numbers);
    return true;
  }
  return false;
}

type Record_ = Readonly<Record<string, unknown>>;

/** Lists of records with the same members: lengths, the members' names once, a column for each. */
function writeLists(
  out: ByteWriter,
  memory: ColumnMemory,
  lists: readonly unknown[],
  members: ColumnKinds | null,
): boolean {
  if (!lists.every((one): one is readonly unknown[] => Array.isArray(one))) return false;
  const items = lists.flat() as readonly Record_[];
  const isRecord = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof Uint8Array);
  if (!items.every(isRecord)) return false;
  const names = Object.keys(items[0] ?? {});
  const form = names.join(' ');
  if (items.some((item) => Object.keys(item).join(' ') !== form) || names.includes('__proto__')) return false;
  if (items.some((item) => names.some((name) => Array.isArray(item[name])))) return false;
  writeLengths(out, lists);
  out.varint(names.length);
  for (const name of names) {
    out.text(name);
    writeColumn(
      out,
      memory,
      items.map((item) => item[name]),
      members?.[name] ?? null,
    );
  }
  return true;
}
