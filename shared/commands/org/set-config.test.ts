import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { setConfig } from './set-config.ts';

const limit = { key: 'offline.withdraw.txn_fen', value: 100_000, effective_from: '2026-12-01' };

test('a value keeps what counted before its date', () => {
  const hub = new Alone();
  hub.apply(setConfig.name, { ...limit, value: 200_000, effective_from: '2026-01-01' }, { branch: '41' });
  hub.apply(setConfig.name, limit, { branch: '41' });
  expect(hub.row('config', limit.key)).toEqual({ ...limit, value_before: 200_000 });
  expect(hub.row('config', 'offline.withdraw.txn_fen@2026-01-01')).toMatchObject({ value: 200_000 });
});

test('a strange key, and a value outside its bounds, is refused', () => {
  const hub = new Alone();
  expect(refusalOf(hub.admit(setConfig.name, { ...limit, value: -1 }))).toBe('SETTING_BOUNDS');
  expect(refusalOf(hub.admit(setConfig.name, { ...limit, value: 5_000_000 }))).toBe('SETTING_BOUNDS');
  expect(refusalOf(hub.admit(setConfig.name, { ...limit, key: 'No Key' }))).toBe('FIELD_FORMAT');
  expect(refusalOf(hub.admit(setConfig.name, { ...limit, key: 'offline.no_such_fen' }))).toBe('FIELD_FORMAT');
});

test('a value is compared with its neighbour as it will be on that day', () => {
  const hub = new Alone();
  const day = { key: 'offline.withdraw.account_day_fen', value: 150_000, effective_from: '2026-12-10' };
  hub.apply(setConfig.name, { ...day, value: 400_000, effective_from: '2026-01-01' });
  hub.apply(setConfig.name, { ...day, value: 250_000 });
  expect(refusalOf(hub.admit(setConfig.name, { ...limit, value: 300_000 }))).toBe(null);
  const later = { ...limit, value: 300_000, effective_from: '2026-12-10' };
  expect(refusalOf(hub.admit(setConfig.name, later))).toBe('SETTING_ORDER');
});
