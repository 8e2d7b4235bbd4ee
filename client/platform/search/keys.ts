/**
 * Sorted numeric keys for prefix search. A key holds the first letters or digits of a text as a number in a
 * fixed base, then 17 bits of row number, so one binary search finds where a prefix begins and a scan of
 * neighbours gives the rows. All keys stay below 2^53.
 */
export const ROW_BITS = 17;
export const ROWS_MAX = 2 ** ROW_BITS;

export interface Alphabet {
  readonly base: number;
  readonly length: number;
  /** 1..base-1, or 0 when the character cannot be part of a key. */
  digit(char: string): number;
}

export const LETTERS: Alphabet = {
  base: 27,
  length: 7,
  digit: (char) => {
    const code = char.charCodeAt(0) - 96;
    return code >= 1 && code <= 26 ? code : 0;
  },
};
/** Digits and the X of resident numbers. */
export const DIGITS: Alphabet = {
  base: 12,
  length: 9,
  digit: (char) => {
    if (char === 'X' || char === 'x') return 11;
    const code = char.charCodeAt(0) - 47;
    return code >= 1 && code <= 10 ? code : 0;
  },
};

/** The number of a text's first characters, padded: [from, to) of all texts that begin with it. */
export function prefixRange(alphabet: Alphabet, text: string): { readonly from: number; readonly to: number } | null {
  const used = Math.min(text.length, alphabet.length);
  let value = 0;
  for (let i = 0; i < used; i++) {
    const digit = alphabet.digit(text.charAt(i));
    if (digit === 0) return null;
    value = value * alphabet.base + digit;
  }
  const scale = alphabet.base ** (alphabet.length - used);
  return { from: value * scale * ROWS_MAX, to: (value + 1) * scale * ROWS_MAX };
}

/** Key of one row's text; null when the text is empty or outside the alphabet. */
export function keyOfText(alphabet: Alphabet, text: string, row: number): number | null {
  let value = 0;
  for (let i = 0; i < alphabet.length; i++) {
    const digit = i < text.length ? alphabet.digit(text.charAt(i)) : 0;
    if (i < text.length && digit === 0) {
      if (i === 0) return null;
      return value * alphabet.base ** (alphabet.length - i) * ROWS_MAX + row;
    }
    value = value * alphabet.base + digit;
  }
  return value === 0 ? null : value * ROWS_MAX + row;
}

/** Chinese names: first character exactly, a 12-bit mix of the second. */
const NAME_SECOND = 4096;
const second = (name: readonly string[]): number => ((name[1]?.codePointAt(0) ?? 0) * 2_654_435_761) % NAME_SECOND;
export const nameKey = (name: string, row: number): number => {
  const chars = [...name];
  return ((chars[0]?.codePointAt(0) ?? 0) * NAME_SECOND + second(chars)) * ROWS_MAX + row;
};
export function nameRange(query: string): { readonly from: number; readonly to: number } {
  const chars = [...query];
  const first = (chars[0]?.codePointAt(0) ?? 0) * NAME_SECOND;
  const from = chars.length > 1 ? first + second(chars) : first;
  return { from: from * ROWS_MAX, to: (chars.length > 1 ? from + 1 : first + NAME_SECOND) * ROWS_MAX };
}

/** Index of the first key >= `key`. */
export function lowerBound(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? Infinity) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function sortedKeys(keys: readonly number[]): Float64Array {
  return Float64Array.from(keys).sort();
}
