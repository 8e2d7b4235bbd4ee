import { describe, expect, test } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes, textToBytes } from './bytes.ts';
import { addDays, addMonths, dateToDay, daysBetween, isDate, shanghaiClock, shanghaiDate } from './dates.ts';
import { hmacSha256, sha256 } from './hash.ts';
import { deviceRowId, entryCommandId, messageCommandId, sourceCommandId } from './ids.ts';
import { formatAmount, formatFen, formatLimit, isAmount, mulDivHalfUp } from './money.ts';

describe('hash and bytes', () => {
  test('SHA-256 of "abc" and HMAC of RFC 4231 case 2', () => {
    expect(bytesToHex(sha256(textToBytes('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(bytesToHex(hmacSha256(textToBytes('Jefe'), textToBytes('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('a hash of parts is the hash of the parts joined, and hex is read in both cases', () => {
    const parts = [new Uint8Array(70).fill(1), new Uint8Array(0), new Uint8Array([2, 3])];
    expect(sha256(...parts)).toEqual(sha256(new Uint8Array([...parts.flatMap((part) => [...part])])));
    expect([...hexToBytes('00097fAafF')]).toEqual([0, 9, 0x7f, 0xaa, 0xff]);
    for (const not of ['0', '0g', '0`', '0@']) expect(() => hexToBytes(not)).toThrow(RangeError);
  });

  test('base64url goes there and back at every length', () => {
    for (let length = 0; length < 10; length++) {
      const bytes = sha256(new Uint8Array([length])).slice(0, length);
      expect(bytesToHex(base64ToBytes(bytesToBase64(bytes)))).toBe(bytesToHex(bytes));
      expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    }
    expect(() => hexToBytes('abc')).toThrow(RangeError);
  });
});

describe('ids', () => {
  const device = '00112233445566778899aabbccddeeff';
  test('a command id is a UUIDv8 that depends on device and seq only', () => {
    const id = entryCommandId(device, 17);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(entryCommandId(device, 17)).toBe(id);
    expect(entryCommandId(device, 18)).not.toBe(id);
    expect(messageCommandId(id, 0)).not.toBe(messageCommandId(id, 1));
    expect(sourceCommandId('berka', '1')).not.toBe(sourceCommandId('berka1', ''));
    expect(deviceRowId(device, 17)).toBe('0011223344556677.17');
  });
});

describe('money', () => {
  test('shows fen as people write it', () => {
    expect(formatFen(123456)).toBe('¥1,234.56');
    expect(formatFen(-5)).toBe('\u2212¥0.05');
    expect(formatAmount(836000)).toBe('8,360.00');
    expect(formatLimit(200000)).toBe('¥2,000');
    expect(formatLimit(4999999)).toBe('¥49,999.99');
  });

  test('an amount is a positive integer up to ¥99,999,999.99', () => {
    expect([1, 9_999_999_999].every(isAmount)).toBe(true);
    expect([0, -1, 1.5, 10_000_000_000, Number.NaN, '1'].some(isAmount)).toBe(false);
  });

  test('rounds half up once, also below zero', () => {
    expect(mulDivHalfUp(5, 1, 2)).toBe(3);
    expect(mulDivHalfUp(-5, 1, 2)).toBe(-2);
    expect(mulDivHalfUp(123456, 5000, 1_000_000)).toBe(617);
    expect(mulDivHalfUp(9_007_199_254_740_991, 1, 1)).toBe(9_007_199_254_740_991);
  });
});

describe('dates', () => {
  test('only real dates are dates', () => {
    expect(dateToDay('1970-01-01')).toBe(0);
    expect(isDate('2026-02-29')).toBe(false);
    expect(isDate('2028-02-29')).toBe(true);
    expect(isDate('2026-2-9')).toBe(false);
  });

  test('maturity falls on the same day or the last of the month (I7)', () => {
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
    expect(addMonths('2026-08-31', 6)).toBe('2027-02-28');
    expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
  });

  test('counts days and shows China time', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-09-21', '2026-12-21')).toBe(91);
    expect(shanghaiDate(Date.UTC(2026, 10, 10, 16, 0, 0))).toBe('2026-11-11');
    expect(shanghaiClock(Date.UTC(2026, 10, 10, 15, 59, 59))).toBe('23:59:59');
  });
});
