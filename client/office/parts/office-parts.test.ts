import { describe, expect, it } from 'vitest';
import { askedMonth, linkTo, parseRoute } from '../state/route.svelte.ts';
import { age, left, percent, shortMoney } from '../text/format.ts';
import { en } from '../text/en.ts';
import { faultSentence, refusalSentence } from '../text/refusal.ts';
import { zh } from '../text/zh-CN.ts';
import { splitLine, stack, ticksAt } from './chart-data.ts';
import { readYuan } from './amount.ts';
import { toCsv, yuan } from './csv.ts';

const MINUTE = 60_000;

describe('CSV', () => {
  it('starts with the UTF-8 mark and quotes commas, quotes and line breaks', () => {
    expect(
      toCsv({
        name: 'x',
        head: ['a', 'b'],
        rows: [
          ['1,2', 'say "x"'],
          [3, null],
        ],
      }),
    ).toBe('\uFEFFa,b\r\n"1,2","say ""x"""\r\n3,\r\n');
  });
  it('never gives a spreadsheet a formula, and keeps negative amounts as numbers', () => {
    expect(
      toCsv({ name: 'x', head: ['a'], rows: [['=1+1'], ['-SUM(A1)'], [yuan(-12_345)], ['412728010000017']] }),
    ).toBe("\uFEFFa\r\n'=1+1\r\n'-SUM(A1)\r\n-123.45\r\n'412728010000017\r\n");
  });
});

describe('words of time and money', () => {
  it('says ages as the office does', () => {
    expect(age(zh, 0, 30_000)).toBe('刚刚');
    expect(age(zh, 0, 38 * MINUTE)).toBe('38 分前');
    expect(age(zh, 0, 130 * MINUTE)).toBe('2 时 10 分前');
    expect(age(zh, 0, 1_600 * MINUTE)).toBe('26 时 40 分前');
    expect(age(en, 0, 130 * MINUTE)).toBe('2 h 10 min ago');
  });
  it('counts the time left and the time over', () => {
    expect(left(zh, 18 * MINUTE, 0)).toEqual({ words: '剩 18 分', urgency: 'near' });
    expect(left(zh, 300 * MINUTE, 0)).toEqual({ words: '剩 5 时', urgency: 'calm' });
    expect(left(zh, 0, 112 * MINUTE)).toEqual({ words: '超时 1 时 52 分', urgency: 'over' });
  });
  it('shortens money for axes and floors percentages', () => {
    expect(shortMoney(21_466_794_331, 'zh-CN')).toBe('2.15 亿');
    expect(shortMoney(125_000_00, 'zh-CN')).toBe('12.5 万');
    expect(shortMoney(125_000_00, 'en')).toBe('125 k');
    expect(percent(949_999)).toBe('94.9 %');
  });
});

describe('typed amounts', () => {
  it.each([
    ['8000', 800_000],
    ['8,000.5', 800_050],
    ['¥0.29', 29],
    ['1.15', 115],
    ['99999999.99', 9_999_999_999],
    ['0', null],
    ['1.234', null],
    ['-5', null],
    ['八百', null],
    ['', null],
  ])('%s', (typed, fen) => {
    expect(readYuan(typed)).toBe(fen);
  });
});

describe('addresses', () => {
  it('come back as the place they were made from', () => {
    const link = linkTo('case', { branch: '41272801', id: 'ab.3/OVERDRAFT', empty: '' });
    expect(parseRoute(link)).toEqual({ page: 'case', query: { branch: '41272801', id: 'ab.3/OVERDRAFT' } });
    expect(parseRoute('#/nowhere').page).toBe('outlets');
  });
  it('names a month, or the present one', () => {
    expect(['2026-11', '2026-13', '1999-12', ''].map((month) => askedMonth({ month }))).toEqual([
      '2026-11',
      null,
      null,
      null,
    ]);
    expect(askedMonth({})).toBeNull();
  });
});

describe('charts', () => {
  it('stack series from the first up', () => {
    expect(
      stack([
        { label: 'a', color: 'c', values: [1, null] },
        { label: 'b', color: 'd', values: [2, 5] },
      ]).map((one) => one.values),
    ).toEqual([
      [1, 0],
      [3, 5],
    ]);
  });
  it('join the provisional end of a line to its last firm point', () => {
    expect(splitLine([1, 2, 3], [false, false, true])).toEqual({ firm: [1, 2, null], soft: [null, 2, 3] });
  });
  it('always label the last day', () => {
    expect(ticksAt(30, 8)).toEqual([1, 5, 9, 13, 17, 21, 25, 29]);
  });
});

describe('what was refused', () => {
  const [chinese, english] = [
    { lang: 'zh-CN', text: zh },
    { lang: 'en', text: en },
  ] as const;
  it('is said with its figures, in both languages', () => {
    const limit = { limit_fen: 500_000 };
    expect(refusalSentence(chinese, 'CASE_ALONE_LIMIT', limit)).toContain('一人可办的 ¥5,000');
    expect(refusalSentence(english, 'CASE_ALONE_LIMIT', limit)).toContain('above the ¥5,000 one person decides');
    expect(refusalSentence(chinese, 'CASE_TAKEN', { owner: '3012' })).toContain('已由 3012 认领');
    const closed = { code: 'ACCOUNT_STATUS', detail: { status: 'closed' } };
    expect(faultSentence(chinese, closed)).toContain('账户已销户');
    expect(faultSentence(english, closed)).toContain('The account is closed');
  });
  it('keeps what only the telephone and the door say, and shows a code without words', () => {
    expect(faultSentence(chinese, { code: 'IDENTITY_NOT_ENOUGH', detail: {} })).toContain('带证件到网点');
    expect(faultSentence(chinese, { code: 'NO_SUCH_CODE', detail: {} })).toBe(zh.refusedOther('NO_SUCH_CODE'));
  });
});
