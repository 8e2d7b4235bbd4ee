import { expect, test } from 'vitest';
import { retentionReport } from '../../tables/retention-report.ts';
import { Outlet, TABLET } from '../outlet.ts';
import { tellRetention } from './retention.ts';
import { tellStorage } from './storage.ts';

const FIRST = 1_796_000_000_000;

test('worn storage is known since it was told first, until the tablet says that it holds again', () => {
  const outlet = new Outlet();
  const since = () => outlet.get(retentionReport, TABLET)?.worn_since;
  outlet.run(tellStorage.name, { is_worn: true }, { at: FIRST });
  outlet.run(tellStorage.name, { is_worn: true }, { at: FIRST + 60_000 });
  expect(since()).toBe(FIRST);
  outlet.run(tellStorage.name, { is_worn: false }, { at: FIRST + 120_000 });
  expect(since()).toBeNull();
  expect(outlet.ledgers.size).toBe(0);
});

test('the report of what was let go and that of the storage leave each other alone', () => {
  const outlet = new Outlet();
  const figures = { journal_kept: 40, trimmed_seq: 260, held: 0, held_reason: 'none', rows_dropped: 7, pictures: 0 };
  outlet.run(tellStorage.name, { is_worn: true }, { at: FIRST });
  expect(outlet.get(retentionReport, TABLET)?.at).toBe(0);
  outlet.run(tellRetention.name, figures, { at: FIRST + 1 });
  outlet.run(tellStorage.name, { is_worn: true }, { at: FIRST + 2 });
  expect(outlet.get(retentionReport, TABLET)).toEqual({ ...figures, at: FIRST + 1, worn_since: FIRST });
});

test('the terminal keeps no copy of it', () => {
  expect(new Outlet('terminal').run(tellStorage.name, { is_worn: true }).rows).toEqual([]);
});
