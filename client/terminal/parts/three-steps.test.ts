import { describe, expect, test } from 'vitest';
import { zh } from '../../text/zh-CN.ts';
import type { JournalLine, Lights } from '../worker/api.ts';
import { bigSteps } from './three-steps.ts';

const line = (lights: Lights, more: Partial<JournalLine> = {}): JournalLine => ({
  seq: 4,
  interaction: 'i',
  payload: {},
  command: 'counter.deposit',
  at: 0,
  businessDate: '2026-11-25',
  customerName: '王秀英',
  accountTail: '0017',
  amountFen: 120_000,
  direction: 'in',
  maker: '41201900102',
  makerName: null,
  checkerName: null,
  offline: true,
  lights,
  verdictCode: null,
  suspenseFen: 0,
  reversible: true,
  back: null,
  reverses: null,
  reversedBy: null,
  voucherNo: null,
  deal: null,
  rating: null,
  ...more,
});
const words = (lights: Lights, more: Partial<JournalLine> = {}) =>
  bigSteps(line(lights, more), zh).map((step) => (step.icon === null ? `(${step.word})` : step.word));

describe('the large lights', () => {
  test('only what was reached is lit, and only posted is green', () => {
    expect(words('recorded')).toEqual(['已记', '(已收)', '(已入账)']);
    expect(words('received')).toEqual(['已记', '已收', '(已入账)']);
    expect(words('posted')).toEqual(['已记', '已收', '已入账']);
    const green = (lights: Lights) => bigSteps(line(lights), zh).some((step) => step.tone === 'green');
    expect((['recorded', 'received', 'posted', 'case', 'held', 'unknown'] as const).filter(green)).toEqual(['posted']);
  });
  test('an entry without money takes effect instead of being posted', () => {
    expect(words('posted', { amountFen: 0 })).toEqual(['已记', '已收', '已生效']);
  });
  test('a request without an answer says that nobody knows', () => {
    expect(words('unknown')).toEqual(['已记', '还不知道', '(已入账)']);
  });
  test('what was reversed names its counterpart and has no third light', () => {
    expect(words('reversed', { reversedBy: 7 })).toEqual(['已记', '已冲正']);
    expect(bigSteps(line('reversed', { reversedBy: 7 }), zh)[1]?.note).toBe('已由流水号 7 冲正');
  });
});
