import type { PersonName } from '../../shared/read-models/office-fields.ts';
import type { OfficeUnit } from '../../shared/read-models/office.ts';
import type { ChangesQuery, HotFound } from '../../shared/read-models/office-settings.ts';
import type { AnyRow, RowOf } from '../../shared/tables/define.ts';
import type { config } from '../../shared/tables/config.ts';
import type { settingChange } from '../../shared/tables/setting-change.ts';

/** What the administration's doors read of the hub. `scope` is the reader's unit, as in `OfficeReads`. */

export interface StoredChange {
  readonly id: string;
  readonly unit: OfficeUnit;
  readonly row: RowOf<typeof settingChange>;
  readonly byName: string | null;
  readonly checkerName: string | null;
}
/** A row of a setting as it stands now, in the unit that holds it. */
export interface StoredSetting {
  readonly unit: OfficeUnit;
  readonly id: string;
  readonly row: AnyRow;
}
export interface SettingReads {
  /** Changes of the subtree and of the units above it, which count there too; newest first. */
  changes(scope: string, query: ChangesQuery, max: number): Promise<readonly StoredChange[]>;
  /** What these employees are called, wherever they work. */
  names(numbers: readonly string[]): Promise<readonly PersonName[]>;
  change(branch: string, id: string): Promise<StoredChange | null>;
  /** The newest value of each configuration key in a unit and in those above it, nearest first. */
  config(unit: string): Promise<readonly { readonly unit: OfficeUnit; readonly row: RowOf<typeof config> }[]>;
  units(scope: string): Promise<readonly OfficeUnit[]>;
  /** Rows of a table in the subtree, with `above` also in the units that count there; by unit, then id. */
  present(scope: string, table: string, above: boolean): Promise<readonly StoredSetting[]>;
  /** What an account or card number of the subtree is called on the stop list; null = no such number there. */
  hot(scope: string, number: string): Promise<Omit<HotFound, 'asOf'> | null>;
  /** One row of a branch. */
  row(branch: string, table: string, id: string): Promise<AnyRow | null>;
}
