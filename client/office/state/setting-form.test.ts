import { describe, expect, test } from 'vitest';
import { configText } from '../text/config-names.ts';
import { fieldsOf, limitField } from '../text/setting-fields.ts';
import { settingWords } from '../text/setting-words.ts';
import { clockToMinute, percentToPpm, rawOf, readField, yuanToFen } from './setting-form.ts';

const words = settingWords('en');
const field = (what: 'product' | 'unit' | 'calendar', name: string) => {
  const found = fieldsOf(what).find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe('what is typed into a setting', () => {
  test('money is read in fen, whole', () => {
    expect([yuanToFen('2,000'), yuanToFen('49999.99'), yuanToFen('0.1'), yuanToFen('1.005'), yuanToFen('x')]).toEqual([
      200_000,
      4_999_999,
      10,
      null,
      null,
    ]);
  });

  test('a time of day is read in minutes, midnight at its end too', () => {
    expect([clockToMinute('17:30'), clockToMinute('0:05'), clockToMinute('24:00'), clockToMinute('24:01')]).toEqual([
      1_050,
      5,
      1_440,
      null,
    ]);
    expect([clockToMinute('17.30'), clockToMinute('12:60')]).toEqual([null, null]);
    expect(rawOf({ as: 'clock' }, 1_050)).toBe('17:30');
  });

  test('a post is held from a day on, for good or until a day; half a date is said', () => {
    const posts = { name: 'posts', zh: '岗位', en: 'Posts', input: { as: 'posts' } } as const;
    const held = (from: string, to: string | null) => readField(posts, [{ post: 'teller', from, to }], words);
    expect(held('2026-11-25', null).ok).toBe(true);
    expect(held('2026-11-25', '2027-11-24').ok).toBe(true);
    for (const one of [held('2026-11', null), held('', null), held('2026-11-25', '2027-02-29')])
      expect(one).toEqual({ ok: false, message: words.fault.date });
    expect(readField(posts, [], words)).toEqual({ ok: false, message: words.fault.posts });
  });

  test('rates are read in parts per million (domain 3.14: 0.95 % = 9,500)', () => {
    expect([percentToPpm('0.95'), percentToPpm('0.05'), percentToPpm('100'), percentToPpm('100.0001')]).toEqual([
      9_500,
      500,
      1_000_000,
      null,
    ]);
  });

  test('a limit outside its bounds says between which it may lie', () => {
    const limit = limitField('offline.deposit.txn_fen');
    expect(readField(limit, '49999.99', words)).toEqual({ ok: true, value: 4_999_999 });
    const over = readField(limit, '50000', words);
    expect(over.ok ? '' : over.message).toContain('¥49,999.99');
    expect(readField(limitField('offline.lease_hours'), '72.5', words).ok).toBe(false);
  });

  test('a fee rate is entered and shown in per cent', () => {
    const rate = limitField('remit.fee_ppm');
    expect(readField(rate, '1.5', words)).toEqual({ ok: true, value: 15_000 });
    expect(configText('remit.fee_ppm', 10_000, 'en')).toBe('1 %');
    expect(configText('remit.fee_max_fen', 5_000, 'en')).toBe('¥50.00');
  });

  test('the days of a year are one a line, each once and of one year', () => {
    const days = field('calendar', 'days');
    expect(readField(days, '2026-10-10 班\n2026-10-01 休\n', words)).toEqual({
      ok: true,
      value: [
        { date: '2026-10-01', working: false },
        { date: '2026-10-10', working: true },
      ],
    });
    for (const wrong of ['2026-10-01 休\n2026-10-01 班', '2026-10-01 休\n2027-01-01 休', '2026-02-30 休', '10-01'])
      expect(readField(days, wrong, words).ok).toBe(false);
  });

  test('what stands there now comes back as it was', () => {
    const product = { name: '活期', term_months: null, rate_ppm: 500, min_fen: 100, valid_to: null };
    for (const [name, value] of Object.entries(product)) {
      const one = field('product', name);
      expect(readField(one, rawOf(one.input, value), words)).toEqual({ ok: true, value });
    }
    const days = [{ day: 10 }, { day: 15 }];
    const pension = field('unit', 'pension_days');
    expect(readField(pension, rawOf(pension.input, days), words)).toEqual({ ok: true, value: days });
    expect(readField(pension, '32', words).ok).toBe(false);
  });
});
