import { describe, expect, it } from 'vitest';
import { DENOMINATIONS } from '../../../shared/rules/denominations.ts';
import { zh } from '../../text/zh-CN.ts';
import { CountSheet, faceWord } from './denominations.svelte.ts';

function fill(sheet: CountSheet, counts: readonly number[]): void {
  counts.forEach((count, face) => {
    sheet.at = { face, column: 'sheets' };
    for (const digit of String(count)) sheet.press(digit);
  });
}

describe('the count sheet', () => {
  it('adds the till of the worked day to 8,360.00', () => {
    const sheet = new CountSheet();
    fill(sheet, [63, 18, 28, 40, 30, 40, 18, 10]);
    expect(sheet.totalFen).toBe(836_000);
  });
  it('is 100 yuan short with 62 hundreds', () => {
    const sheet = new CountSheet();
    fill(sheet, [62, 18, 28, 40, 30, 40, 18, 10]);
    expect(sheet.totalFen).toBe(826_000);
  });
  it('counts a bundle as 100, a brick as 1000 and an unfit piece at face', () => {
    const sheet = new CountSheet();
    for (const column of ['bundles', 'bricks', 'unfit'] as const) {
      sheet.at = { face: 0, column };
      sheet.press('1');
    }
    expect(sheet.totalFen).toBe(10_000 * (100 + 1000 + 1));
    expect(sheet.lines).toEqual([{ face_fen: 10_000, form: 'note', sheets: 0, bundles: 1, bricks: 1, unfit: 1 }]);
  });
  it('keeps notes and coins of one face on separate lines', () => {
    expect(DENOMINATIONS.filter((one) => one.face_fen === 100).map((one) => faceWord(one, zh))).toEqual([
      '1 元',
      '1 元 币',
    ]);
  });
});
