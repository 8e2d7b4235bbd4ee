import { bytesToHex } from '../kernel/bytes.ts';
import { encodeCbor } from '../kernel/cbor.ts';
import type { BusinessDate } from '../kernel/dates.ts';
import { sha256 } from '../kernel/hash.ts';
import type { RowOf } from '../tables/define.ts';
import type { config } from '../tables/config.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from './config-defaults.ts';
import { configValue } from './limits.ts';

/**
 * Which settings somebody works by, short enough to be read out on the telephone: four characters that are equal when
 * all values of domain 4.3 are, on one business date. Tablet and office compute it from their own rows.
 */
export interface SettingVersion {
  readonly on: BusinessDate;
  /** Four hexadecimal digits, capitals. */
  readonly mark: string;
}

export function settingVersion(
  rowOf: (key: ConfigKey) => RowOf<typeof config> | null,
  on: BusinessDate,
): SettingVersion {
  const keys = (Object.keys(CONFIG_DEFAULTS) as ConfigKey[]).sort();
  const values = keys.map((key) => [key, configValue(rowOf(key), key, on)]);
  return { on, mark: bytesToHex(sha256(encodeCbor(values)).slice(0, 2)).toUpperCase() };
}
