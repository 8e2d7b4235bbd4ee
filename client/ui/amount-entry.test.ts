import { describe, expect, it } from 'vitest';
import { AmountEntry } from './amount-entry.svelte.ts';

const typed = (...keys: string[]): AmountEntry => {
  const entry = new AmountEntry();
  for (const key of keys) entry.press(key);
  return entry;
};

describe('the amount keypad', () => {
  it('reads keys as yuan and counts in fen', () => {
    expect(typed('1', '2', '00').fen).toBe(120_000);
    expect(typed('1', '2', '00').text).toBe('1,200');
    expect(typed('1', '2', '00').ghost).toBe('.00');
  });
  it('keeps exact fen where a float would not', () => {
    expect(typed('8', '.', '2', '9').fen).toBe(829);
    expect(typed('.', '0', '5').fen).toBe(5);
    expect(typed('1', '.', '5').ghost).toBe('0');
  });
  it('takes no third decimal', () => expect(typed('1', '.', '2', '3', '4').fen).toBe(123));
  it('multiplies by ten thousand with 万', () => {
    expect(typed('3', '万').fen).toBe(3_000_000);
    expect(typed('3', '.', '5', '万').text).toBe('35,000');
  });
  it('never passes the largest amount of one entry', () => {
    expect(typed('9', '9', '9', '9', '9', '9', '9', '9', '9').fen).toBe(9_999_999_900);
    expect(typed('9', '9', '9', '9', '9', '万').fen).toBe(9_999_900);
  });
  it('erases one key at a time', () => expect(typed('1', '2', 'erase').fen).toBe(100));
  it('takes pasted amounts and nothing else', () => {
    const entry = new AmountEntry();
    entry.paste('¥1,234.50');
    expect(entry.fen).toBe(123_450);
    entry.paste('abc');
    expect(entry.fen).toBe(123_450);
  });
});
