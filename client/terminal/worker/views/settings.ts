import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from '../../../../shared/rules/config-defaults.ts';
import { settingVersion, type SettingVersion } from '../../../../shared/rules/setting-version.ts';
import { config } from '../../../../shared/tables/config.ts';
import type { Terminal } from '../terminal.ts';

/** Which settings this tablet works by on a business date: the office shows the same four characters for the outlet. */
export async function settingsView(terminal: Terminal, on: BusinessDate): Promise<SettingVersion> {
  const keys = Object.keys(CONFIG_DEFAULTS) as ConfigKey[];
  const rows = new Map(
    await Promise.all(keys.map(async (key) => [key, await terminal.rows.get(config, key)] as const)),
  );
  return settingVersion((key) => rows.get(key) ?? null, on);
}
