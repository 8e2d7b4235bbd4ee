import type { Instant } from '../../shared/kernel/dates.ts';
import type { AnyRow, RowOf, Table } from '../../shared/tables/define.ts';
import { hotEntry } from '../../shared/tables/hot-entry.ts';
import { orgUnit } from '../../shared/tables/org-unit.ts';
import { jsonToBody } from './body.ts';
import { branchesIn } from './branch-lock.ts';
import { ancestorCodes } from './lineage.ts';
import type { Pool } from './pool.ts';

/** The few reads the hub's doors need beside the engine's: all rows of one small table of a branch, who is active. */
export interface DoorReads {
  /** Rows that exist, in the order of their ids. For small tables only (tills, leases, devices). */
  rowsOf<T extends Table>(
    branch: string,
    table: T,
  ): Promise<readonly { readonly id: string; readonly row: RowOf<T> }[]>;
  /** The row of this branch or of its nearest ancestor that has one. */
  nearest<T extends Table>(branch: string, table: T, id: string): Promise<RowOf<T> | null>;
  unit(code: string): Promise<RowOf<typeof orgUnit> | null>;
  /** What the hub knows of some devices of a branch, read without waiting for what is being posted there. */
  standing(branch: string, devices: readonly string[]): Promise<readonly DeviceStanding[]>;
  /** Devices in service that were heard of since an instant. */
  activeDevices(branch: string, since: Instant): Promise<readonly string[]>;
  /** Version of the outlet's county that last changed its stop list; 0 = it never had one. */
  hotListVersion(outlet: string): Promise<number>;
  noteSeen(branch: string, devices: readonly string[], at: Instant): Promise<void>;
  /** What a device says of itself when it greets. */
  noteSaid(
    device: { readonly branch: string; readonly id: string },
    said: { readonly headSeq: number; readonly appVersion: string },
  ): Promise<void>;
  /** The branch waits for devices after a restore: no new leases. */
  isRecovering(branch: string): Promise<boolean>;
  /** Branches that do. */
  recovering(): Promise<readonly string[]>;
  /** Branches that have lost everything and wait for opening balances. */
  rebuilding(): Promise<readonly string[]>;
  /** true when no command was ever taken: a new hub. */
  isEmpty(): Promise<boolean>;
  isUp(): Promise<boolean>;
}

export interface DeviceStanding {
  readonly id: string;
  readonly status: string;
  /** Entries received and posted so far. */
  readonly seq: number;
}

const COUNTY_DIGITS = 6;

interface RowLine {
  readonly id: string;
  readonly body: AnyRow;
}

const deviceReads = (db: Pool): Pick<DoorReads, 'standing' | 'activeDevices' | 'noteSeen' | 'noteSaid'> => ({
  standing: (branch, devices) =>
    db.query<DeviceStanding & Record<string, unknown>>(
      'SELECT device_id AS id, status, seq FROM hub.device WHERE branch_id = $1 AND device_id = ANY($2::text[])',
      [branch, devices],
    ),
  async activeDevices(branch, since) {
    const lines = await db.query<{ device_id: string }>(
      "SELECT device_id FROM hub.device WHERE branch_id = $1 AND status = 'active' AND last_seen_at >= $2 ORDER BY device_id",
      [branch, since],
    );
    return lines.map((line) => line.device_id);
  },
  async noteSeen(branch, devices, at) {
    await db.query(
      'UPDATE hub.device SET last_seen_at = GREATEST(last_seen_at, $3) WHERE branch_id = $1 AND device_id = ANY($2::text[])',
      [branch, devices, at],
    );
  },
  async noteSaid({ branch, id }, { headSeq, appVersion }) {
    await db.query(
      'UPDATE hub.device SET said_seq = GREATEST(said_seq, $3), app_version = $4 WHERE branch_id = $1 AND device_id = $2',
      [branch, id, headSeq, appVersion],
    );
  },
});

export function createDoorReads(db: Pool): DoorReads {
  const rows = async (branch: string, kind: string, id: string | null): Promise<readonly RowLine[]> => {
    const lines = await db.query<RowLine>(
      'SELECT id, body FROM hub.row WHERE branch_id = $1 AND kind = $2 AND ($3::text IS NULL OR id = $3) AND body IS NOT NULL ORDER BY id',
      [branch, kind, id],
    );
    return lines.map((line) => ({ id: line.id, body: jsonToBody(line.body) }));
  };
  return {
    ...deviceReads(db),
    rowsOf: async <T extends Table>(branch: string, table: T) =>
      (await rows(branch, table.name, null)).map(({ id, body }) => ({ id, row: body as RowOf<T> })),
    async nearest<T extends Table>(branch: string, table: T, id: string) {
      const lines = await db.query<{ body: AnyRow }>(
        'SELECT body FROM hub.row WHERE branch_id = ANY($1::text[]) AND kind = $2 AND id = $3 AND body IS NOT NULL ORDER BY length(branch_id) DESC LIMIT 1',
        [[branch, ...ancestorCodes(branch)], table.name, id],
      );
      return lines[0] === undefined ? null : (jsonToBody(lines[0].body) as RowOf<T>);
    },
    async unit(code) {
      const [line] = await rows(code, orgUnit.name, code);
      return line === undefined ? null : (line.body as RowOf<typeof orgUnit>);
    },
    async hotListVersion(outlet) {
      const lines = await db.query<{ version: number }>(
        'SELECT coalesce(max(version), 0) AS version FROM hub.row WHERE branch_id = $1 AND kind = $2',
        [outlet.slice(0, COUNTY_DIGITS), hotEntry.name],
      );
      return lines[0]?.version ?? 0;
    },
    async isRecovering(branch) {
      const lines = await db.query("SELECT 1 FROM hub.branch WHERE branch_id = $1 AND state <> 'normal'", [branch]);
      return lines.length > 0;
    },
    recovering: () => branchesIn(db, 'recovering'),
    rebuilding: () => branchesIn(db, 'rebuilding'),
    async isEmpty() {
      const lines = await db.query('SELECT 1 FROM hub.command_log LIMIT 1');
      return lines.length === 0;
    },
    isUp: () =>
      db.query('SELECT 1').then(
        () => true,
        () => false,
      ),
  };
}
