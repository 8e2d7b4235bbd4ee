import { describe, expect, it } from 'vitest';
import { en } from '../../text/en.ts';
import { zh } from '../../text/zh-CN.ts';
import { ageText, dataTime, dayStamp } from './times.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const now = at('2026-11-10T11:47:00');

describe('times as the terminal says them', () => {
  it('says how old the data is', () => {
    expect(dataTime(at('2026-11-10T11:46:30'), now, zh)).toBe('11:46 刚刚');
    expect(dataTime(at('2026-11-10T09:42:00'), now, zh)).toBe('09:42 · 2 小时前');
    expect(dataTime(at('2026-11-09T05:47:00'), now, zh)).toBe('11-09 05:47 · 30 小时前');
    expect(dataTime(at('2026-11-10T09:42:00'), now, en)).toBe('09:42 · 2 h ago');
  });
  it('a clock that runs behind never gives a negative age', () =>
    expect(dataTime(now + 5_000, now, zh)).toBe('11:47 刚刚'));
  it('counts days from the third day on', () => expect(ageText(49 * 3_600_000, zh)).toBe('2 天前'));
  it('names today and yesterday', () => {
    expect(dayStamp(at('2026-11-10T08:55:00'), now, zh)).toBe('今天 08:55');
    expect(dayStamp(at('2026-11-09T16:20:00'), now, zh)).toBe('昨天 16:20');
    expect(dayStamp(at('2026-11-06T16:20:00'), now, zh)).toBe('11-06');
  });
});
