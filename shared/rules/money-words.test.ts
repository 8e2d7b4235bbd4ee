import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSheet, lineTotal, sheetTotal } from './denominations.ts';
import { maskAccount, maskId, maskName, maskPan, maskPhone } from './mask.ts';
import { capitalNumerals } from './numerals.ts';
import { tillBook } from './till-equation.ts';
import { isVoucherNo, voucherNo } from './voucher.ts';

describe('capital numerals', () => {
  test.each([
    [120_000, '人民币壹仟贰佰元整'],
    [100_500, '人民币壹仟零伍元整'],
    [123_456, '人民币壹仟贰佰叁拾肆元伍角陆分'],
    [10_005, '人民币壹佰元零伍分'],
    [1_000_000_000, '人民币壹仟万元整'],
    [50, '人民币伍角整'],
    [5, '人民币伍分'],
    [1_680_032, '人民币壹万陆仟捌佰元叁角贰分'],
    [1000, '人民币壹拾元整'],
    [1_000_000_100, '人民币壹仟万零壹元整'],
    [0, '人民币零元整'],
    [1_000_500_000, '人民币壹仟万伍仟元整'],
    [9_999_999_999, '人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
    [100_000_000_00, '人民币壹亿元整'],
    [1_005_000, '人民币壹万零伍拾元整'],
  ])('%i fen is %s', (fen, words) => {
    expect(capitalNumerals(fen)).toBe(words);
  });

  test('property: no 整 after 分, and every amount reads differently from its neighbour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_998 }), (fen) => {
        const words = capitalNumerals(fen);
        expect(words.endsWith('分整')).toBe(false);
        expect(words).not.toContain('零零');
        expect(words).not.toBe(capitalNumerals(fen + 1));
      }),
    );
  });
});

describe('till and vouchers', () => {
  const line = (face_fen: number, sheets: number, form: 'note' | 'coin' = 'note') => ({
    face_fen,
    form,
    sheets,
    bundles: 0,
    bricks: 0,
    unfit: 0,
  });

  test('T1: book 836,000 fen; the count sheet agrees; with 62 hundreds it is 10,000 short', () => {
    const book = tillBook({
      opening_fen: 2_000_000,
      cash_in_fen: 8_456_000,
      cash_out_fen: 9_120_000,
      transfer_in_fen: 1_000_000,
      transfer_out_fen: 1_500_000,
    });
    expect(book).toBe(836_000);
    const sheet = [
      line(10_000, 63),
      line(5000, 18),
      line(2000, 28),
      line(1000, 40),
      line(500, 30),
      line(100, 40),
      line(50, 18),
      line(10, 10),
    ];
    expect(sheetTotal(sheet)).toBe(836_000);
    expect(sheetTotal([line(10_000, 62), ...sheet.slice(1)]) - book).toBe(-10_000);
  });

  test('a line is face x (sheets + 100 bundles + 1000 bricks + unfit); note and coin are separate lines', () => {
    expect(lineTotal({ face_fen: 10_000, form: 'note', sheets: 3, bundles: 2, bricks: 1, unfit: 4 })).toBe(12_070_000);
    expect(isSheet([line(100, 1), line(100, 1, 'coin')])).toBe(true);
    expect(isSheet([line(100, 1), line(100, 1)])).toBe(false);
    expect(isSheet([line(5, 1)])).toBe(false);
  });

  test('voucher numbers of domain 6', () => {
    const of = { outlet: '41272801', deviceNo: '02', businessDate: '2026-11-10' };
    expect(voucherNo({ ...of, seq: 17 })).toBe('4127280102261110000174');
    expect(voucherNo({ ...of, seq: 18 })).toBe('4127280102261110000182');
    expect(isVoucherNo('4127280102261110000174')).toBe(true);
    expect(isVoucherNo('4127280102261110000175')).toBe(false);
  });
});

describe('masks', () => {
  test('names, papers, phones, accounts and cards', () => {
    expect(maskName('王小明')).toBe('王*明');
    expect(maskName('王明')).toBe('王*');
    expect(maskName('𠮷田明')).toBe('𠮷*明');
    expect(maskId('412728196503120486')).toBe('412728********0486');
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskAccount('412728010001236')).toBe('412728*****1236');
    expect(maskPan('6210000000000000017')).toBe('621000*********0017');
  });
});
