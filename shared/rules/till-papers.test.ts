import { describe, expect, test } from 'vitest';
import { damageRule, damagedTotal } from './damaged-notes.ts';
import { DENOMINATIONS, isSheet, lineTotal, sheetTotal, type DenominationLine } from './denominations.ts';
import { tillBook } from './till-equation.ts';
import { isVoucherNo, voucherNo } from './voucher.ts';
import { addRange, holds, isRange, nextNumber, rangesCount, removeRange } from './voucher-ranges.ts';

const line = (face_fen: number, sheets: number, form: 'note' | 'coin' = 'note'): DenominationLine => ({
  face_fen,
  form,
  sheets,
  bundles: 0,
  bricks: 0,
  unfit: 0,
});

/** The count sheet of example T1: 8,360.00 yuan. */
const T1 = [
  line(10_000, 63),
  line(5_000, 18),
  line(2_000, 28),
  line(1_000, 40),
  line(500, 30),
  line(100, 40),
  line(50, 18),
  line(10, 10),
];

describe('the till equation', () => {
  test('T1: 20,000.00 + 84,560.00 - 91,200.00 + 10,000.00 - 15,000.00 = 8,360.00', () => {
    const book = tillBook({
      opening_fen: 2_000_000,
      cash_in_fen: 8_456_000,
      cash_out_fen: 9_120_000,
      transfer_in_fen: 1_000_000,
      transfer_out_fen: 1_500_000,
    });
    expect(book).toBe(836_000);
    expect(sheetTotal(T1)).toBe(836_000);
    expect(sheetTotal([line(10_000, 62), ...T1.slice(1)])).toBe(826_000);
  });

  test('over and short move the book in columns of their own', () => {
    const sheet = { opening_fen: 100, cash_in_fen: 0, cash_out_fen: 0, transfer_in_fen: 0, transfer_out_fen: 0 };
    expect(tillBook({ ...sheet, over_fen: 30, short_fen: 10 })).toBe(120);
  });
});

describe('the denomination sheet', () => {
  test('fourteen lines: eight notes, six coins; equal faces are separate lines', () => {
    expect(DENOMINATIONS.map((one) => [one.face_fen, one.form])).toEqual([
      [10_000, 'note'],
      [5_000, 'note'],
      [2_000, 'note'],
      [1_000, 'note'],
      [500, 'note'],
      [100, 'note'],
      [50, 'note'],
      [10, 'note'],
      [100, 'coin'],
      [50, 'coin'],
      [10, 'coin'],
      [5, 'coin'],
      [2, 'coin'],
      [1, 'coin'],
    ]);
    expect(isSheet([line(100, 1), line(100, 1, 'coin')])).toBe(true);
    expect(isSheet([line(100, 1), line(100, 2)])).toBe(false);
    expect(isSheet([line(5, 1, 'note')])).toBe(false);
  });

  test('loose, bundles of 100, bricks of 1,000 and unfit pieces all count', () => {
    expect(lineTotal({ face_fen: 10_000, form: 'note', sheets: 3, bundles: 2, bricks: 1, unfit: 4 })).toBe(12_070_000);
    expect(lineTotal({ face_fen: 1, form: 'coin', sheets: 7, bundles: 1, bricks: 0, unfit: 0 })).toBe(107);
  });
});

describe('damaged notes', () => {
  test('three quarters is full, half is half, less is nothing', () => {
    expect([750, 749, 500, 499].map(damageRule)).toEqual(['full', 'half', 'half', 'none']);
    expect(damagedTotal([{ face_fen: 10_000, form: 'note', pieces: 3, left_permille: 600 }])).toBe(15_000);
    expect(damagedTotal([{ face_fen: 10_000, form: 'note', pieces: 1, left_permille: 800 }])).toBe(10_000);
    expect(damagedTotal([{ face_fen: 10_000, form: 'note', pieces: 1, left_permille: 400 }])).toBe(0);
    expect(damagedTotal([{ face_fen: 5, form: 'coin', pieces: 2, left_permille: 600 }])).toBe(10);
  });
});

describe('numbers of vouchers', () => {
  test('the numbers of the example, in order', () => {
    const number = (seq: number) => voucherNo({ outlet: '41272801', deviceNo: '02', businessDate: '2026-11-10', seq });
    expect(number(17)).toBe('4127280102261110000174');
    expect(number(18)).toBe('4127280102261110000182');
    expect(isVoucherNo('4127280102261110000174')).toBe(true);
    expect(isVoucherNo('4127280102261110000175')).toBe(false);
  });

  test('ranges are split where numbers leave and merged where they meet', () => {
    const held = [{ from_no: '0000000101', to_no: '0000000200' }];
    expect(holds(held, { from_no: '0000000101', to_no: '0000000200' })).toBe(true);
    expect(holds(held, { from_no: '0000000101', to_no: '0000000201' })).toBe(false);
    const split = removeRange(held, { from_no: '0000000120', to_no: '0000000129' });
    expect(split).toEqual([
      { from_no: '0000000101', to_no: '0000000119' },
      { from_no: '0000000130', to_no: '0000000200' },
    ]);
    expect(rangesCount(split)).toBe(90);
    expect(addRange(split, { from_no: '0000000120', to_no: '0000000129' })).toEqual(held);
    expect(nextNumber(split)).toBe('0000000101');
    expect(isRange({ from_no: '0000000105', to_no: '0000000101' })).toBe(false);
    expect(isRange({ from_no: '105', to_no: '0000000110' })).toBe(false);
  });
});
