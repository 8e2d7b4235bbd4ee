import { concatBytes, equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';

/** Entries that one inquiry asks about. */
export const INQUIRE_MAX = 256;
/** Bytes of an entry's hash that name it beside its seq. */
export const MARK_BYTES = 8;

/** The marks of entries with these hashes, one behind the other. */
export const marksOf = (hashes: readonly Bytes[]): Bytes =>
  concatBytes(...hashes.map((hash) => hash.slice(0, MARK_BYTES)));

/** Whether the entry with this hash is the one at place `nth` of `marks`. */
export const isMarked = (marks: Bytes, nth: number, hash: Bytes): boolean =>
  equalBytes(marks.slice(nth * MARK_BYTES, (nth + 1) * MARK_BYTES), hash.slice(0, MARK_BYTES));
