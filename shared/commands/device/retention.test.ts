import { expect, test } from 'vitest';
import { retentionReport } from '../../tables/retention-report.ts';
import { Outlet, TABLET } from '../outlet.ts';
import { tellRetention } from './retention.ts';

const figures = { journal_kept: 40, trimmed_seq: 260, held: 9, held_reason: 'not_archived', pictures: 3 };

test('what a terminal let go adds up; the rest is what it said last', () => {
  const outlet = new Outlet();
  outlet.run(tellRetention.name, { ...figures, rows_dropped: 70 });
  outlet.run(tellRetention.name, { ...figures, trimmed_seq: 300, held: 0, held_reason: 'none', rows_dropped: 6 });
  expect(outlet.get(retentionReport, TABLET)).toMatchObject({
    trimmed_seq: 300,
    held: 0,
    held_reason: 'none',
    rows_dropped: 76,
    pictures: 3,
  });
  expect(outlet.ledgers.size).toBe(0);
});

test('the terminal keeps no copy of it', () => {
  const outlet = new Outlet('terminal');
  expect(outlet.run(tellRetention.name, { ...figures, rows_dropped: 1 }).rows).toEqual([]);
});
