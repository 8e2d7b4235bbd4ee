import type { FeedToken, RowBody, RowChange, RowKey } from '../../sync/index.ts';
import { jsonToBody } from './body.ts';
import type { Sql } from './pool.ts';
import { readRows, rowKeyText } from './reference-rows.ts';

/**
 * Rows of branches that batches asked for, kept from one batch to the next. They are used only under the branch's
 * lock and only while its row names the very commit they belong to, so it does not matter who else writes, nor
 * whether a commit was heard of: a commit's rows are taken over by the lock that finds the branch standing at it.
 * Only keys that were read are kept. Nobody changes a body that was handed out.
 */
export interface HeldRows {
  /** undefined = not known here. null = known to be absent. */
  get(key: RowKey): RowBody | null | undefined;
  /** Rows just read under the lock; `keys` without a row are absent. */
  fill(keys: readonly RowKey[], found: ReadonlyMap<string, RowBody>): void;
  /** What the transaction is about to write. */
  wrote(to: FeedToken, rows: readonly RowChange[]): void;
}
export interface BranchRows {
  /** The rows of a branch that is locked and stands at `token`. */
  at(token: FeedToken): HeldRows;
}

interface Unit {
  /** Epoch and commit the rows belong to. */
  at: string;
  /** By table, then id. */
  readonly tables: Map<string, Map<string, RowBody | null>>;
  count: number;
  /** Where the branch stands, and with what changes, once the commit in hand is durable. */
  next: { readonly at: string; readonly rows: readonly RowChange[] } | null;
}

const standOf = (token: FeedToken): string => `${token.epoch}/${token.version}/${token.commitId}`;

/** Takes over a commit that did become durable. */
function settle(unit: Unit, stand: string): boolean {
  const { next } = unit;
  unit.next = null;
  if (unit.at === stand) return true;
  if (next?.at !== stand) return false;
  unit.at = stand;
  for (const { table, id, body } of next.rows) {
    const rows = unit.tables.get(table);
    if (rows?.has(id)) rows.set(id, body);
  }
  return true;
}

/** How many of `keys` are new. */
function addRows(unit: Unit, keys: readonly RowKey[], found: ReadonlyMap<string, RowBody>): number {
  let added = 0;
  for (const key of keys) {
    let rows = unit.tables.get(key.table);
    if (rows === undefined) unit.tables.set(key.table, (rows = new Map()));
    if (!rows.has(key.id)) added += 1;
    rows.set(key.id, found.get(rowKeyText(key)) ?? null);
  }
  return added;
}

/** Keeps `rowsMax` rows at most, those of the branches used last. */
export function createBranchRows(rowsMax = 60_000): BranchRows {
  // In the order of last use.
  const units = new Map<string, Unit>();
  let count = 0;

  function forget(branch: string): void {
    count -= units.get(branch)?.count ?? 0;
    units.delete(branch);
  }

  function unitAt(branch: string, stand: string): Unit {
    const known = units.get(branch);
    if (known !== undefined && settle(known, stand)) {
      units.delete(branch);
      units.set(branch, known);
      return known;
    }
    forget(branch);
    const fresh: Unit = { at: stand, tables: new Map(), count: 0, next: null };
    units.set(branch, fresh);
    return fresh;
  }

  function makeRoom(): void {
    for (const branch of units.keys()) {
      if (count <= rowsMax) return;
      forget(branch);
    }
  }

  return {
    at(token) {
      const stand = standOf(token);
      const unit = unitAt(token.branch, stand);
      return {
        get: ({ table, id }) => unit.tables.get(table)?.get(id),
        fill(keys, found) {
          if (unit.at !== stand || units.get(token.branch) !== unit) return;
          const added = addRows(unit, keys, found);
          unit.count += added;
          count += added;
          makeRoom();
        },
        wrote(to, rows) {
          if (unit.at === stand) unit.next = { at: standOf(to), rows };
        },
      };
    },
  };
}

/** A branch's own rows: from memory what is known of it as it stands, the others from the database. */
export async function readBranchRows(
  sql: Sql,
  branch: string,
  { keys, held }: { readonly keys: readonly RowKey[]; readonly held: HeldRows | null },
): Promise<Map<string, RowBody>> {
  const out = new Map<string, RowBody>();
  const unknown = keys.filter((key) => {
    const row = held?.get(key);
    if (row) out.set(rowKeyText(key), row);
    return row === undefined;
  });
  if (unknown.length === 0) return out;
  for (const row of await readRows(sql, branch, unknown)) out.set(`${row.kind}:${row.id}`, jsonToBody(row.body));
  held?.fill(unknown, out);
  return out;
}
