import { describe, expect, test } from 'vitest';
import { heldBecause, isDataLocked, journalLine, mayDrop, replicaLine } from './retention.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);

describe('the 30 days of a terminal', () => {
  test('the 30th day back is kept, the day before it is not', () => {
    expect(replicaLine(at('2026-11-10T10:00'))).toBe('2026-10-11');
    expect(journalLine(at('2026-11-10T10:00'))).toBe(at('2026-10-11T10:00'));
  });

  const keep = { line: '2026-10-11', inUse: new Set(['a.7']) };
  const drops = (table: string, row: Readonly<Record<string, unknown>>, id = 'x') => mayDrop(table, { id, row }, keep);

  test('day sums by their date', () => {
    expect(drops('account_day', { business_date: '2026-10-10' })).toBe(true);
    expect(drops('account_day', { business_date: '2026-10-11' })).toBe(false);
    expect(drops('customer', { business_date: '2020-01-01' })).toBe(false);
  });

  test('an entry stays while its money hangs, nobody has judged it, or an open case is about it', () => {
    const entry = { business_date: '2026-09-01', suspense_fen: 0, status: 'posted' };
    expect(drops('interaction', entry)).toBe(true);
    expect(drops('interaction', { ...entry, suspense_fen: 100 })).toBe(false);
    expect(drops('interaction', { ...entry, status: 'held' })).toBe(false);
    expect(drops('interaction', entry, 'a.7')).toBe(false);
  });

  test('open cases and cash on its way stay whatever their age', () => {
    expect(drops('exception_case', { closed_at: null })).toBe(false);
    expect(drops('exception_case', { closed_at: at('2026-10-10T23:59') })).toBe(true);
    const sent = { business_date: '2026-09-01', sent_fen: 500, answer: 'none', accepted_fen: 0 };
    const row = { ...sent, returned_fen: 0, settled_fen: 0 };
    expect(drops('cash_transfer', row)).toBe(false);
    expect(drops('cash_transfer', { ...row, settled_fen: 500 })).toBe(true);
  });

  test('windows by the latest thing in them', () => {
    const uses = [{ at: at('2026-09-01T08:00') }, { at: at('2026-10-11T08:00') }];
    expect(drops('recent', { entries: uses })).toBe(false);
    expect(drops('lease_use', { uses: uses.slice(0, 1) })).toBe(true);
  });
});

test('an old entry goes only when it is settled and archived', () => {
  expect(heldBecause({ seq: 5, state: 'settled' }, 5)).toBe('none');
  expect(heldBecause({ seq: 6, state: 'settled' }, 5)).toBe('not_archived');
  expect(heldBecause({ seq: 5, state: 'received' }, 9)).toBe('not_settled');
});

test('customer data are locked after more than 10 x 24 hours without the centre', () => {
  const dataAt = at('2026-11-01T09:00');
  expect(isDataLocked(dataAt, at('2026-11-11T09:00'), 10)).toBe(false);
  expect(isDataLocked(dataAt, at('2026-11-11T09:00:00.001'), 10)).toBe(true);
  expect(isDataLocked(null, at('2026-11-11T09:00'), 10)).toBe(false);
});
