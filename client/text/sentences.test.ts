import { describe, expect, test } from 'vitest';
import { EXCEPTION_CODES, REFUSAL_CODES } from '../../shared/commands/codes.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { REFUSALS } from './refusals.ts';

const detail = { limit_fen: 200_000, allowed_fen: 100_000, used_fen: 0, percent: 50, age_h: 30 };
const all = [...Object.values(REFUSALS), ...Object.values(EXCEPTIONS)];

describe('sentences for clerks', () => {
  test('the offline limit at half the limits, word for word', () => {
    expect(REFUSALS.OFFLINE_LIMIT_TXN.zh(detail)).toBe(
      '离线单笔限额 ¥2,000，当前可办理 ¥1,000（数据已 30 小时未更新）。可分次联网后办理。',
    );
    expect(REFUSALS.OFFLINE_LIMIT_TXN.zh({ ...detail, percent: 100, allowed_fen: 200_000, age_h: 2 })).toBe(
      '离线单笔限额 ¥2,000，当前可办理 ¥2,000。可分次联网后办理。',
    );
  });

  test('every code has a sentence in both languages', () => {
    for (const code of REFUSAL_CODES)
      expect(REFUSALS[code].zh({}).length * REFUSALS[code].en({}).length).toBeGreaterThan(0);
    for (const code of EXCEPTION_CODES)
      expect(EXCEPTIONS[code].zh({}).length * EXCEPTIONS[code].en({}).length).toBeGreaterThan(0);
  });

  test('nobody is told to try again, nothing shouts, nothing is undefined', () => {
    for (const one of all) {
      expect(one.zh({})).not.toMatch(/请重试|失败|错误码|！|亲|undefined|null|[,;!?](?!\d)/);
      expect(one.en({})).not.toMatch(/try again|failed|error code|!|undefined|null/i);
    }
  });

  test('a suspected split of cash does not tip anybody off', () => {
    expect(EXCEPTIONS.STRUCTURING_SUSPECTED.zh({})).toBe('这笔照常入账，不用处理。');
  });
});
