import { describe, expect, test } from 'vitest';
import { CARRY, markAfter, MERGED, placeOf, rowsToPrint, type BookMark, type PostedLine } from './passbook.ts';

const CAPACITY = 144;
const NEW: BookMark = { printed: 0, rows: 0, balance_fen: 0, printed_on: null };

/** Deposits of ¥10.00 each: line n leaves (n + 1) × ¥10.00. */
const lines = (from: number, to: number): PostedLine[] =>
  Array.from({ length: to - from }, (_, at) => ({
    line: from + at,
    kind: 'counter.deposit',
    business_date: '2026-11-10',
    fen: 1_000,
    balance_fen: (from + at + 1) * 1_000,
  }));

describe('rows of a passbook', () => {
  test('a row is named by its page and line, both from 1', () => {
    expect([placeOf(0, 24), placeOf(23, 24), placeOf(24, 24), placeOf(143, 24)]).toEqual([
      { page: 1, line: 1 },
      { page: 1, line: 24 },
      { page: 2, line: 1 },
      { page: 6, line: 24 },
    ]);
  });

  test('each posted line is one row, from the next one on', () => {
    const rows = rowsToPrint(lines(0, 3), NEW, CAPACITY);
    expect(rows.map(({ row, line, fen, balance_fen }) => [row, line, fen, balance_fen])).toEqual([
      [0, 0, 1_000, 1_000],
      [1, 1, 1_000, 2_000],
      [2, 2, 1_000, 3_000],
    ]);
    const mark = markAfter(NEW, rows, lines(0, 3));
    expect(mark).toEqual({ printed: 3, rows: 3, balance_fen: 3_000, printed_on: '2026-11-10' });
    expect(rowsToPrint(lines(0, 3), mark, CAPACITY)).toEqual([]);
    expect(rowsToPrint(lines(0, 5), mark, CAPACITY).map((one) => [one.row, one.line])).toEqual([
      [3, 3],
      [4, 4],
    ]);
  });

  test('lines that are not kept one by one any more are one row with their sum', () => {
    const mark = { printed: 3, rows: 3, balance_fen: 3_000, printed_on: '2026-11-10' };
    const kept = lines(10, 30);
    const rows = rowsToPrint(kept, mark, CAPACITY);
    expect(rows).toHaveLength(21);
    // Seven lines of ¥10.00: from ¥30.00 to ¥100.00.
    expect(rows[0]).toMatchObject({ row: 3, line: null, kind: MERGED, fen: 7_000, balance_fen: 10_000 });
    expect(rows[1]).toMatchObject({ row: 4, line: 10, balance_fen: 11_000 });
    expect(markAfter(mark, rows, kept)).toMatchObject({ printed: 30, rows: 24, balance_fen: 30_000 });
  });

  test('a new book begins with what the old one ended with', () => {
    const mark = { printed: 3, rows: 0, balance_fen: 3_000, printed_on: '2026-11-09' };
    const rows = rowsToPrint(lines(0, 4), mark, CAPACITY);
    expect(rows.map((one) => [one.row, one.kind, one.fen, one.balance_fen, one.business_date])).toEqual([
      [0, CARRY, 0, 3_000, '2026-11-09'],
      [1, 'counter.deposit', 1_000, 4_000, '2026-11-10'],
    ]);
  });

  test('only what the book has room for; the rest waits for the new one', () => {
    const mark = { printed: 0, rows: 142, balance_fen: 0, printed_on: null };
    const rows = rowsToPrint(lines(0, 4), mark, CAPACITY);
    expect(rows.map((one) => [one.row, one.line])).toEqual([
      [142, 0],
      [143, 1],
    ]);
    const full = markAfter(mark, rows, lines(0, 4));
    expect(full).toMatchObject({ printed: 2, rows: 144, balance_fen: 2_000 });
    expect(rowsToPrint(lines(0, 4), full, CAPACITY)).toEqual([]);
    expect(rowsToPrint(lines(0, 4), { ...full, rows: 0 }, CAPACITY).map((one) => one.kind)).toEqual([
      CARRY,
      'counter.deposit',
      'counter.deposit',
    ]);
  });
});
