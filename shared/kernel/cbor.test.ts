import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToHex, hexToBytes, type Bytes } from './bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from './cbor.ts';

describe('deterministic CBOR', () => {
  // Vectors of RFC 8949 appendix A that lie inside the subset.
  test.each<[Cbor, string]>([
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [1000, '1903e8'],
    [1000000, '1a000f4240'],
    [1000000000000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-1000, '3903e7'],
    [true, 'f5'],
    [null, 'f6'],
    ['', '60'],
    ['水', '63e6b0b4'],
    [[], '80'],
    [[1, [2, 3]], '8201820203'],
    [{ b: 2, a: 1 }, 'a2616101616202'],
    [hexToBytes('01020304'), '4401020304'],
  ])('%j is %s', (value, hex) => {
    expect(bytesToHex(encodeCbor(value))).toBe(hex);
  });

  test.each([1, 23, 24, 47, 48, 49, 300])(
    'text of %i characters is UTF-8 wherever its first other letter stands',
    (length) => {
      const ascii = 'a'.repeat(length);
      for (const text of [ascii, `水${ascii.slice(1)}`, `${ascii.slice(1)}é`, `${ascii.slice(1)}\u007f`]) {
        const bytes = encodeCbor(text);
        const utf8 = new TextEncoder().encode(text);
        expect(bytes.slice(-utf8.length)).toEqual(utf8);
        expect(decodeCbor(bytes)).toEqual({ ok: true, value: text });
      }
      expect(() => encodeCbor(`${ascii.slice(1)}\ud800`)).toThrow(RangeError);
    },
  );

  const leaf = fc.oneof(
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }).map((one) => new Uint8Array(one) as Bytes),
  );
  const value = fc.letrec<{ node: Cbor }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('node'), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie('node'), { maxKeys: 5, noNullPrototype: true }),
    ),
  })).node;

  test('property: what is written is read back and written the same', () => {
    fc.assert(
      fc.property(value, (one) => {
        const bytes = encodeCbor(one);
        const back = decodeCbor(bytes);
        expect(back.ok).toBe(true);
        if (back.ok) expect(bytesToHex(encodeCbor(back.value))).toBe(bytesToHex(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test('property: any bytes are refused or are the one canonical spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const back = decodeCbor(bytes);
        if (back.ok) expect(bytesToHex(encodeCbor(back.value))).toBe(bytesToHex(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['1817', 'not_canonical'],
    ['190017', 'not_canonical'],
    ['a2616201616102', 'not_canonical'],
    ['f93c00', 'unsupported'],
    ['5f42010243030405ff', 'unsupported'],
    ['1bffffffffffffffff', 'unsupported'],
    ['61ff', 'unsupported'],
    ['0000', 'trailing_bytes'],
    ['', 'truncated'],
    ['9bffffffffffffff00', 'unsupported'],
    ['98ff00', 'truncated'],
    ['81'.repeat(20) + '00', 'too_deep'],
  ])('%s is refused: %s', (hex, fault) => {
    expect(decodeCbor(hexToBytes(hex))).toEqual({ ok: false, error: fault });
  });
});
