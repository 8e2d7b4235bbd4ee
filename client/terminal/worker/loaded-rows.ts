import type { Rows } from '../../../shared/commands/define.ts';
import { keyText, type RowKey, type RowOf, type Table } from '../../../shared/tables/define.ts';
import type { Terminal } from './terminal.ts';

/** Rows of the replica for a pure rule, asked for in rounds as a command's are: what was found may name more. */
export async function loadedRows(terminal: Terminal, reads: (known: Rows) => readonly RowKey[]): Promise<Rows> {
  const found = new Map<string, unknown>();
  const asked = new Set<string>();
  const rows: Rows = {
    get: <T extends Table>(table: T, id: string) => (found.get(`${table.name}:${id}`) ?? null) as RowOf<T> | null,
  };
  for (;;) {
    const fresh = reads(rows).filter((one) => !asked.has(keyText(one)));
    if (fresh.length === 0) return rows;
    for (const one of fresh) asked.add(keyText(one));
    for (const [key, row] of await terminal.store.rows(fresh)) found.set(key, row);
  }
}
