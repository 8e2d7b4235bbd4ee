import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dateFault, readDate, readTime, whileTyping } from './date-text.ts';

describe('a day as it is typed', () => {
  test.each([
    ['2026-11-25', '2026-11-25'],
    ['20261125', '2026-11-25'],
    ['2026/1/5', '2026-01-05'],
    ['2026.11.25', '2026-11-25'],
    ['2026年11月25日', '2026-11-25'],
    [' ２０２６－１１－２５ ', '2026-11-25'],
    ['2028-02-29', '2028-02-29'],
  ])('%s is %s', (typed, date) => expect(readDate(typed)).toBe(date));

  test.each(['', '2026-11', '2026-02-29', '2026-13-01', '11/25/2026', '25-11-2026', '2026112', '2026-11-250', 'soon'])(
    '%s is none',
    (typed) => expect(readDate(typed)).toBeNull(),
  );

  test('it is not before the first and not after the last that may be named; an empty field is not wrong', () => {
    const bounds = { min: '2026-11-25', max: '2026-12-31' };
    expect(dateFault('', bounds)).toBeNull();
    expect(dateFault('2026-11-25', bounds)).toBeNull();
    expect(dateFault('2026-12-31', bounds)).toBeNull();
    expect(dateFault('2026-11-24', bounds)).toBe('early');
    expect(dateFault('2027-01-01', bounds)).toBe('late');
    expect(dateFault('2026-11', bounds)).toBe('wrong');
    expect(dateFault('1949-10-01', {})).toBeNull();
  });

  test('eight digits become a day at once, and nothing else is touched while it is typed', () => {
    expect(whileTyping('20261125')).toBe('2026-11-25');
    expect(whileTyping('20261325')).toBe('20261325');
    for (const typed of ['2026', '2026-1-', '2026-1-2', '2026-11-25']) expect(whileTyping(typed)).toBe(typed);
  });
});

test('a time of day is read in 24 hours', () => {
  const typed = ['14:05', '9:30', '1405', '0930', '００：００', '23:59'];
  expect(typed.map(readTime)).toEqual(['14:05', '09:30', '14:05', '09:30', '00:00', '23:59']);
  expect(['', '24:00', '12:60', '2 PM', '14', '14:5'].map(readTime)).toEqual([null, null, null, null, null, null]);
});

test('every field of a day is this one: no page shows a day or a time as the browser pleases', () => {
  const files = readdirSync('client', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte'));
  expect(files.length).toBeGreaterThan(100);
  const own = files.filter((name) =>
    /type=["{']*(date|month|week|time|datetime-local)\b|'date' \?/.test(readFileSync(`client/${name}`, 'utf8')),
  );
  expect(own.map((name) => name.replaceAll('\\', '/'))).toEqual(['ui/DateField.svelte']);
});
