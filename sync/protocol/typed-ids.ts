import { TypedFault, type ByteReader, type ByteWriter } from './typed-bytes.ts';
import { readRun, writeRun } from './typed-numbers.ts';

/**
 * Row ids: hub-made numbers, `device.n` of a terminal, or several of them with `/` between. Each part is words in
 * front (few, so sent once) and a number behind them (which grows slowly); a part without such a number, as a date,
 * is words only.
 */
interface Part {
  readonly fronts: readonly string[];
  readonly numbers: readonly number[] | null;
}
/** Parts of the ids, in order: every id has as many. */
export type IdParts = readonly Part[];

const PARTS_MAX = 8;
const FRONT_MAX = 160;
/** A number without leading zeros, so that it comes back as it was written. */
const BEHIND = /^(.*?)(0|[1-9]\d{0,14})$/s;

/** null when these are not ids of one form. */
export function splitIds(values: readonly unknown[]): IdParts | null {
  const columns: string[][] = [];
  for (const [row, value] of values.entries()) {
    if (typeof value !== 'string' || !value.isWellFormed() || value.length > FRONT_MAX) return null;
    const pieces = value.split('/');
    if (row > 0 && pieces.length !== columns.length) return null;
    for (const [at, piece] of pieces.entries()) (columns[at] ??= []).push(piece);
  }
  return columns.length <= PARTS_MAX ? columns.map(splitPart) : null;
}

function splitPart(pieces: readonly string[]): Part {
  const fronts: string[] = [];
  const numbers: number[] = [];
  for (const piece of pieces) {
    const match = BEHIND.exec(piece);
    const front = match?.[1];
    if (front === undefined || /\d$/.test(front)) return { fronts: pieces, numbers: null };
    fronts.push(front);
    numbers.push(Number(match?.[2]));
  }
  return { fronts, numbers };
}

/** @returns the number to write the next ids near */
export function writeIds(out: ByteWriter, parts: IdParts, near: number): number {
  let next = near;
  out.byte(parts.length);
  for (const { fronts, numbers } of parts) {
    const places = new Map<string, number>();
    const at = fronts.map((front) => {
      const place = places.get(front) ?? places.size;
      places.set(front, place);
      return place;
    });
    out.varint(places.size * 2 + (numbers === null ? 1 : 0));
    for (const front of places.keys()) out.text(front);
    if (places.size > 1) for (const place of at) out.varint(place);
    if (numbers !== null) next = writeRun(out, numbers, next);
  }
  return next;
}

/** @returns the ids, and the number to read the next ones near */
export function readIds(reader: ByteReader, count: number, near: number): { values: string[]; near: number } {
  let next = near;
  const values: string[] = [];
  const parts = reader.byte();
  if (parts < 1 || parts > PARTS_MAX) throw new TypedFault('id');
  for (let part = 0; part < parts; part++) {
    const head = reader.count(count * 2 + 1);
    const fronts = Array.from({ length: head >> 1 }, () => reader.text(FRONT_MAX));
    const at = fronts.length > 1 ? Array.from({ length: count }, () => reader.varint()) : null;
    const numbers = head % 2 === 1 ? null : readRun(reader, count, next);
    next = numbers?.near ?? next;
    for (let row = 0; row < count; row++) {
      const front = fronts[at?.[row] ?? 0];
      if (front === undefined) throw new TypedFault('id');
      values[row] =
        (part === 0 ? '' : `${values[row] ?? ''}/`) + front + (numbers === null ? '' : String(numbers.values[row]));
    }
  }
  return { values, near: next };
}
