import type { RowBody, RowKey } from '../../sync/index.ts';
import { column, ColumnBytes, unnest, type Column } from './binary-columns.ts';
import { jsonToBody } from './body.ts';
import { readLineage } from './lineage.ts';
import type { Sql } from './pool.ts';

/**
 * Reference rows of ancestors, kept in memory per (unit, version, commit): every batch of every outlet reads the
 * same few hundred rows of its county. A unit's rows are forgotten as soon as its version moves.
 */
interface Unit {
  readonly version: number;
  readonly commitId: string;
  /** null = known to be absent. */
  readonly rows: Map<string, RowBody | null>;
}

export interface ReferenceRows {
  /** Rows of the nearest ancestor that has them. */
  read(sql: Sql, branch: string, keys: readonly RowKey[]): Promise<ReadonlyMap<string, RowBody>>;
}

const ROWS_MAX = 50_000;

export const rowKeyText = (key: RowKey): string => `${key.table}:${key.id}`;

const BYTES_A_KEY = 96;
const KEY_COLUMNS: readonly Column<RowKey>[] = [
  column('kind', 'text', (key: RowKey) => key.table),
  column('id', 'text', (key: RowKey) => key.id),
];

const READ_ROWS = `
SELECT r.kind, r.id, r.body FROM hub.row AS r
JOIN ${unnest(KEY_COLUMNS, 'k', 2)} ON r.kind = k.kind AND r.id = k.id
WHERE r.branch_id = $1 AND r.body IS NOT NULL`;

export interface StoredRow {
  readonly kind: string;
  readonly id: string;
  readonly body: { readonly [key: string]: unknown };
}

export function readRows(sql: Sql, branch: string, keys: readonly RowKey[]): Promise<StoredRow[]> {
  const out = new ColumnBytes(BYTES_A_KEY * (keys.length + 1));
  const columns = KEY_COLUMNS.map((one) => one.encode(keys, out));
  return sql.prepared<StoredRow>('read_rows', READ_ROWS, [branch, ...columns]);
}

export function createReferenceRows(): ReferenceRows {
  const units = new Map<string, Unit>();

  function unitAt(code: string, version: number, commitId: string): Unit {
    const known = units.get(code);
    if (known !== undefined && known.version === version && known.commitId === commitId && known.rows.size < ROWS_MAX)
      return known;
    const fresh: Unit = { version, commitId, rows: new Map() };
    units.set(code, fresh);
    return fresh;
  }

  async function fill(sql: Sql, code: string, unit: Unit, keys: readonly RowKey[]): Promise<void> {
    const unknown = keys.filter((key) => !unit.rows.has(rowKeyText(key)));
    if (unknown.length === 0) return;
    const found = await readRows(sql, code, unknown);
    for (const key of unknown) unit.rows.set(rowKeyText(key), null);
    for (const row of found) unit.rows.set(`${row.kind}:${row.id}`, jsonToBody(row.body));
  }

  return {
    async read(sql, branch, keys) {
      const out = new Map<string, RowBody>();
      let wanted = keys;
      if (wanted.length === 0) return out;
      for (const { branch: code, version, commitId } of await readLineage(sql, branch)) {
        const unit = unitAt(code, version, commitId);
        await fill(sql, code, unit, wanted);
        for (const key of wanted) {
          const body = unit.rows.get(rowKeyText(key)) ?? null;
          if (body !== null) out.set(rowKeyText(key), body);
        }
        wanted = wanted.filter((key) => !out.has(rowKeyText(key)));
        if (wanted.length === 0) break;
      }
      return out;
    },
  };
}
