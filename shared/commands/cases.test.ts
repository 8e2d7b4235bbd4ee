import { describe, expect, test } from 'vitest';
import { CASE_KINDS, caseRow } from './cases.ts';
import type { ExceptionCode } from './codes.ts';
import { EXCEPTION_CODES } from './codes.ts';
import type { Facts } from './define.ts';

const receivedAt = Date.parse('2026-11-10T11:00:00+08:00');
const facts = {
  commandId: 'c'.repeat(36),
  rowId: 'aaaaaaaaaaaaaaaa.7',
  door: 'terminal',
  device: 'aa'.repeat(16),
  businessDate: '2026-11-10',
  capturedAt: receivedAt - 3_600_000,
  hub: { receivedAt },
} as unknown as Facts;
const due = (code: ExceptionCode) => new Date(caseRow({ code }, facts).body.due_at).toISOString();

describe('cases', () => {
  test('severity and time limit are those of domain 4.8', () => {
    expect([CASE_KINDS.OVERDRAFT.severity, due('OVERDRAFT')]).toEqual(['high', '2026-11-11T03:00:00.000Z']);
    expect([CASE_KINDS.CARD_LOST_ELSEWHERE.severity, due('CARD_LOST_ELSEWHERE')]).toEqual([
      'critical',
      '2026-11-10T05:00:00.000Z',
    ]);
    expect([CASE_KINDS.ACCOUNT_FROZEN_ELSEWHERE.severity, due('ACCOUNT_FROZEN_ELSEWHERE')]).toEqual([
      'critical',
      '2026-11-10T05:00:00.000Z',
    ]);
    expect([CASE_KINDS.LOST_AFTER_PAYMENT.severity, due('LOST_AFTER_PAYMENT')]).toEqual([
      'info',
      '2026-11-13T03:00:00.000Z',
    ]);
    expect([CASE_KINDS.CLOCK_ANOMALY.severity, due('CLOCK_ANOMALY')]).toEqual(['medium', '2026-11-12T03:00:00.000Z']);
    expect([CASE_KINDS.SEQ_GAP.severity, due('SEQ_GAP')]).toEqual(['high', '2026-11-10T07:00:00.000Z']);
    expect([CASE_KINDS.VERSION_CONFLICT.severity, due('VERSION_CONFLICT')]).toEqual([
      'low',
      '2026-11-17T03:00:00.000Z',
    ]);
  });

  test('a suspected split of cash and a large transfer live where no outlet sees them', () => {
    const hidden = EXCEPTION_CODES.filter((code) => caseRow({ code }, facts).table === 'aml_case');
    expect(hidden).toEqual(['STRUCTURING_SUSPECTED', 'LARGE_TRANSFER']);
  });

  test('a case belongs to the entry it is about', () => {
    expect(caseRow({ code: 'OVERDRAFT' }, facts).id).toBe('aaaaaaaaaaaaaaaa.7/OVERDRAFT');
    expect(caseRow({ code: 'OVERDRAFT', subject: 'bbbbbbbbbbbbbbbb.3' }, facts)).toMatchObject({
      id: 'bbbbbbbbbbbbbbbb.3/OVERDRAFT',
      body: { interaction: 'bbbbbbbbbbbbbbbb.3' },
    });
  });
});
