import { decodeCbor } from '../../shared/kernel/cbor.ts';
import { dayToDate } from '../../shared/kernel/dates.ts';
import { TypedFault, type ByteReader } from './typed-bytes.ts';
import { readIds } from './typed-ids.ts';
import { readRun } from './typed-numbers.ts';
import {
  DIGITS_MAX,
  isText,
  NOTHING,
  REFERENCE,
  SAME,
  WAYS,
  WITH_NULLS,
  WORDS,
  type ColumnMemory,
} from './typed-ways.ts';

/** Reads columns. Whatever the bytes say, no more is allocated than rows were announced and cells are allowed. */
const DEPTH_MAX = 3;
const LENGTH_MAX = 16_777_216;
const DAYS_MAX = 1_000_000;

/** @throws TypedFault when the bytes are not a column of `count` values */
export function readColumn(reader: ByteReader, memory: ColumnMemory, count: number, depth = 0): readonly unknown[] {
  if (depth > DEPTH_MAX) throw new TypedFault('too deep');
  memory.spend(count);
  const head = reader.byte();
  if (head === NOTHING) return new Array<null>(count).fill(null);
  const present = (head & WITH_NULLS) === 0 ? null : readBits(reader, count);
  const given = present === null ? count : present.reduce((sum, one) => sum + (one ? 1 : 0), 0);
  if (given === 0) throw new TypedFault('nothing given');
  const isSame = (head & SAME) !== 0;
  const read = readGiven(reader, memory, { way: head & 0x3f, count: isSame ? 1 : given, depth });
  const values = isSame ? new Array<unknown>(given).fill(read[0]) : read;
  if (present === null) return values;
  let next = 0;
  return present.map((one) => (one ? values[next++] : null));
}

function readBits(reader: ByteReader, count: number): readonly boolean[] {
  const bytes = reader.raw(Math.ceil(count / 8));
  const spare = count % 8;
  if (spare > 0 && (bytes.at(-1) ?? 0) >> spare !== 0) throw new TypedFault('bits');
  return Array.from({ length: count }, (_, at) => (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1);
}

interface Asked {
  readonly way: number;
  readonly count: number;
  readonly depth: number;
}

function readGiven(reader: ByteReader, memory: ColumnMemory, { way, count, depth }: Asked): readonly unknown[] {
  switch (way) {
    case WAYS.cbor:
      return readCbor(reader, count);
    case WAYS.number:
      return readRun(reader, count).values;
    case WAYS.instant: {
      const { values, near } = readRun(reader, count, memory.near.instant);
      memory.near.instant = near;
      return values;
    }
    case WAYS.date: {
      const { values, near } = readRun(reader, count, memory.near.date);
      memory.near.date = near;
      return values.map(toDate);
    }
    case WAYS.flag:
      return readBits(reader, count);
    case WAYS.digits:
      return readDigits(reader, count);
    case WAYS.id: {
      const { values, near } = readIds(reader, count, memory.near.id);
      memory.near.id = near;
      return values;
    }
    case WAYS.text:
      return readTexts(reader, count);
    case WAYS.bytes:
      return readLengths(reader, count).map((length) => reader.raw(length));
    case WAYS.list:
      return readLists(reader, memory, count, depth);
    case WORDS:
      return readWords(reader, memory, count, depth);
    case REFERENCE:
      return readReference(reader, memory, count);
    default:
      throw new TypedFault('unknown way');
  }
}

function readCbor(reader: ByteReader, count: number): readonly unknown[] {
  const cbor = decodeCbor(reader.raw(reader.varint()));
  if (!cbor.ok || !Array.isArray(cbor.value) || cbor.value.length !== count) throw new TypedFault('cbor');
  return cbor.value as readonly unknown[];
}

function toDate(day: number): string {
  if (Math.abs(day) >= DAYS_MAX) throw new TypedFault('date');
  return dayToDate(day);
}

function readLengths(reader: ByteReader, count: number): readonly number[] {
  const { values } = readRun(reader, count);
  if (values.some((length) => length < 0 || length > LENGTH_MAX)) throw new TypedFault('length');
  return values;
}

function readDigits(reader: ByteReader, count: number): readonly string[] {
  const lengths = readLengths(reader, count);
  const { values } = readRun(reader, count);
  return values.map((value, at) => {
    const length = lengths[at] ?? 0;
    const digits = String(value);
    if (value < 0 || length > DIGITS_MAX || digits.length > length) throw new TypedFault('digits');
    return digits.padStart(length, '0');
  });
}

function readTexts(reader: ByteReader, count: number): readonly string[] {
  const lengths = readLengths(reader, count);
  const joined = reader.text(Number.MAX_SAFE_INTEGER);
  let at = 0;
  const out = lengths.map((length) => joined.slice(at, (at += length)));
  if (at !== joined.length || !out.every(isText)) throw new TypedFault('text');
  return out;
}

function readWords(reader: ByteReader, memory: ColumnMemory, count: number, depth: number): readonly unknown[] {
  const words = readColumn(reader, memory, reader.count(count), depth + 1);
  return Array.from({ length: count }, () => {
    const place = reader.varint();
    if (place >= words.length) throw new TypedFault('word');
    return words[place];
  });
}

function readReference(reader: ByteReader, memory: ColumnMemory, count: number): readonly unknown[] {
  const ids = memory.groups[reader.varint()];
  return readRun(reader, count).values.map((row) => {
    const id = ids?.[row];
    if (id === undefined) throw new TypedFault('reference');
    return id;
  });
}

function readLists(reader: ByteReader, memory: ColumnMemory, count: number, depth: number): readonly unknown[] {
  const lengths = readLengths(reader, count);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  memory.spend(total);
  const names = reader.count(128);
  const items: Record<string, unknown>[] = Array.from({ length: total }, () => ({}));
  for (let n = 0; n < names; n++) {
    const name = reader.text(64);
    if (name === '__proto__') throw new TypedFault('name');
    const values = readColumn(reader, memory, total, depth + 1);
    for (const [at, value] of values.entries()) (items[at] as Record<string, unknown>)[name] = value;
  }
  let at = 0;
  return lengths.map((length) => items.slice(at, (at += length)));
}
