import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { ENTRY_BYTES_MAX, ENTRY_FIELDS } from './entry.ts';
import { isSmall, readWord, Words, writeWord } from './packed-words.ts';
import { TypedFault, zigzag, type ByteReader, type ByteWriter } from './typed-bytes.ts';

/**
 * Entries as one connection carries them: what an entry shares with the one before it, or with the last of its
 * command, is not said again; times are steps; words and ids that both ends have seen are places. The hub puts the
 * canonical bytes together again, byte for byte: they are what hashes and signatures stand on.
 */

/** Entries that come out of one packed message take no more than this, however few bytes describe them. */
export const UNPACKED_BYTES_MAX = 1_048_576;
const COMMANDS_MAX = 24;

const RAW = 0;
const LIKE_THE_LAST = 1;
/** From here on: the place of a command in the list of those seen, plus this. */
const LIKE_ITS_COMMAND = 2;

// Places in the canonical array (`entry.ts`).
const SEQ = 3;
const COMMAND = 4;
const WALL_AT = 8;
const CAPTURED_AT = 9;
const MONO = 11;
const REPLICA_AS_OF = 18;
const DEADLINE = 19;
const REPLACES = 20;
const PAYLOAD = 21;
/** In the order of the bits of the mask: what differs most often comes first, so that most masks are one byte. */
const MASKED = [MONO, REPLICA_AS_OF, PAYLOAD, CAPTURED_AT, 14, 7, DEADLINE, 13, 15, 16, 17, 12, 10, 20, 5, 6, 1, 2, 0];

type Fields = readonly Cbor[];

export class EntryMemory {
  last: Fields | null = null;
  readonly words = new Words();
  /** Of each command the last entry, in the order in which the commands came first. */
  readonly byCommand: { readonly command: string; entry: Fields }[] = [];

  remember(entry: Fields): void {
    this.last = entry;
    const command = entry[COMMAND] as string;
    const known = this.byCommand.find((one) => one.command === command);
    if (known !== undefined) known.entry = entry;
    else if (this.byCommand.length < COMMANDS_MAX) this.byCommand.push({ command, entry });
  }
}

const isEntry = (cbor: Cbor): cbor is Fields =>
  Array.isArray(cbor) && cbor.length === ENTRY_FIELDS && typeof (cbor as Fields)[COMMAND] === 'string';

const num = (value: Cbor | undefined): number => (typeof value === 'number' ? value : 0);

/**
 * What an entry would be if it told nothing new: times go on as those of the last entry did, what a command says of
 * itself is as it was the last time.
 */
function expected(last: Fields, like: Fields, entry: { readonly [at: number]: Cbor | undefined }, at: number): Cbor {
  const wall = num(entry[WALL_AT]);
  const passed = wall - num(last[WALL_AT]);
  switch (at) {
    case CAPTURED_AT:
      return num(last[CAPTURED_AT]) + passed;
    case MONO:
      return num(last[MONO]) + passed;
    case REPLICA_AS_OF:
      return last[at] ?? null;
    case DEADLINE:
      return typeof like[at] === 'number' ? num(like[at]) - num(like[WALL_AT]) + wall : null;
    case REPLACES:
      return null;
    case 1:
    case 2:
    case 7:
    case 10:
    case 12:
    case 13:
    case 14:
      return last[at] ?? null;
    default:
      return like[at] ?? null;
  }
}

function same(a: Cbor, b: Cbor): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b);
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item: Cbor, at) => same(item, (b as Fields)[at] ?? null));
}

// ---- one value against what was expected of it ------------------------------------------------------------------

const OTHER = 0;

/** Another value than expected. Code 0: any value, as CBOR; else a step, a word or bytes, by the kind of the expected one. */
function writeValue(out: ByteWriter, words: Words, value: Cbor, was: Cbor, isStep: boolean): void {
  if (typeof value === 'number' && typeof was === 'number') {
    const said = isStep ? value - was : value;
    if (isSmall(said)) return out.varint(zigzag(said) + 1);
  }
  if (typeof value === 'string' && typeof was === 'string' && value.isWellFormed())
    return writeWord(out, words, value, 1);
  if (value instanceof Uint8Array && was instanceof Uint8Array) {
    out.varint(value.length + 1);
    return out.raw(value);
  }
  if (typeof value === 'boolean' && typeof was === 'boolean') return out.varint(1);
  out.varint(OTHER);
  const cbor = encodeCbor(value);
  out.varint(cbor.length);
  out.raw(cbor);
  learn(words, value);
}

/** Words inside a value that came whole are known from then on. */
function learn(words: Words, value: Cbor): void {
  if (typeof value === 'string') words.add(value);
  else if (Array.isArray(value)) for (const item of value as Fields) learn(words, item);
}

function readValue(reader: ByteReader, words: Words, was: Cbor, isStep: boolean): Cbor {
  const code = reader.varint();
  if (code === OTHER) {
    const cbor = decodeCbor(reader.raw(reader.count(ENTRY_BYTES_MAX)));
    if (!cbor.ok) throw new TypedFault('value');
    learn(words, cbor.value);
    return cbor.value;
  }
  if (typeof was === 'number') {
    const said = (code - 1) % 2 === 0 ? (code - 1) / 2 : -code / 2;
    const value = isStep ? was + said : said;
    if (!Number.isSafeInteger(value)) throw new TypedFault('integer');
    return value;
  }
  if (typeof was === 'string') return readWord(reader, words, code - 1, ENTRY_BYTES_MAX);
  if (was instanceof Uint8Array) return reader.raw(code - 1);
  if (typeof was === 'boolean' && code === 1) return !was;
  throw new TypedFault('value');
}

// ---- payloads: lists of values, some of them lists ---------------------------------------------------------------

/** A list with as many members as before is told member by member: a bit for each, then those that differ. */
function writeTree(out: ByteWriter, words: Words, value: Cbor, was: Cbor): void {
  if (!Array.isArray(value) || !Array.isArray(was) || value.length !== was.length || value.length === 0) {
    out.byte(0);
    return writeValue(out, words, value, was, false);
  }
  out.byte(1);
  const items = value as Fields;
  const before = was as Fields;
  const differ = items.map((item, at) => !same(item, before[at] ?? null));
  for (let from = 0; from < differ.length; from += 8)
    out.byte(differ.slice(from, from + 8).reduce((mask, one, bit) => (one ? mask | (1 << bit) : mask), 0));
  for (const [at, item] of items.entries()) {
    if (differ[at] !== true) continue;
    if (Array.isArray(before[at])) writeTree(out, words, item, before[at] ?? null);
    else writeValue(out, words, item, before[at] ?? null, false);
  }
}

const DEPTH_MAX = 16;

function readTree(reader: ByteReader, words: Words, was: Cbor, depth: number): Cbor {
  if (depth > DEPTH_MAX) throw new TypedFault('too deep');
  const way = reader.byte();
  if (way === 0) return readValue(reader, words, was, false);
  if (way !== 1 || !Array.isArray(was)) throw new TypedFault('tree');
  const before = was as Fields;
  const masks = reader.raw(Math.ceil(before.length / 8));
  return before.map((old, at) => {
    if ((((masks[at >> 3] ?? 0) >> (at & 7)) & 1) === 0) return old;
    return Array.isArray(old) ? readTree(reader, words, old, depth + 1) : readValue(reader, words, old, false);
  });
}

// ---- entries ------------------------------------------------------------------------------------------------------

/** @param seq the place in the journal that this entry must have to be told by what differs */
export function writeEntry(out: ByteWriter, memory: EntryMemory, canonical: Bytes, seq: number): void {
  const decoded = decodeCbor(canonical);
  const entry = decoded.ok && isEntry(decoded.value) ? decoded.value : null;
  const at = entry === null ? -1 : memory.byCommand.findIndex((one) => one.command === entry[COMMAND]);
  const like = memory.byCommand[at]?.entry;
  const { last } = memory;
  const passed = num(entry?.[WALL_AT]) - num(last?.[WALL_AT]);
  const isLike = last !== null && like !== undefined && entry?.[SEQ] === seq && typeof entry[WALL_AT] === 'number';
  if (entry === null || !isLike || !isSmall(passed)) {
    out.varint(RAW);
    out.varint(canonical.length);
    out.raw(canonical);
    if (entry !== null) remember(memory, entry);
    return;
  }
  out.varint(last[COMMAND] === entry[COMMAND] ? LIKE_THE_LAST : LIKE_ITS_COMMAND + at);
  out.signed(passed);
  writeFields(out, memory.words, entry, { last, like });
  remember(memory, entry);
}

interface Before {
  readonly last: Fields;
  readonly like: Fields;
}

function writeFields(out: ByteWriter, words: Words, entry: Fields, { last, like }: Before): void {
  const differ = MASKED.map((at) => !same(entry[at] ?? null, expected(last, like, entry, at)));
  out.varint(differ.reduce((mask, one, bit) => (one ? mask + 2 ** bit : mask), 0));
  for (const [bit, at] of MASKED.entries()) {
    if (differ[bit] !== true) continue;
    const was = expected(last, like, entry, at);
    if (at === PAYLOAD) writeTree(out, words, entry[at] ?? null, was);
    else writeValue(out, words, entry[at] ?? null, was, true);
  }
}

function remember(memory: EntryMemory, entry: Fields): void {
  if (!memory.byCommand.some((one) => one.command === entry[COMMAND])) learn(memory.words, entry);
  memory.remember(entry);
}

/** The canonical bytes. @throws TypedFault when the bytes describe no entry */
export function readEntry(reader: ByteReader, memory: EntryMemory, seq: number): Bytes {
  const code = reader.varint();
  if (code === RAW) {
    const canonical = reader.raw(reader.count(ENTRY_BYTES_MAX));
    const decoded = decodeCbor(canonical);
    if (decoded.ok && isEntry(decoded.value)) remember(memory, decoded.value);
    return canonical;
  }
  const { last } = memory;
  const command = code === LIKE_THE_LAST ? last?.[COMMAND] : memory.byCommand[code - LIKE_ITS_COMMAND]?.command;
  const like = memory.byCommand.find((one) => one.command === command)?.entry;
  if (last === null || like === undefined || command === undefined) throw new TypedFault('entry');
  const entry: Cbor[] = new Array<Cbor>(ENTRY_FIELDS).fill(null);
  entry[SEQ] = seq;
  entry[COMMAND] = command;
  entry[WALL_AT] = num(last[WALL_AT]) + reader.signed();
  if (!Number.isSafeInteger(entry[WALL_AT])) throw new TypedFault('integer');
  readFields(reader, memory.words, entry, { last, like });
  const canonical = encodeCbor(entry);
  if (canonical.length > ENTRY_BYTES_MAX) throw new TypedFault('entry');
  remember(memory, entry);
  return canonical;
}

function readFields(reader: ByteReader, words: Words, entry: Cbor[], { last, like }: Before): void {
  const mask = reader.count(2 ** MASKED.length - 1);
  for (const [bit, at] of MASKED.entries()) {
    const was = expected(last, like, entry, at);
    if (Math.floor(mask / 2 ** bit) % 2 === 0) entry[at] = was;
    else if (at === PAYLOAD) entry[at] = readTree(reader, words, was, 0);
    else entry[at] = readValue(reader, words, was, true);
    if (typeof entry[at] === 'number' && !Number.isSafeInteger(entry[at])) throw new TypedFault('integer');
  }
}
