import { TypedFault, VARINT_MAX, zigzag, type ByteReader, type ByteWriter } from './typed-bytes.ts';

/**
 * Words (and ids) that both ends of a connection have seen: a ring, so that a long connection holds no more than a
 * short one. Both ends see the same words in the same order, so a place means the same on both sides.
 */
const RING = 256;
const WORD_MAX = 200;
/** A number at the end, without leading zeros, so that it comes back as it was written. */
const BEHIND = /^(.*?)(0|[1-9]\d{0,14})$/s;

export class Words {
  private readonly places = new Map<string, number>();
  private readonly ring: string[] = [];
  private next = 0;

  place(word: string): number | undefined {
    return this.places.get(word);
  }
  at(place: number): string {
    const word = this.ring[place];
    if (word === undefined) throw new TypedFault('word');
    return word;
  }
  add(word: string): void {
    if (word.length > WORD_MAX || this.places.has(word)) return;
    const old = this.ring[this.next];
    if (old !== undefined) this.places.delete(old);
    this.ring[this.next] = word;
    this.places.set(word, this.next);
    this.next = (this.next + 1) % RING;
  }
}

const LITERAL = 0;
const NUMBERED = 1;
/** Six digits behind a front: voucher and account numbers, which share theirs by the day and by the outlet. */
const IN_SERIES = 2;
const KNOWN = 3;
const SERIES = /^(.{3,})(\d{6})$/s;

/** What stands before the number of `word`, or null when it has none (or one that would not come back). */
function split(word: string): { readonly front: string; readonly number: number } | null {
  const match = BEHIND.exec(word);
  const front = match?.[1];
  if (front === undefined || /\d$/.test(front)) return null;
  return { front, number: Number(match?.[2]) };
}

/** Both ends do this with every new word, and so know the same fronts. */
function keep(words: Words, word: string): void {
  const front = split(word)?.front ?? '';
  if (front !== '') words.add(front);
  const series = SERIES.exec(word)?.[1];
  if (series !== undefined) words.add(series);
  words.add(word);
}

/** @param shift added to the code with which a word begins, so that the caller has codes of its own below it */
export function writeWord(out: ByteWriter, words: Words, word: string, shift: number): void {
  const place = words.place(word);
  if (place !== undefined) return out.varint(shift + KNOWN + place);
  const [, front, digits] = SERIES.exec(word) ?? [];
  const series = front === undefined ? undefined : words.place(front);
  const parts = split(word);
  const known = parts === null ? undefined : parts.front === '' ? -1 : words.place(parts.front);
  if (series !== undefined) {
    out.varint(shift + IN_SERIES);
    out.varint(series);
    out.varint(Number(digits));
  } else if (parts !== null && known !== undefined && parts.number <= VARINT_MAX) {
    out.varint(shift + NUMBERED);
    out.varint(known + 1);
    out.varint(parts.number);
  } else {
    out.varint(shift + LITERAL);
    out.text(word);
  }
  keep(words, word);
}

/** @param code what was written, without the caller's shift */
export function readWord(reader: ByteReader, words: Words, code: number, max: number): string {
  if (code >= KNOWN) return words.at(code - KNOWN);
  const word = code === LITERAL ? reader.text(max) : readNumbered(reader, words, code === IN_SERIES);
  keep(words, word);
  return word;
}

function readNumbered(reader: ByteReader, words: Words, isSeries: boolean): string {
  const front = reader.varint();
  if (isSeries) return words.at(front) + String(reader.count(999_999)).padStart(6, '0');
  return (front === 0 ? '' : words.at(front - 1)) + String(reader.varint());
}

/** Whether a number may travel as a signed varint with one code before it. */
export const isSmall = (value: number): boolean => Number.isSafeInteger(value) && zigzag(value) < VARINT_MAX;
