import { describe, expect, test } from 'vitest';
import { CONFIG_BOUNDS, configFault, isConfigKey } from './config-bounds.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from './config-defaults.ts';

const standard = (key: ConfigKey): number => CONFIG_DEFAULTS[key];

describe('bounds of a setting', () => {
  test('every figure of domain 4.3 lies within its own bounds and in its order', () => {
    const keys = Object.keys(CONFIG_DEFAULTS).filter(isConfigKey);
    expect(keys.map((key) => configFault(key, CONFIG_DEFAULTS[key], standard)).filter((one) => one !== null)).toEqual(
      [],
    );
    expect(Object.keys(CONFIG_BOUNDS).sort()).toEqual([...keys].sort());
  });

  test('the large-cash line of the law may be lowered, never raised', () => {
    expect(configFault('cash.large_report_fen', 4_000_000, standard)).toBeNull();
    expect(configFault('cash.large_report_fen', 5_000_001, standard)).toEqual({
      code: 'SETTING_BOUNDS',
      detail: { key: 'cash.large_report_fen', min: 1, max: 5_000_000 },
    });
    expect(configFault('lost.oral_days', 4, standard)?.code).toBe('SETTING_BOUNDS');
  });

  test('equal to a bound, and equal to its neighbour, is allowed', () => {
    expect(configFault('offline.deposit.txn_fen', 4_999_999, standard)).toBeNull();
    expect(configFault('offline.deposit.txn_fen', 5_000_000, standard)?.code).toBe('SETTING_BOUNDS');
    expect(configFault('offline.withdraw.txn_fen', 300_000, standard)).toBeNull();
  });

  test('one payment never passes the day of an account, nor the day one payment', () => {
    expect(configFault('offline.withdraw.txn_fen', 300_001, standard)).toEqual({
      code: 'SETTING_ORDER',
      detail: { key: 'offline.withdraw.txn_fen', other: 'offline.withdraw.account_day_fen', value: 300_000 },
    });
    expect(configFault('offline.withdraw.account_day_fen', 199_999, standard)).toEqual({
      code: 'SETTING_ORDER',
      detail: { key: 'offline.withdraw.account_day_fen', other: 'offline.withdraw.txn_fen', value: 200_000 },
    });
  });

  test('a sign-on offline outlasts what may be captured offline (domain 4.3)', () => {
    expect(configFault('session.offline_login_days', 9, standard)?.code).toBe('SETTING_ORDER');
    expect(configFault('session.offline_login_days', 10, standard)).toBeNull();
  });
});
