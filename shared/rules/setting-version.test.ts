import { describe, expect, test } from 'vitest';
import type { RowOf } from '../tables/define.ts';
import type { config } from '../tables/config.ts';
import type { ConfigKey } from './config-defaults.ts';
import { settingVersion } from './setting-version.ts';

type Row = RowOf<typeof config>;
const none = (): null => null;
const one =
  (row: Row) =>
  (key: ConfigKey): Row | null =>
    key === row.key ? row : null;
const lower: Row = {
  key: 'offline.withdraw.txn_fen',
  value: 100_000,
  effective_from: '2026-11-10',
  value_before: null,
};

describe('the version of the settings', () => {
  test('without a set value it is the standard’s, on every day', () => {
    const version = settingVersion(none, '2026-11-10');
    expect(version.on).toBe('2026-11-10');
    expect(version.mark).toMatch(/^[0-9A-F]{4}$/);
    expect(settingVersion(none, '2027-01-01').mark).toBe(version.mark);
  });

  test('it changes on the day a value comes into force, on every tablet at once', () => {
    const before = settingVersion(one(lower), '2026-11-09');
    expect(before).toEqual(settingVersion(none, '2026-11-09'));
    const after = settingVersion(one(lower), '2026-11-10');
    expect(after.mark).not.toBe(before.mark);
  });

  test('a value fixed for later leaves what counts until then', () => {
    const later: Row = { ...lower, value: 50_000, effective_from: '2026-11-20', value_before: 100_000 };
    expect(settingVersion(one(later), '2026-11-19')).toEqual(settingVersion(one(lower), '2026-11-19'));
  });

  test('the same values have the same mark, whenever they were set', () => {
    const again: Row = { ...lower, effective_from: '2026-11-20', value_before: 100_000 };
    expect(settingVersion(one(again), '2026-11-20').mark).toBe(settingVersion(one(lower), '2026-11-20').mark);
  });
});
